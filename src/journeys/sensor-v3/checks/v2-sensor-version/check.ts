import { fail, missing, notCoveredByAnalyzer, pass, unknown } from '../../../../domain/check.ts';
import { textFact, yesNoFact } from '../../../../domain/fact-reading.ts';
import { compareVersions } from '../../../../domain/version.ts';
import { afterSwitch } from '../after-switch.ts';
import type { SensorCheck } from '../shape.ts';

export const v2SensorVersion: SensorCheck = {
  id: 'v2-sensor-version',
  title: 'Sensor v2.x version',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand: 'Look at the sensor in Programs and Features, or at the file version of the AATPSensor service.',
  },
  remedy: 'Update the sensor v2.x to the version named, and switch delayed update off for it if that holds it back.',
  howToGet: 'Connect the tenant, import Sensors.csv, or collect host facts on the server.',
  owners: { mends: 'identity', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['mdi.v2.version', 'mdi.v2.installed', 'mdi.delayedUpdate', 'mdi.migrationState'],
  rules: ['leastV2Version'],
  decide(input) {
    const { facts, rules } = input;
    const migrated = afterSwitch(input);
    if (migrated !== undefined) return migrated;
    const version = textFact(facts, 'mdi.v2.version');
    if (version === undefined) {
      const installed = yesNoFact(facts, 'mdi.v2.installed');
      if (installed?.value !== false) return missing('v2-version-unknown', 'mdi.v2.version', input);
      return fail('v2-not-installed', 'The server has no sensor v2.x, so there is nothing to migrate.', [installed], {
        disposition: 'unsupported',
        remedy: 'Activate sensor v3.x on it as a new sensor, or install sensor v2.x first.',
      });
    }
    const least = rules.leastV2Version.value;
    const order = compareVersions(version.value, least);
    if (order === undefined) {
      return unknown('v2-version-unreadable', `"${version.value}" is not a version that can be compared.`, [version]);
    }
    if (order >= 0) return pass(`Version ${version.value}; at least ${least} is required.`, [version]);
    const delayed = yesNoFact(facts, 'mdi.delayedUpdate');
    const held = delayed?.value === true;
    return fail(
      'v2-version-too-old',
      `Version ${version.value} is older than ${least}${held ? '; delayed update is on for this sensor' : ''}.`,
      held ? [version, delayed] : [version],
    );
  },
};
