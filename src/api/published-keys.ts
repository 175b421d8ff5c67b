import { installationLog, type TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { ApiContext } from './context.ts';
import type { PublicReportKey, ReportKeys } from './report-keys.ts';

/** @throws ProblemError('report-key-unusable') where nobody keeps keys. */
export function keeper({ reportKeys }: ApiContext): ReportKeys {
  if (!reportKeys) throw new ProblemError('report-key-unusable', 'This server keeps no keys.');
  return reportKeys;
}

/** The key of the tenant on this machine, which the log knows from now on. */
export async function publishedKey(context: ApiContext, tenantId: TenantId, actor: string): Promise<PublicReportKey> {
  const key = await keeper(context).current(tenantId);
  const isKnown = (await keysIn(context, tenantId)).some(({ fingerprint }) => fingerprint === key.fingerprint);
  if (!isKnown) await context.control.publishReportKey(actor, tenantId, key);
  return key;
}

/** A tenant has a few keys in its life. */
const mostKeys = 1_000;

/** Every key of a tenant that a log knows, newest first: its own, or that of the installation for a key that was made when it was archived. */
export async function keysIn({ control }: ApiContext, tenantId: TenantId) {
  const filter = { kinds: ['report-key-made'], newestFirst: true, subjectType: 'tenant', subjectId: tenantId };
  const own = await control.store.events(tenantId, filter, mostKeys);
  const elsewhere = await control.store.events(installationLog, filter, mostKeys);
  const events = [...own, ...elsewhere].sort((a, b) => b.at - a.at);
  return events.map(({ at, payload, personal }) => {
    const { fingerprint, publicKey } = payload as unknown as PublicReportKey;
    return { fingerprint, publicKey, madeAt: toRfc3339(at), madeBy: personal.actor?.value ?? 'unknown' };
  });
}
