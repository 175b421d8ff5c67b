import type { TenantId } from '../../domain/ids.ts';
import type { EngineContext } from '../context.ts';
import type { Actor, PublishedKey } from '../control.ts';
import { draft } from '../events.ts';

/**
 * The chain then says from when on which key signs; whoever makes another in secret has to change the log. The log of an archived tenant takes nothing more:
 * what is signed then is told by the log of the installation.
 */
export async function publishReportKey(
  context: Pick<EngineContext, 'store' | 'clocks' | 'identity' | 'onCommit'>,
  actor: Actor,
  tenantId: TenantId,
  { fingerprint, publicKey, because }: PublishedKey,
): Promise<void> {
  const { store, clocks, identity } = context;
  const made = draft(identity, actor, {
    kind: 'report-key-made',
    subjectType: 'tenant',
    subjectId: tenantId,
    payload: { fingerprint, publicKey },
    personal: { because },
  });
  if ((await store.tenant(tenantId))?.archivedAt !== undefined) {
    await store.recordInstallation(clocks.machineNow(), [made]);
    return;
  }
  await store.commit({ tenantId, at: clocks.tenantNow(tenantId), events: [made] });
  context.onCommit(tenantId);
}
