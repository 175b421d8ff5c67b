import type { TenantId } from '../domain/ids.ts';
import type { EngineContext } from './context.ts';
import type { PinnedDocument } from './ports/store.ts';

/** Of so many documents the content is kept at hand; a wave of a few hundred servers has that many. */
const mostKept = 5_000;

/** By context, since a worker has one, and by tenant; what a worker knows ends with it. */
const kept = new WeakMap<EngineContext, Map<TenantId, Map<string, PinnedDocument>>>();

/**
 * Documents by their digests, each read once as long as there is room: what has a digest never changes. One that is not stored is asked for again.
 */
export async function pinnedDocuments(
  context: EngineContext,
  tenantId: TenantId,
  digests: readonly string[],
): Promise<ReadonlyMap<string, PinnedDocument>> {
  const tenants = kept.get(context) ?? new Map<TenantId, Map<string, PinnedDocument>>();
  kept.set(context, tenants);
  const known = tenants.get(tenantId) ?? new Map<string, PinnedDocument>();
  tenants.set(tenantId, known);
  const found = new Map<string, PinnedDocument>();
  const missing: string[] = [];
  for (const digest of new Set(digests)) {
    const document = known.get(digest);
    if (document) found.set(digest, document);
    else missing.push(digest);
  }
  const read = missing.length === 0 ? [] : await context.store.pinnedDocuments(tenantId, missing);
  if (known.size + read.length > mostKept) known.clear();
  for (const document of read) {
    found.set(document.digest, document);
    if (known.size < mostKept) known.set(document.digest, document);
  }
  return found;
}
