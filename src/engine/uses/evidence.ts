import { canonicalJson, type Json } from '../../domain/canonical.ts';
import type { TenantId } from '../../domain/ids.ts';
import { type ProblemRef, problem } from '../../domain/problem.ts';
import { clockToleranceMs, sourceOf } from '../../domain/source.ts';
import type { Instant } from '../../domain/time.ts';
import { readEvidence } from '../../evidence/read.ts';
import type { EvidenceReading, EvidenceRow } from '../../evidence/reading.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { Actor, EvidenceUpload, ImportOutcome } from '../control.ts';
import { evaluateBatch, evaluateDueHosts } from '../evaluate-hosts.ts';
import { draft, hostEvent } from '../events.ts';
import { nameWithDomain } from '../host-book.ts';
import { type HostMatch, type Matching, matchHosts, recordMatched } from '../match-hosts.ts';
import type { Commit, FactWrite, HostWrite } from '../ports/store.ts';
import { evaluateAll } from '../tick.ts';
import { nameByDevice, type Owners, ownersOfRows } from './device-owners.ts';

/** Hosts that an outcome names; a list of all computers is not repeated to whoever gave it. */
const mostNamed = 1_000;
/** The readers tell at most half of them. */
const mostProblems = 2_000;
/** Rows a transaction. */
const importBatch = 2_000;
/** While one batch is registered the next writes its documents, and a third is made ready. */
const batchesAtOnce = 3;

type LineProblem = ProblemRef & { readonly line?: number | undefined };

/** A row that says whose it is. */
type NamedRow = EvidenceRow & { readonly name: string };

/** A file that was read, with its rows that can be used. */
export interface ReadUpload {
  readonly reading: EvidenceReading;
  readonly rows: readonly NamedRow[];
  readonly owners: Owners;
  readonly problems: readonly LineProblem[];
}

/**
 * Reads a file and keeps what it says; a row that cannot be used is a problem, never silence. A dry run changes nothing.
 * @param isLoopRunning whether the engine judges changed hosts by itself: then only the first of them are judged here.
 */
export async function importEvidence(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  upload: EvidenceUpload,
  isLoopRunning: boolean,
): Promise<ImportOutcome> {
  await tenantOf(context, tenantId);
  return saveUpload(context, actor, tenantId, upload, await readUpload(context, tenantId, upload), isLoopRunning);
}

/** Reads a file and sorts out the rows that cannot be used. Nothing is written. */
export async function readUpload(
  context: EngineContext,
  tenantId: TenantId,
  upload: EvidenceUpload,
): Promise<ReadUpload> {
  const read = context.readEvidence ?? readEvidence;
  const { fileName, observedAt, map, host } = upload;
  const isObservedAtSaid = observedAt !== undefined;
  const reading = await read(upload.bytes, { fileName, observedAt, isObservedAtSaid, map, host });
  const problems: LineProblem[] = [...reading.problems];
  const now = context.clocks.tenantNow(tenantId);
  const current = reading.rows.filter((row) => isOfThePast(row, now, problems));
  const named = await nameByDevice(context, tenantId, current);
  const rows = named.filter((row): row is NamedRow => isNamed(row, problems));
  return { reading, rows, owners: await ownersOfRows(context, tenantId, rows), problems };
}

/** A document from the future is a wrong clock: believing it would keep it fresh too long. Small differences are forgiven. */
function isOfThePast(row: EvidenceRow, now: Instant, problems: LineProblem[]): boolean {
  if (row.observedAt <= now + clockToleranceMs) return true;
  const detail = `"${row.name ?? 'The host'}" was seen ${new Date(row.observedAt).toISOString()}, which is in the future.`;
  problems.push({ ...problem('fact-invalid', detail), line: row.origin.line });
  return false;
}

function isNamed(row: EvidenceRow, problems: LineProblem[]): row is NamedRow {
  if (row.name !== undefined) return true;
  const detail = 'The file tells facts of a host and not which host it is.';
  problems.push({ ...problem('host-unnamed', detail), line: row.origin.line });
  return false;
}

/** Matches the rows of a file with hosts, records them, and judges the hosts that changed. */
export async function saveUpload(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  upload: EvidenceUpload,
  { reading, rows, owners, problems: found }: ReadUpload,
  isLoopRunning: boolean,
): Promise<ImportOutcome> {
  const now = context.clocks.tenantNow(tenantId);
  const isFirst = rows.length > importBatch && rows.every(isFullyNamed) && (await isEmpty(context, tenantId));
  const prepare = async (batch: readonly NamedRow[], isRetry: boolean): Promise<Prepared> => {
    const options = { isEmpty: isFirst && !isRetry, ownersOf: (row: NamedRow) => owners.of(row) };
    const matching = await matchHosts(context, tenantId, batch, options);
    return { ...matching, commit: commitOf(context, actor, tenantId, upload, reading.format, matching.matches, now) };
  };
  const hosts = { registered: new Set<string>(), known: new Set<string>(), names: new Set<string>() };
  const batches = batchesOf(rows);
  let judged = 0;
  const unmatched = await inTurn(batches, batchesAtOnce, async (batch) => {
    const { matches, problems } = await recordMatched(
      (isRetry) => prepare(batch, isRetry),
      async ({ commit, matches }) => {
        if (upload.dryRun || matches.length === 0) return [];
        const outcome = await context.store.commit(commit);
        context.onCommit(tenantId);
        return outcome.lost;
      },
    );
    // What a batch was made of is let go with it: a list of 100,000 hosts would fill the memory with what is stored already.
    for (const { host, row } of matches) {
      (row ? hosts.known : hosts.registered).add(host.hostId);
      if (hosts.names.size < mostNamed) hosts.names.add(host.fqdn);
    }
    // While the others are stored, so that whoever gave a long list does not wait for its first verdicts afterwards.
    const isFirstOfMany = batches.length > 1 && batch === batches[0];
    if (isFirstOfMany && !upload.dryRun) judged = await judgeChanged(context, tenantId);
    return problems;
  });
  if (!upload.dryRun) await judgeRest(context, tenantId, judged, isLoopRunning);
  return {
    format: reading.format,
    isDryRun: upload.dryRun,
    mapping: reading.mapping.map(({ column, factKey }) => ({ column, key: factKey })),
    rows: reading.rows.length,
    registered: hosts.registered.size,
    updated: hosts.known.size,
    hosts: [...hosts.names],
    problems: bounded([...found, ...unmatched.flat()]),
  };
}

/**
 * Whether a row can only mean the host of one FQDN. Rows of a first list that are all so need not be looked for: a host that another row or somebody else
 * registered meanwhile is found by its FQDN when the new one is recorded, at the second try. One that is known by its short name would not be.
 */
function isFullyNamed(row: NamedRow): boolean {
  return (row.fqdn ?? nameWithDomain(row))?.includes('.') === true;
}

async function isEmpty(context: EngineContext, tenantId: TenantId): Promise<boolean> {
  return (await context.store.hostCounts(tenantId)).total === 0;
}

/** A list of which no row fits is told by its first rows. The readers bound their own problems; these are those of all rows. */
function bounded(problems: readonly LineProblem[]): readonly LineProblem[] {
  if (problems.length <= mostProblems) return problems;
  const more = problem('row-invalid', `${problems.length - mostProblems} more problems of this file are not listed.`);
  return [...problems.slice(0, mostProblems), more];
}

/** Rows by the thousand; those of one host stay together, so that no two batches register it. */
function batchesOf(rows: readonly NamedRow[]): readonly (readonly NamedRow[])[] {
  const subject = (row: NamedRow | undefined) => row && (row.fqdn ?? row.name.toUpperCase());
  const batches: NamedRow[][] = [];
  for (const [at, row] of rows.entries()) {
    const last = batches.at(-1);
    if (last && (last.length < importBatch || subject(row) === subject(rows[at - 1]))) last.push(row);
    else batches.push([row]);
  }
  return batches;
}

interface Prepared extends Matching<NamedRow> {
  readonly commit: Commit;
}

/** Begins the work in order, so many at once, and begins no more when one fails. @returns what came of each, in order. */
async function inTurn<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const worker = async () => {
    for (const [at, item] of waiting) {
      if (hasFailed) return;
      try {
        results[at] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function commitOf(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  upload: EvidenceUpload,
  format: string,
  matches: readonly HostMatch<NamedRow>[],
  now: Instant,
): Commit {
  const facts: FactWrite[] = matches.map(({ clue, host }) => {
    const text = canonicalJson(clue.facts as Json);
    return {
      hostId: host.hostId,
      source: clue.source,
      observedAt: Math.min(clue.observedAt, now),
      facts: clue.facts,
      text,
      origin: { file: upload.fileName, ...clue.origin },
      // The canonical form of both together, without writing the facts a second time.
      digest: context.identity.sha256(`{"facts":${text},"source":${canonicalJson(clue.source)}}`),
      maxAgeMs: sourceOf(clue.source).maxAgeMs,
    };
  });
  const event = draft(context.identity, actor, {
    kind: 'evidence-imported',
    subjectType: 'tenant',
    subjectId: tenantId,
    payload: {
      format,
      rows: matches.length,
      digest: context.identity.sha256(facts.map((fact) => fact.digest).join()),
    },
    personal: { fileName: upload.fileName },
  });
  return { tenantId, at: now, hosts: hostWrites(context, actor, matches), facts, events: [event] };
}

/** One write a host, however many sources of the file speak of it; the last one has what all of them told. */
function hostWrites(
  context: EngineContext,
  actor: Actor,
  matches: readonly HostMatch<NamedRow>[],
): readonly HostWrite[] {
  const changed = new Map(matches.filter((match) => match.isChanged).map((match) => [match.host.hostId, match]));
  return [...changed.values()].map(({ host, row }) => ({
    host,
    isNew: row === undefined,
    events: [hostEvent(context.identity, actor, row ? 'host-changed' : 'host-registered', host)],
  }));
}

/** Judges hosts whose facts changed, so that whoever imported one file sees at once what it proves. @returns how many, a batch at most. */
async function judgeChanged(context: EngineContext, tenantId: TenantId): Promise<number> {
  const hosts = await evaluateDueHosts(context, await tenantOf(context, tenantId), 'sensor-v3', 'changed');
  return hosts.length;
}

/**
 * Judges what is left. After a long list the engine's loop does it, where one runs: a thousand files must not each wait for the verdicts of all.
 * @param judged so many are judged already.
 */
async function judgeRest(
  context: EngineContext,
  tenantId: TenantId,
  judged: number,
  isLoopRunning: boolean,
): Promise<void> {
  const first = judged === evaluateBatch ? judged : await judgeChanged(context, tenantId);
  if (first === evaluateBatch && !isLoopRunning)
    await evaluateAll(context, await tenantOf(context, tenantId), 'changed');
}
