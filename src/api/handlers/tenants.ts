import type { Json } from '../../domain/canonical.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Tenant } from '../../engine/ports/store.ts';
import { connectionShape, findingShape } from '../../report/connection.ts';
import { rulebookShape } from '../../report/rule.ts';
import { standingShape } from '../../report/standing.ts';
import { tenantShape } from '../../report/tenant.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { noSuchTenant } from '../tenant-of-request.ts';
import { requireInstallation } from './access.ts';

type TenantHandlers = Pick<
  Handlers,
  'listTenants' | 'listStandings' | 'makeTenant' | 'showTenant' | 'showRulebook' | 'changeTenant'
>;

/** Which clock a tenant lives on: that of a twin here, or of one that another process has, or the wall's. */
function clockOf(context: ApiContext, { tenantId, twinAt }: Tenant): 'twin' | 'wall' {
  return context.twin?.tenantId === tenantId || twinAt !== undefined ? 'twin' : 'wall';
}

/** A tenant by its own clock. */
export function shownIn(context: ApiContext) {
  return (row: Tenant) => tenantShape(row, clockOf(context, row), context.control.now(row.tenantId));
}

export function tenantHandlers(context: ApiContext): TenantHandlers {
  const { control } = context;
  const shown = shownIn(context);
  return {
    listTenants: async ({ principal }) => {
      const rows = await control.store.tenants();
      // All that an account opens, whichever of them the request names.
      const opened = (principal.grants ?? [principal]).map(({ tenantId }) => tenantId);
      const open = rows.filter((row) => opened.includes(null) || opened.includes(row.tenantId));
      return { body: { value: open.map(shown) } };
    },
    listStandings: async ({ principal }) => {
      // Whoever sees a part of the hosts of a tenant is told nothing of all of them.
      const opened = (principal.grants ?? [{ tenantId: principal.tenantId, hosts: null }])
        .filter(({ hosts }) => hosts === null)
        .map(({ tenantId }) => tenantId);
      const partly = (principal.grants ?? []).filter(({ hosts }) => hosts !== null).map(({ tenantId }) => tenantId);
      const rows = (await control.store.tenants()).filter(
        ({ tenantId }) => opened.includes(tenantId) || (opened.includes(null) && !partly.includes(tenantId)),
      );
      return { body: { value: (await control.standings(rows)).map(standingShape) } };
    },
    makeTenant: async ({ body, principal }) => {
      requireInstallation(principal, 'Making a tenant needs a credential of the installation');
      const row = await control.makeTenant(principal.actor, body.name);
      return { body: shown(row) };
    },
    showTenant: async ({ tenantId }) => {
      const row = await control.store.tenant(tenantId);
      if (row === undefined) throw noSuchTenant();
      return { body: shown(row) };
    },
    showRulebook: async ({ tenantId }) => {
      const row = await control.store.tenant(tenantId);
      if (row === undefined) throw noSuchTenant();
      return { body: rulebookShape(row, context.catalogue) };
    },
    changeTenant: async ({ tenantId, body, principal, version }) => {
      const overrides = body.overrides?.map((override) => ({ ...override, value: override.value as Json }));
      const row = await control.changeTenant(principal.actor, tenantId, { ...body, overrides }, version);
      return { body: shown(row) };
    },
  };
}

type ConnectionHandlers = Pick<Handlers, 'showConnection' | 'connect' | 'arm' | 'disarm' | 'diagnoseConnection'>;

export function connectionHandlers({ control }: ApiContext): ConnectionHandlers {
  return {
    showConnection: async ({ tenantId }) => {
      const row = await control.store.connection(tenantId);
      if (row === undefined) throw new ProblemError('connection-missing', 'The tenant has no connection yet.');
      return { body: connectionShape(row) };
    },
    connect: async ({ tenantId, body, principal }) => ({
      body: connectionShape(await control.connect(principal.actor, tenantId, body)),
    }),
    arm: async ({ tenantId, body, principal }) => ({
      body: connectionShape(
        await control.setArmed(principal.actor, tenantId, true, body.because, body.acceptsUnsafeStore),
      ),
    }),
    disarm: async ({ tenantId, body, principal }) => ({
      body: connectionShape(await control.setArmed(principal.actor, tenantId, false, body.because)),
    }),
    diagnoseConnection: async ({ tenantId }) => ({
      body: { value: (await control.diagnoseConnection(tenantId)).map(findingShape) },
    }),
  };
}
