import { fail, missing, notApplicable, notCoveredByAnalyzer, pass, unknown } from '../../../../domain/check.ts';
import { textFact } from '../../../../domain/fact-reading.ts';
import { afterSwitch } from '../after-switch.ts';
import type { SensorCheck } from '../shape.ts';

export const v2Connected: SensorCheck = {
  id: 'v2-connected',
  title: 'Sensor v2.x connected',
  requirements: ['S3-02', 'S3-03'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand:
      'In the Defender portal under Settings > Identities > Sensors, the sensor must not be disconnected or unreachable.',
  },
  remedy:
    'Restore the connection of sensor v2.x to Defender for Identity on port 443; delete the entry when the server is gone.',
  howToGet: 'Connect the tenant, or import Sensors.csv.',
  owners: { mends: 'identity', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['mdi.deploymentStatus', 'mdi.migrationState'],
  rules: ['v2Connection'],
  decide(input) {
    if (input.rules.v2Connection.value === 'notChecked') {
      return notApplicable(
        'v2-connection-not-checked',
        'This edition has no condition on the connection of sensor v2.x.',
      );
    }
    const migrated = afterSwitch(input);
    if (migrated !== undefined) return migrated;
    const status = textFact(input.facts, 'mdi.deploymentStatus');
    if (status === undefined) return missing('v2-connection-unknown', 'mdi.deploymentStatus', input);
    switch (status.value) {
      case 'disconnected':
      case 'unreachable':
        return fail('v2-disconnected', `The service reports the sensor as ${status.value}.`, [status]);
      case 'startFailure':
      case 'notConfigured':
        return fail('v2-start-failure', `The service reports the sensor as ${status.value}.`, [status]);
      case 'upToDate':
      case 'outdated':
      case 'updating':
      case 'updateFailed':
      case 'syncing':
        return pass(`The sensor is connected (${status.value}).`, [status]);
      default:
        return unknown('v2-connection-unknown', `The service reports "${status.value}", which we do not know.`, [
          status,
        ]);
    }
  },
};
