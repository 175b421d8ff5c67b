import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 a pure domain controller passes',
    facts: { roles: ['domainController'] },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-03 AD CS beside the domain controller stays on v2.x',
    facts: { roles: ['domainController', 'adcs'] },
    expect: { verdict: 'fail', reason: 'additional-role', disposition: 'stays', says: ['AD CS'] },
  },
  {
    name: 'S3-03 several additional roles are all named',
    facts: { roles: ['domainController', 'adfs', 'entraConnect'] },
    expect: { verdict: 'fail', reason: 'additional-role', disposition: 'stays', says: ['AD FS and Entra Connect'] },
  },
  {
    name: 'S3-03 edition 2026-09 migrates a domain controller with AD CS too',
    edition: '2026-09',
    facts: { roles: ['domainController', 'adcs'] },
    expect: { verdict: 'notApplicable', reason: 'additional-roles-allowed' },
  },
  {
    name: 'roles that nobody looked for are unknown',
    expect: { verdict: 'unknown', reason: 'additional-role-unknown' },
  },
  {
    name: 'roles seen two days ago are unknown, and the sentence says how old they are',
    stale: { roles: ['domainController'] },
    expect: { verdict: 'unknown', reason: 'additional-role-unknown', says: ['2 d ago', 'too old'] },
  },
];
