import type { TenantId } from '../../domain/ids.ts';
import type { EngineContext } from '../context.ts';
import type { Actor, PublishedKey } from '../control.ts';
import { draft } from '../events.ts';

/** The chain then says from when on which key signs; whoever makes another in secret has to change the log. */
export async function publishReportKey(
  context: Pick<EngineContext, 'store' | 'clocks' | 'identity' | 'onCommit'>,
  actor: Actor,
  tenantId: TenantId,
  { fingerprint, publicKey, because }: PublishedKey,
): Promise<void> {
  await context.store.commit({
    tenantId,
    at: context.clocks.tenantNow(tenantId),
    events: [
      draft(context.identity, actor, {
        kind: 'report-key-made',
        subjectType: 'tenant',
        subjectId: tenantId,
        payload: { fingerprint, publicKey },
        personal: { because },
      }),
    ],
  });
  context.onCommit(tenantId);
}
