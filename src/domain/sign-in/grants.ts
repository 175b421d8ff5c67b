import type { TenantId } from '../ids.ts';

/** What one person may do in one tenant, or with null in every tenant. */
export interface Grant {
  readonly tenantId: TenantId | null;
  readonly role: 'viewer' | 'operator' | 'approver' | 'administrator';
  /** A selector: the person sees these hosts and no others; null: all. */
  readonly hosts: string | null;
}

/** The one tenant that all of somebody's roles are in: its administrators look after the account. Undefined: there is none such. */
export function homeOf(grants: readonly Grant[]): TenantId | undefined {
  const [first, ...others] = grants;
  if (first === undefined || first.tenantId === null) return undefined;
  return others.every(({ tenantId }) => tenantId === first.tenantId) ? first.tenantId : undefined;
}

/** Sets or takes away the role in one tenant; the others stay. */
export function withGrant(grants: readonly Grant[], tenantId: TenantId | null, grant: Grant | undefined): Grant[] {
  const others = grants.filter((one) => one.tenantId !== tenantId);
  return grant === undefined ? others : [...others, grant];
}

/** The tenants whose logs tell of somebody: null stands for every tenant. */
export function concernedTenants(grants: readonly Grant[]): readonly (TenantId | null)[] {
  if (grants.some(({ tenantId }) => tenantId === null)) return [null];
  return [...new Set(grants.map(({ tenantId }) => tenantId))];
}
