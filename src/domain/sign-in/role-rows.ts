import type { TenantId } from '../ids.ts';
import type { Grant } from './grants.ts';

/** Who has which role by a group or an app role of the identity provider. */
export interface RoleRow {
  /** One of the two: the id of a group, or the value of an app role. */
  readonly group?: string | undefined;
  readonly appRole?: string | undefined;
  readonly role: Grant['role'];
  /** Name or id; without it every tenant. */
  readonly tenant?: string | undefined;
  readonly hosts?: string | undefined;
}

/**
 * The roles of somebody, in the order of the rows: the first row that fits counts for its tenant, so that whoever reads the list from above knows.
 * A tenant that nobody has gives nothing.
 */
export function grantsByRows(
  identity: { readonly groups: readonly string[]; readonly appRoles: readonly string[] },
  rows: readonly RoleRow[],
  tenantOf: (nameOrId: string) => TenantId | undefined,
): readonly Grant[] {
  const groups = new Set(identity.groups.map((id) => id.toLowerCase()));
  const appRoles = new Set(identity.appRoles);
  const grants: Grant[] = [];
  for (const { group, appRole, role, tenant, hosts = null } of rows) {
    const fits = group === undefined ? appRoles.has(appRole ?? '') : groups.has(group.toLowerCase());
    const tenantId = tenant === undefined ? null : tenantOf(tenant);
    if (!fits || tenantId === undefined || grants.some((grant) => grant.tenantId === tenantId)) continue;
    grants.push({ tenantId, role, hosts });
  }
  return grants;
}
