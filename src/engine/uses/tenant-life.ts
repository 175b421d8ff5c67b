import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { Actor } from '../control.ts';
import { draft, tenantEvent } from '../events.ts';
import { requireWritten } from '../outdated.ts';
import type { Signer } from '../ports/log-archive.ts';
import type { Connection, Tenant, TenantExport } from '../ports/store.ts';

/**
 * Puts a tenant away: this is the last link of its log, and nothing of it changes until it is taken up again. Its connection becomes read-only with it, so that
 * nothing starts by itself then.
 * @throws ProblemError('tenant-busy') while a move waits, is in flight, or is before its commit.
 */
export async function archiveTenant(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  because: string,
): Promise<Tenant> {
  const tenant = await tenantOf(context, tenantId);
  if (tenant.archivedAt !== undefined) return tenant;
  const now = context.clocks.tenantNow(tenantId);
  const connection = await context.store.connection(tenantId);
  const disarmed: Connection[] = connection?.isArmed
    ? [{ ...connection, isArmed: false, version: connection.version + 1 }]
    : [];
  const next = { ...tenant, archivedAt: now, version: tenant.version + 1 };
  await turn(context, 'archive', { tenant, next, actor, because, connections: disarmed });
  return next;
}

/** Takes an archived tenant up again, as it was put away; what it knows of its servers is old, and is read anew. */
export async function reopenTenant(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  because: string,
): Promise<Tenant> {
  const tenant = await tenantOf(context, tenantId);
  if (tenant.archivedAt === undefined) return tenant;
  const { archivedAt: _, ...rest } = tenant;
  const next: Tenant = { ...rest, version: tenant.version + 1 };
  await turn(context, 'reopen', { tenant, next, actor, because, connections: [] });
  return next;
}

async function turn(
  context: EngineContext,
  life: 'archive' | 'reopen',
  change: {
    readonly tenant: Tenant;
    readonly next: Tenant;
    readonly actor: Actor;
    readonly because: string;
    readonly connections: readonly Connection[];
  },
): Promise<void> {
  const { tenant, next, actor, because, connections } = change;
  const { tenantId } = tenant;
  const kind = life === 'archive' ? 'tenant-archived' : 'tenant-reopened';
  const outcome = await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    tenant: { tenant: next, expectedVersion: tenant.version },
    life,
    connections,
    events: [
      tenantEvent(context.identity, actor, kind, next, because),
      ...connections.map(({ connectionId, cloud, graphUrl, isArmed, channel, version }) =>
        draft(context.identity, actor, {
          kind: 'connection-changed',
          subjectType: 'connection',
          subjectId: connectionId,
          payload: { cloud, graphUrl, isArmed, channel, version },
          personal: { because },
        }),
      ),
    ],
  });
  requireWritten(outcome, 'tenant');
  context.onCommit(tenantId);
}

/** Takes out everything of an archived tenant. @throws ProblemError with a `tenant-` code; then nothing is gone. */
export async function deleteTenant(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  given: { readonly name: string; readonly because: string },
): Promise<{ readonly rows: number }> {
  const { name, archivedAt } = await tenantOf(context, tenantId);
  if (archivedAt === undefined) throw new ProblemError('tenant-not-archived', `${name} is in use.`);
  if (given.name !== name) throw new ProblemError('tenant-name-differs', 'Another name was typed.');
  const head = await context.store.logHead(tenantId);
  const { seq, hash } = head;
  return context.store.deleteTenant({
    tenantId,
    at: context.clocks.machineNow(),
    events: [
      draft(context.identity, actor, {
        kind: 'tenant-deleted',
        subjectType: 'tenant',
        subjectId: tenantId,
        // Whoever kept an export can still prove that it is the whole log.
        payload: { head: { seq, hash } },
        personal: { name, because: given.because },
      }),
    ],
  });
}

/** Writes everything of a tenant into a signed file; that somebody took it along is told first. */
export async function exportTenant(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  { path, signer }: { readonly path: string; readonly signer: Signer },
): Promise<TenantExport> {
  const { name } = await tenantOf(context, tenantId);
  await recordAccess(context, actor, tenantId, 'tenant-exported', `Everything of ${name}.`);
  return context.store.exportTenant(tenantId, path, signer);
}

/**
 * Access is the installation's; it is told in the log of the tenant it opens, or of every tenant when it opens all. An archived tenant tells nothing any more:
 * then, and where there is no tenant at all, the log of the installation does.
 */
export async function recordAccess(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId | null,
  what: string,
  detail: string,
): Promise<void> {
  const tenants = tenantId === null ? await context.store.tenants() : [await tenantOf(context, tenantId)];
  const event = () =>
    draft(context.identity, actor, {
      kind: 'access-changed',
      subjectType: 'token',
      subjectId: what,
      payload: { what },
      personal: { detail },
    });
  const live = tenants.filter(({ archivedAt }) => archivedAt === undefined);
  for (const { tenantId: id } of live) {
    await context.store.commit({ tenantId: id, at: context.clocks.tenantNow(id), events: [event()] });
    context.onCommit(id);
  }
  if (live.length === 0) await context.store.recordInstallation(context.clocks.machineNow(), [event()]);
}
