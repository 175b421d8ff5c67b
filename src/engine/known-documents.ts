import type { HostId, TenantId } from '../domain/ids.ts';
import type { EngineContext } from './context.ts';
import type { DocumentMark, StoredDocument } from './ports/store.ts';

/** Of so many hosts the documents are kept at hand: more than are looked at in one tick. Each has a few kilobytes of them, so that all are some tens of megabytes. */
const mostHosts = 4_000;

/** By context, since a worker has one, and by tenant and host, the longest unread first; what a worker knows ends with it. */
const kept = new WeakMap<EngineContext, Map<string, readonly StoredDocument[]>>();

/**
 * The current documents of these hosts. A server under observation is looked at again and again while its documents say what they said: of one that was read
 * before only the marks of its documents are asked for, and their facts only where a mark is another one. What has a digest never changes; when it was observed
 * does, and is always as it is stored now.
 */
export async function knownDocuments(
  context: EngineContext,
  tenantId: TenantId,
  hostIds: readonly HostId[],
): Promise<ReadonlyMap<HostId, readonly StoredDocument[]>> {
  const memory = kept.get(context) ?? new Map<string, readonly StoredDocument[]>();
  kept.set(context, memory);
  const keyOf = (hostId: HostId) => `${tenantId} ${hostId}`;
  const found = new Map<HostId, readonly StoredDocument[]>(hostIds.map((hostId) => [hostId, []]));
  const before = hostIds.filter((hostId) => memory.has(keyOf(hostId)));
  const marks = await marksOf(context, tenantId, before);
  const missing: HostId[] = [];
  for (const hostId of found.keys()) {
    const documents = renewed(memory.get(keyOf(hostId)), marks.get(hostId));
    if (documents === undefined) missing.push(hostId);
    else found.set(hostId, documents);
  }
  if (missing.length > 0) {
    const own = new Map<HostId, StoredDocument[]>(missing.map((hostId) => [hostId, []]));
    for (const document of await context.store.documents(tenantId, missing)) own.get(document.hostId)?.push(document);
    for (const [hostId, documents] of own) found.set(hostId, documents);
  }
  for (const [hostId, documents] of found) keep(memory, keyOf(hostId), documents);
  return found;
}

async function marksOf(context: EngineContext, tenantId: TenantId, hostIds: readonly HostId[]) {
  const marks = hostIds.length === 0 ? [] : await context.store.documentMarks(tenantId, hostIds);
  return new Map(marks.map((own) => [own.hostId, own.marks]));
}

/** What was read before with the times of now; undefined where it is not what is stored. */
function renewed(
  before: readonly StoredDocument[] | undefined,
  marks: readonly DocumentMark[] | undefined,
): readonly StoredDocument[] | undefined {
  if (before === undefined || marks === undefined || before.length !== marks.length) return undefined;
  const documents: StoredDocument[] = [];
  for (const [at, mark] of marks.entries()) {
    const document = before[at];
    if (document === undefined || !isOf(document, mark)) return undefined;
    documents.push(mark.observedAt === document.observedAt ? document : { ...document, observedAt: mark.observedAt });
  }
  return documents;
}

/** Two files can say the same of a host: which of them it was belongs to the document, and not to its digest. */
function isOf({ source, digest, origin }: StoredDocument, mark: DocumentMark): boolean {
  if (source !== mark.source || digest !== mark.digest) return false;
  return origin === undefined
    ? mark.origin === undefined
    : JSON.stringify(origin) === JSON.stringify(mark.origin ?? null);
}

function keep(memory: Map<string, readonly StoredDocument[]>, key: string, documents: readonly StoredDocument[]): void {
  memory.delete(key);
  memory.set(key, documents);
  if (memory.size <= mostHosts) return;
  for (const oldest of memory.keys()) {
    memory.delete(oldest);
    return;
  }
}
