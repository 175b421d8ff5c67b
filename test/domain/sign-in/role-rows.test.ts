import { expect, test } from 'vitest';
import type { TenantId } from '../../../src/domain/ids.ts';
import { grantsByRows, type RoleRow } from '../../../src/domain/sign-in/role-rows.ts';

const tenants: Readonly<Record<string, string>> = { North: 'n-1', South: 's-1' };
const tenantOf = (name: string) => tenants[name] as TenantId | undefined;
const rows: readonly RoleRow[] = [
  { group: 'g-admins', role: 'administrator' },
  { group: 'g-north', role: 'approver', tenant: 'North' },
  { group: 'g-berlin', role: 'operator', tenant: 'North', hosts: 'site:Berlin' },
  { appRole: 'Guard.Read', role: 'viewer', tenant: 'South' },
  { group: 'g-lost', role: 'viewer', tenant: 'Nowhere' },
];

test.each<[string, string[], string[], [string | null, string, string | null][]]>([
  ['nobody', [], [], []],
  ['a group that no row names', ['g-other'], [], []],
  ['a group, however its id is written', ['G-ADMINS'], [], [[null, 'administrator', null]]],
  ['a group for some hosts', ['g-berlin'], [], [['n-1', 'operator', 'site:Berlin']]],
  ['two groups of one tenant: the first row counts', ['g-berlin', 'g-north'], [], [['n-1', 'approver', null]]],
  [
    'two tenants',
    ['g-north'],
    ['Guard.Read'],
    [
      ['n-1', 'approver', null],
      ['s-1', 'viewer', null],
    ],
  ],
  ['an app role is not the group of the same name', ['Guard.Read'], [], []],
  ['an app role is taken as it is written', [], ['guard.read'], []],
  ['a tenant that nobody has gives nothing, and above all not every tenant', ['g-lost'], [], []],
])('X-09 the roles of %s', (_what, groups, appRoles, expected) => {
  const found = grantsByRows({ groups, appRoles }, rows, tenantOf);
  expect(found.map(({ tenantId, role, hosts }) => [tenantId, role, hosts])).toEqual(expected);
});
