import { fail, missing, notApplicable, notCoveredByAnalyzer, pass } from '../../../../domain/check.ts';
import { listFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck } from '../shape.ts';

const roleNames: Readonly<Record<string, string>> = { adfs: 'AD FS', adcs: 'AD CS', entraConnect: 'Entra Connect' };

export const noAdditionalRole: SensorCheck = {
  id: 'no-additional-role',
  title: 'No additional identity role',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: notCoveredByAnalyzer,
    byHand:
      'In Server Manager, or with Get-WindowsFeature and Get-Service, see that AD FS (adfssrv), AD CS (certsvc) and Entra Connect (ADSync) are not installed.',
  },
  remedy:
    'Keep sensor v2.x on this server; it stays as it is and does not hold up the campaign. Moving the role elsewhere lets it migrate.',
  howToGet: 'Run the device identity hunting query, or collect host facts on the server.',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: [],
  reads: ['roles'],
  rules: ['additionalRoles'],
  decide({ facts, rules, now }) {
    const roles = listFact(facts, 'roles');
    if (rules.additionalRoles.value === 'allowed') {
      const seen = roles === undefined ? [] : [roles];
      return notApplicable(
        'additional-roles-allowed',
        'This edition migrates domain controllers with AD FS, AD CS or Entra Connect too.',
        seen,
      );
    }
    if (roles === undefined) return missing('additional-role-unknown', 'roles', { facts, now });
    const additional = roles.value.filter((role) => role !== 'domainController');
    if (additional.length === 0) return pass('No other identity role was found.', [roles]);
    const names = additional.map((role) => roleNames[role] ?? role).join(' and ');
    return fail('additional-role', `The server also runs ${names}.`, [roles], { disposition: 'stays' });
  },
};
