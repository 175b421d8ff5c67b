import type { HostId, TenantId } from '../domain/ids.ts';
import type { EngineContext } from './context.ts';
import type { FactReading } from './ports/service.ts';

/** What a worker knows of a list that it recorded: the host of every row that was stored, by a digest of the row. */
interface ListMemory {
  /** Which recording it is; when there is a later one, somebody else knows better. */
  readonly version: number;
  /** Where the log was before its rows were matched to hosts. */
  readonly seq: number;
  /** null for a row that is about no host of ours. */
  readonly hosts: ReadonlyMap<string, HostId | null>;
}

/** A row of a list, and what is known of it. */
interface ListRow {
  readonly row: FactReading;
  readonly digest: string;
  /** The host that the same row was about before, or null for none of ours; undefined for a row that is news. */
  readonly hostId: HostId | null | undefined;
}

export interface SortedRows {
  readonly rows: readonly ListRow[];
  /** Hosts that were named before, and by none of the rows that are no news. */
  readonly gone: readonly HostId[] | 'others';
}

/** By context, since a worker has one, and by tenant and list; what a worker knows ends with it. */
const memories = new WeakMap<EngineContext, Map<string, ListMemory>>();

function keyOf(tenantId: TenantId, resource: string): string {
  return `${tenantId} ${resource}`;
}

export function remember(context: EngineContext, tenantId: TenantId, resource: string, memory: ListMemory): void {
  const known = memories.get(context) ?? new Map<string, ListMemory>();
  memories.set(context, known.set(keyOf(tenantId, resource), memory));
}

/**
 * What this worker knows of the recording `version` of a list, and where the log is now. Nothing when another one recorded it last, or when a host was
 * registered or named anew since: then the same row may be about another host.
 */
export async function recall(
  context: EngineContext,
  tenantId: TenantId,
  resource: string,
  version: number,
): Promise<{ readonly memory: ListMemory | undefined; readonly seq: number }> {
  const memory = memories.get(context)?.get(keyOf(tenantId, resource));
  const { seq, hasNewNames } = await context.store.namesSince(tenantId, memory?.seq);
  return { memory: memory?.version === version && !hasNewNames ? memory : undefined, seq };
}

/** Finds out which rows of a list are news; without a memory all of them are. */
export function sortRows(
  context: EngineContext,
  list: readonly FactReading[],
  memory: ListMemory | undefined,
): SortedRows {
  const rows = list.map((row) => {
    const digest = digestOf(context, row);
    return { row, digest, hostId: memory?.hosts.get(digest) };
  });
  if (!memory) return { rows, gone: 'others' };
  const named = new Set(rows.map(({ hostId }) => hostId));
  const before = new Set(memory.hosts.values());
  return { rows, gone: [...before].flatMap((hostId) => (hostId === null || named.has(hostId) ? [] : [hostId])) };
}

/** A row that comes again with its page is the same object, which nobody changes. */
const digests = new WeakMap<FactReading, string>();

/** Short, because there is one for every row of every list: 96 bits never meet by chance, and Latin-1 keeps a byte a byte. */
function digestOf(context: EngineContext, row: FactReading): string {
  const known = digests.get(row);
  if (known !== undefined) return known;
  const digest = Buffer.from(context.identity.sha256(JSON.stringify(row)), 'hex').toString('latin1', 0, 12);
  digests.set(row, digest);
  return digest;
}
