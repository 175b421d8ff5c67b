import type { Json } from '../../domain/canonical.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { FactTable } from '../../domain/fact.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import { ProblemError, type ProblemRef, problem } from '../../domain/problem.ts';
import { sourceOf } from '../../domain/source.ts';
import type { Instant } from '../../domain/time.ts';
import { readEvidence } from '../../evidence/read.ts';
import type { EvidenceRow } from '../../evidence/reading.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import type { Actor, EvidenceUpload, ImportOutcome } from '../control.ts';
import { draft, hostEvent } from '../events.ts';
import { type HostMatch, matchHosts, recordMatched } from '../match-hosts.ts';
import type { FactWrite, HostWrite } from '../ports/store.ts';
import { evaluateAll } from '../tick.ts';

/** Rows a transaction. */
const importBatch = 2_000;

/** Reads a file and keeps what it says; a row that cannot be used is a problem, never silence. A dry run changes nothing. */
export async function importEvidence(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  upload: EvidenceUpload,
): Promise<ImportOutcome> {
  const tenant = await tenantOf(context, tenantId);
  const now = context.clocks.tenantNow(tenantId);
  const reading = await readEvidence(upload.bytes, {
    fileName: upload.fileName,
    observedAt: upload.observedAt,
    isObservedAtSaid: upload.observedAt !== undefined,
    map: upload.map,
    host: upload.host,
  });
  const problems: (ProblemRef & { readonly line?: number | undefined })[] = [...reading.problems];
  const usable = reading.rows.flatMap((row) => usableRow(row, now, problems));
  let registered = 0;
  let updated = 0;
  for (let at = 0; at < usable.length; at += importBatch) {
    const batch = usable.slice(at, at + importBatch);
    const { matches, problems: unmatched } = await recordMatched(
      () => matchHosts(context, tenantId, batch),
      async (found) =>
        upload.dryRun ? [] : saveBatch(context, actor, tenantId, upload.fileName, reading.format, found, now),
    );
    problems.push(...unmatched);
    registered += matches.filter((match) => !match.row).length;
    updated += matches.filter((match) => match.row).length;
  }
  if (!upload.dryRun) await evaluateAll(context, tenant);
  const mapping = reading.mapping.map(({ column, factKey }) => ({ column, key: factKey }));
  return {
    format: reading.format,
    isDryRun: upload.dryRun,
    mapping,
    rows: reading.rows.length,
    registered,
    updated,
    problems,
  };
}

/** A row that says whose it is. */
type NamedRow = EvidenceRow & { readonly name: string };

/** A document from the future is a wrong clock: believing it would keep it fresh too long. Five minutes are forgiven. */
function usableRow(
  row: EvidenceRow,
  now: Instant,
  problems: (ProblemRef & { readonly line?: number | undefined })[],
): NamedRow[] {
  const { line } = row.origin;
  const { name } = row;
  if (name === undefined) {
    problems.push({ ...problem('host-unnamed', 'The file tells facts of a host and not which host it is.'), line });
    return [];
  }
  if (row.observedAt > now + 5 * 60_000) {
    problems.push({
      ...problem(
        'fact-invalid',
        `"${name}" was seen ${new Date(row.observedAt).toISOString()}, which is in the future.`,
      ),
      line,
    });
    return [];
  }
  return [{ ...row, name }];
}

async function saveBatch(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  fileName: string,
  format: string,
  matches: readonly HostMatch<NamedRow>[],
  now: Instant,
): Promise<readonly string[]> {
  const hosts: HostWrite[] = matches
    .filter((match) => match.isChanged)
    .map(({ host, row }) => ({
      host,
      events: [hostEvent(context.identity, actor, row ? 'host-changed' : 'host-registered', host)],
    }));
  const facts: FactWrite[] = matches.map(({ clue, host }) => ({
    hostId: host.hostId,
    source: clue.source,
    observedAt: Math.min(clue.observedAt, now),
    facts: clue.facts,
    origin: { file: fileName, ...clue.origin },
    digest: context.identity.sha256(canonicalJson({ facts: clue.facts as Json, source: clue.source })),
    maxAgeMs: sourceOf(clue.source).maxAgeMs,
  }));
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    hosts,
    facts,
    events: [
      draft(context.identity, actor, {
        kind: 'evidence-imported',
        subjectType: 'tenant',
        subjectId: tenantId,
        payload: {
          format,
          rows: matches.length,
          digest: context.identity.sha256(facts.map((fact) => fact.digest).join()),
        },
        personal: { fileName },
      }),
    ],
  });
  context.onCommit(tenantId);
  return outcome.lost;
}

/** The merged facts of a host, fresh and stale, with their conflicts. */
export async function factsOf(context: EngineContext, tenantId: TenantId, hostId: HostId): Promise<FactTable> {
  const documents = await context.store.documents(tenantId, [hostId]);
  return mergeFacts(hostId, documents, context.clocks.tenantNow(tenantId));
}

/** What is wrong with a server and what to do next, on what is known now. */
export async function diagnose(
  context: EngineContext,
  tenantId: TenantId,
  hostId: HostId,
): Promise<readonly Diagnosis[]> {
  const tenant = await tenantOf(context, tenantId);
  const host = await context.store.host(tenantId, hostId);
  if (!host) throw new ProblemError('not-found', 'There is no such server.');
  const facts = await factsOf(context, tenantId, hostId);
  const [eligibility] = await context.store.eligibility(tenantId, [hostId], 'sensor-v3');
  const [move] = host.moveId ? await context.store.movesById(tenantId, [host.moveId]) : [];
  const now = context.clocks.tenantNow(tenantId);
  return journeyOf(context, move?.journey ?? 'sensor-v3').diagnose({
    facts,
    eligibility,
    move,
    rules: rulesOf(tenant),
    now,
  });
}
