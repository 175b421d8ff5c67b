import { createHash, hash as digestOf } from 'node:crypto';
import type { TenantVerification } from '../contract/tenant-verification.ts';
import { as, type TenantId } from '../domain/ids.ts';
import { type EventDraft, type LogLink, verifyChain } from '../domain/log.ts';
import { Terminal } from '../domain/problem.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import { linesOf } from '../store/transfer/dump.ts';
import { exportFormat } from '../store/transfer/tenant-export.ts';
import { type ExportFormat, isExportFormat, type ToldEnd, toldEnd } from './export-end.ts';
import { signatureOf } from './signature.ts';

interface Manifest {
  readonly format: ExportFormat;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly madeAt: string;
  readonly head: { readonly seq: number; readonly hash: string };
}

/** What the first walk finds: everything but the events, which are many. */
interface Walk {
  readonly manifest: Manifest;
  readonly links: readonly LogLink[];
  readonly counts: ReadonlyMap<string, number>;
  readonly digests: ReadonlyMap<string, string>;
  readonly sha256: string;
  readonly end: ToldEnd;
}

interface Expected {
  /** Fingerprint of the key that must have signed; undefined: nobody said. */
  readonly key?: string | undefined;
}

/**
 * Verifies an export with nothing but the file: every digest in it, the signature, and the chain of its log from the first link to the head that it names.
 * Whoever wrote the whole file anew signs with a key of his own, or not at all: the key must be compared with one that is known from elsewhere.
 * @throws Terminal('export-unreadable')
 */
export async function verifyExport(
  path: string,
  { key }: Expected,
  say: (line: string) => void,
): Promise<TenantVerification> {
  say('Reading the file');
  const { manifest, links, counts, digests, sha256, end } = await walk(path);
  say(`Verifying ${links.length} links of the log`);
  const published: PublishedKeys = new Map();
  const chain = await verifyChain(batches(path, links, published), manifest.head, (text) =>
    digestOf('sha256', text, 'hex'),
  ).catch((error: unknown) => {
    // Numbers and members that are none any more: a changed byte must not look like a fault of ours.
    throw error instanceof TypeError ? unreadable(`Its log cannot be understood: ${error.message}`) : error;
  });
  const signature = signatureIn(manifest, end, key, published);
  const differences = [
    ...faultsOfSignature(signature, key),
    ...(isOfManifest(end, manifest) ? [] : ['What its end says of it is not what its beginning says.']),
    ...(end.sha256 === sha256 ? [] : ['The file was changed: its checksum does not fit.']),
    ...(isSame(end.rows, counts) ? [] : ['The rows are not those that were written: their counts do not fit.']),
    ...differing(end.digests, digests).map((table) => `The table ${table} was changed: its digest does not fit.`),
    ...chain.breaks.map(({ seq, what, detail }) => `Link ${seq} of the log (${what}): ${detail}`),
  ];
  return {
    isSound: differences.length === 0,
    tenant: { id: manifest.tenantId, name: manifest.name },
    madeAt: manifest.madeAt,
    signature,
    rows: [...counts.values()].reduce((sum, count) => sum + count, 0),
    tables: Object.fromEntries(counts),
    log: { links: chain.links, events: chain.events, head: { ...manifest.head } },
    differences,
  };
}

/** When the log in the file first told of a key, by its fingerprint. */
type PublishedKeys = Map<string, Instant>;

function signatureIn(
  { tenantId }: Manifest,
  { signed }: ToldEnd,
  expected: string | undefined,
  published: PublishedKeys,
): TenantVerification['signature'] {
  if (signed === undefined) return null;
  const { isGood, fingerprint } = signatureOf(signed.end, signed.signature);
  const since = fingerprint === null ? undefined : published.get(fingerprint);
  return {
    isGood,
    tenantId,
    fingerprint,
    isExpected: expected === undefined ? null : fingerprint === expected,
    inLogSince: since === undefined ? null : toRfc3339(since),
  };
}

function faultsOfSignature(signature: TenantVerification['signature'], expected: string | undefined): string[] {
  if (signature === null)
    return expected === undefined ? [] : [`It is not signed, and the key ${expected} was to have signed it.`];
  if (!signature.isGood) return ['It was not signed with the key that it names: it is not as its tenant signed it.'];
  return signature.isExpected === false
    ? [`It was signed with the key ${signature.fingerprint}, not with ${expected}.`]
    : [];
}

function isOfManifest({ signed }: ToldEnd, { tenantId, head }: Manifest): boolean {
  if (signed === undefined) return true;
  const { end } = signed;
  return end.tenantId === tenantId && end.head.seq === head.seq && end.head.hash === head.hash;
}

async function walk(path: string): Promise<Walk> {
  const hash = createHash('sha256');
  const counts = new Map<string, number>();
  const digests = new Map<string, string>();
  const links: LogLink[] = [];
  let manifest: Manifest | undefined;
  let end: Walk['end'] | undefined;
  let table: Table | undefined;
  let own = createHash('sha256');
  const finish = () => {
    if (table !== undefined) digests.set(table.name, own.digest('hex'));
    own = createHash('sha256');
  };
  for await (const line of linesOf(path, unreadable)) {
    if (end !== undefined) throw unreadable('Something follows its end.');
    const said = parsed(line);
    if (isEnd(said)) {
      finish();
      end = manifest && toldEnd(manifest.format, said);
      if (end === undefined) throw unreadable('Its end cannot be understood.');
      continue;
    }
    hash.update(`${line}\n`);
    if (manifest === undefined) manifest = asManifest(said);
    else if (Array.isArray(said)) {
      if (table === undefined) throw unreadable('A row comes before its table.');
      own.update(`${line}\n`);
      counts.set(table.name, (counts.get(table.name) ?? 0) + 1);
      if (table.name === 'log_link') links.push(asLink(named(table, said)));
    } else {
      finish();
      table = asTable(said);
      if (counts.has(table.name)) throw unreadable(`The table ${table.name} comes twice.`);
    }
  }
  if (manifest === undefined) throw unreadable('It is empty.');
  if (end === undefined) throw unreadable('It ends before its end: it was cut off.');
  return { manifest, links, counts, digests, sha256: hash.digest('hex'), end };
}

/** Every link with its events, which lie in the order of the links. An event whose link is not there counts against the next one that is. */
async function* batches(path: string, links: readonly LogLink[], published: PublishedKeys) {
  const events = eventsOf(path);
  let next = await events.next();
  for (const link of links) {
    const own: EventDraft[] = [];
    while (next.done !== true && next.value.seq <= link.seq) {
      const { event } = next.value;
      const { fingerprint } = event.payload as { readonly fingerprint?: unknown };
      if (event.kind === 'report-key-made' && typeof fingerprint === 'string' && !published.has(fingerprint))
        published.set(fingerprint, link.at);
      own.push(event);
      next = await events.next();
    }
    yield { link, events: own };
  }
  if (next.done !== true) throw unreadable('It has events of links that it does not have.');
}

async function* eventsOf(path: string): AsyncGenerator<{ readonly seq: number; readonly event: EventDraft }> {
  let table: Table | undefined;
  let isFirst = true;
  for await (const line of linesOf(path, unreadable)) {
    const said = isFirst ? undefined : parsed(line);
    if (isFirst) isFirst = false;
    else if (Array.isArray(said)) {
      if (table?.name === 'log_event') yield asEvent(named(table, said));
    } else if (isEnd(said)) return;
    else table = asTable(said);
  }
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

type NamedRow = Readonly<Record<string, string>>;

function named({ name, columns }: Table, row: readonly unknown[]): NamedRow {
  if (row.length !== columns.length) throw unreadable(`A row of ${name} does not fit its columns.`);
  return Object.fromEntries(columns.map((column, at) => [column, String(row[at] ?? '')]));
}

function asLink(row: NamedRow): LogLink {
  return {
    tenantId: as<TenantId>(row.tenant_id ?? ''),
    seq: Number(row.seq),
    at: Number(row.at),
    digest: row.digest ?? '',
    hash: row.hash ?? '',
    eventCount: Number(row.event_count),
  };
}

function asEvent(row: NamedRow): { readonly seq: number; readonly event: EventDraft } {
  const event = {
    kind: row.kind,
    subjectType: row.subject_type,
    subjectId: row.subject_id ?? '',
    payload: parsed(row.payload ?? ''),
    personal: parsed(row.personal ?? ''),
  };
  return { seq: Number(row.seq), event: event as EventDraft };
}

function asManifest(said: unknown): Manifest {
  const { format, tenantId, name, madeAt, head } = (said ?? {}) as Partial<Manifest & { format: string }>;
  if (!isExportFormat(format) || !tenantId || name === undefined || madeAt === undefined || head === undefined)
    throw unreadable(`It does not begin as a ${exportFormat} does.`);
  return { format, tenantId, name, madeAt, head };
}

function asTable(said: unknown): Table {
  const { table, columns } = (said ?? {}) as { readonly table?: unknown; readonly columns?: unknown };
  if (typeof table !== 'string' || !Array.isArray(columns)) throw unreadable('A line of it is neither table nor row.');
  return { name: table, columns: columns.map(String) };
}

function isEnd(said: unknown): boolean {
  return typeof said === 'object' && said !== null && 'end' in said;
}

function isSame(end: unknown, counts: ReadonlyMap<string, number>): boolean {
  return differing(end, counts).length === 0;
}

/** The names under which two records say something else. */
function differing(said: unknown, found: ReadonlyMap<string, unknown>): readonly string[] {
  const told = new Map(Object.entries(typeof said === 'object' && said !== null ? said : {}));
  return [...new Set([...told.keys(), ...found.keys()])].filter((name) => told.get(name) !== found.get(name));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw unreadable('A line of it is no JSON.');
  }
}

function unreadable(detail: string): Terminal {
  return new Terminal('export-unreadable', detail);
}
