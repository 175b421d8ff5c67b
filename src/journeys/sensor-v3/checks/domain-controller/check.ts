import { fail, missing, notCoveredByAnalyzer, pass, unknown } from '../../../../domain/check.ts';
import { listFact, textFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck } from '../shape.ts';

/**
 * Both the service's sensor type and the roles seen are needed: the type is what the service will act on, and the roles show
 * a server that was demoted since its sensor was installed.
 */
export const domainController: SensorCheck = {
  id: 'domain-controller',
  title: 'Domain controller',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand:
      'On the server, run "nltest /dsgetdc:" or look in Active Directory Users and Computers under Domain Controllers.',
  },
  remedy: 'Only sensors on domain controllers are migrated. Keep sensor v2.x on this server.',
  howToGet: 'Read the sensor from Graph or Sensors.csv, and the roles from hunting or host facts.',
  owners: { mends: 'identity', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['mdi.sensorType', 'roles'],
  rules: [],
  decide({ facts, now }) {
    const type = textFact(facts, 'mdi.sensorType');
    const roles = listFact(facts, 'roles');
    if (type?.value === 'domainControllerStandalone') {
      return fail(
        'standalone-sensor',
        'The sensor is a standalone one, on a server beside the domain controllers.',
        [type],
        {
          disposition: 'stays',
        },
      );
    }
    if (type !== undefined && type.value !== 'domainControllerIntegrated' && type.value !== 'unknown') {
      return fail('not-a-domain-controller', `The service knows the sensor as ${type.value}.`, [type], {
        disposition: 'stays',
      });
    }
    if (roles !== undefined && !roles.value.includes('domainController')) {
      return fail('not-a-domain-controller', 'The server does not hold the domain controller role.', [roles], {
        disposition: 'stays',
      });
    }
    if (type === undefined) return missing('domain-controller-unknown', 'mdi.sensorType', { facts, now });
    if (type.value === 'unknown') {
      return unknown('domain-controller-unknown', 'The service reports a sensor type that we do not know.', [type]);
    }
    if (roles === undefined) return missing('domain-controller-unknown', 'roles', { facts, now });
    return pass('The sensor and the roles both say domain controller.', [type, roles]);
  },
};
