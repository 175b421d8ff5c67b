import { fail, missing, pass, unknown } from '../../../../domain/check.ts';
import { textFact } from '../../../../domain/fact-reading.ts';
import { compareVersions } from '../../../../domain/version.ts';
import type { SensorCheck } from '../shape.ts';

export const senseVersion: SensorCheck = {
  id: 'sense-version',
  title: 'Defender for Endpoint sensor version',
  requirements: ['S3-03'],
  verify: {
    analyzer: 'Sense version shows it, with a warning when it is below the recommended one.',
    byHand: 'Read the file version of MsSense.exe in %ProgramFiles%\\Windows Defender Advanced Threat Protection.',
  },
  remedy: 'Update the Defender for Endpoint sensor; it comes with Windows Update.',
  howToGet: 'Run the device identity hunting query or the Client Analyzer, or collect host facts.',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: [],
  reads: ['sense.version'],
  rules: ['leastSenseVersion'],
  decide({ facts, rules, now }) {
    const version = textFact(facts, 'sense.version');
    if (version === undefined) return missing('sense-version-unknown', 'sense.version', { facts, now });
    const least = rules.leastSenseVersion.value;
    const whose =
      rules.leastSenseVersion.basis === 'stated'
        ? 'is required'
        : 'is our own minimum, as this edition gives no number';
    const order = compareVersions(version.value, least);
    if (order === undefined) {
      return unknown('sense-version-unreadable', `"${version.value}" is not a version that can be compared.`, [
        version,
      ]);
    }
    if (order >= 0) return pass(`Version ${version.value}; ${least} ${whose}.`, [version]);
    return fail('sense-version-too-old', `Version ${version.value} is older than ${least}, which ${whose}.`, [version]);
  },
};
