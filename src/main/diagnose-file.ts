import type { FileDiagnosis } from '../contract/file-diagnosis.ts';
import type { Check } from '../domain/check.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { runChecks } from '../domain/evaluate.ts';
import type { FactDocument, FactTable, FactValue, Origin } from '../domain/fact.ts';
import { textFact } from '../domain/fact-reading.ts';
import type { Host } from '../domain/host.ts';
import { as, type HostId } from '../domain/ids.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import type { ProblemCode } from '../domain/problem.ts';
import { problems as catalogue } from '../domain/problem-catalogue.ts';
import { durationInWords, hourMs, type Instant, toRfc3339 } from '../domain/time.ts';
import type { EvidenceRef, Verdict } from '../domain/verdict.ts';
import type { EvidenceReader } from '../engine/ports/evidence-reader.ts';
import { readEvidence } from '../evidence/read.ts';
import type { EvidenceRow } from '../evidence/reading.ts';
import { connectionChecks } from '../journeys/connection/checks.ts';
import { checks as sensorChecks } from '../journeys/sensor-v3/checks/all.ts';
import { sensorV3 } from '../journeys/sensor-v3/journey.ts';

const edition = '2026-03';

/** Older evidence is judged as of its own time, and that is said. */
const staleAfterMs = 24 * hourMs;

interface FileInput {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** When the file was written, for files that do not say it themselves. */
  readonly modifiedAt: Instant;
  /** A person's word on when it was made. */
  readonly saidAt?: Instant | undefined;
  readonly host?: string | undefined;
  readonly now: Instant;
  /** Who reads it, where that is not done here. */
  readonly read?: EvidenceReader | undefined;
}

/**
 * What a file alone proves, without a store: read, judge by the default edition, explain. The first host of a list stands for the file.
 * A file is judged as of the time when it was made: it cannot say how the host is now, and whoever gives an old one wants to know how it was.
 */
export async function diagnoseFile({
  bytes,
  name,
  modifiedAt,
  saidAt,
  host,
  now,
  read,
}: FileInput): Promise<FileDiagnosis> {
  const reading = await (read ?? readEvidence)(bytes, {
    fileName: name,
    observedAt: saidAt ?? Math.min(modifiedAt, now),
    isObservedAtSaid: saidAt !== undefined,
    host,
  });
  const problems = reading.problems.map(({ code, detail, line }) => problemOf(code, detail, line));
  const [first] = reading.rows;
  const head = { file: name, format: reading.format };
  if (!first) return { ...head, host: null, asOf: null, facts: [], verdicts: [], findings: [], problems };
  const own = reading.rows.filter((row) => row.name === first.name && row.fqdn === first.fqdn);
  const others = new Set(reading.rows.filter((row) => !own.includes(row)).map((row) => row.fqdn ?? row.name));
  if (others.size > 0) {
    const detail = `The file is about ${others.size + 1} hosts; only the first is explained. Import it to see all.`;
    problems.push(problemOf('row-invalid', detail));
  }
  const seenAt = Math.max(...own.map((row) => row.observedAt));
  if (now - seenAt > staleAfterMs) {
    const age = durationInWords(now - seenAt);
    problems.push(problemOf('evidence-stale', `The evidence is ${age} old; it is judged as of its time.`));
  }
  return { ...head, asOf: toRfc3339(seenAt), ...explain(own, first, { format: reading.format, at: seenAt }), problems };
}

function problemOf(code: ProblemCode, detail: string, line?: number): FileDiagnosis['problems'][number] {
  return { code, detail, remedy: catalogue[code].remedy, ...(line === undefined ? {} : { line }) };
}

function explain(
  rows: readonly EvidenceRow[],
  first: EvidenceRow,
  { format, at }: { readonly format: string; readonly at: Instant },
): Pick<FileDiagnosis, 'host' | 'facts' | 'verdicts' | 'findings'> {
  const host = hostOf(first);
  const documents: FactDocument[] = rows.map(({ source, observedAt, facts, origin }) => ({
    hostId: host.hostId,
    source,
    observedAt,
    facts,
    origin,
  }));
  const facts = mergeFacts(host.hostId, documents, at);
  const rules = { edition, overrides: [] } as const;
  const eligibility = sensorV3.evaluate({ host, facts, tenant: {}, ...rules, demand: 'host', now: at });
  const findings = sensorV3.diagnose({ facts, eligibility, move: undefined, rules, now: at });
  const isPossible = mayBeDomainController(facts, format);
  const verdicts = [
    ...(isPossible ? eligibility.verdicts.map((one) => verdictOf('sensor-v3', one, sensorChecks)) : []),
    ...connectionVerdicts(host, facts, at, isPossible).map((one) => verdictOf('streamlined', one, connectionChecks)),
  ];
  return {
    host: host.fqdn === '' ? null : host.fqdn,
    facts: rows.flatMap(factsOf),
    verdicts,
    findings: findings.filter((one) => isPossible || one.code !== 'evidence-missing').map(findingOf),
  };
}

function hostOf(row: EvidenceRow): Host {
  const name = row.name ?? '';
  return {
    hostId: as<HostId>('file'),
    name,
    fqdn: row.fqdn ?? name.toLowerCase(),
    domain: row.domain ?? '',
    site: row.site ?? '',
  };
}

/** What only exists on Linux and macOS, even where the file does not say on which. */
const unixFormats: readonly string[] = ['client-analyzer-unix', 'mdatp-health', 'mdatp-edr', 'mdatp-connectivity'];

/** The checks of sensor v3.x say nothing about a device that cannot have one. */
function mayBeDomainController(facts: FactTable, format: string): boolean {
  return !unixFormats.includes(format) && (textFact(facts, 'os.family')?.value ?? 'windows') === 'windows';
}

/** Proofs of the connection, where the file says anything about it. */
function connectionVerdicts(host: Host, facts: FactTable, now: Instant, isOptional: boolean): readonly Verdict[] {
  const isTold = connectionChecks.some((check) => check.reads.some((key) => facts.fresh.has(key)));
  if (!isTold && isOptional) return [];
  return runChecks(connectionChecks, { host, facts, tenant: {}, rules: {}, edition, now }, undefined);
}

function verdictOf(
  journey: string,
  verdict: Verdict,
  checks: readonly Pick<Check<never>, 'id' | 'title'>[],
): FileDiagnosis['verdicts'][number] {
  const { check, verdict: value, reason, summary, remedy, howToGet, edition: by, evidence } = verdict;
  return {
    journey,
    check,
    title: checks.find((one) => one.id === check)?.title ?? check,
    verdict: value,
    reason,
    summary,
    ...(remedy === undefined ? {} : { remedy }),
    ...(howToGet === undefined ? {} : { howToGet }),
    edition: by,
    evidence: evidence.map(placeOf),
  };
}

function findingOf(found: Diagnosis): FileDiagnosis['findings'][number] {
  const { code, severity, confidence, title, because, remedy, evidence } = found;
  return { code, severity, confidence, title, because, remedy, evidence: evidence.map(placeOf) };
}

function placeOf({ key, origin }: EvidenceRef): FileDiagnosis['findings'][number]['evidence'][number] {
  return { key, ...placeIn(origin) };
}

function placeIn(origin: Origin | undefined): NonNullable<FileDiagnosis['facts'][number]['place']> {
  const { member, line, record } = origin ?? {};
  return {
    ...(member === undefined ? {} : { member }),
    ...(line === undefined ? {} : { line }),
    ...(record === undefined ? {} : { record }),
  };
}

function factsOf({ source, observedAt, facts, origin }: EvidenceRow): FileDiagnosis['facts'] {
  return Object.entries(facts).map(([key, value]) => {
    const place = placeIn({ ...origin, ...origin.places?.[key] });
    return {
      key,
      value: wireValue(value),
      source,
      observedAt: toRfc3339(observedAt),
      ...(Object.keys(place).length === 0 ? {} : { place }),
    };
  });
}

function wireValue(value: FactValue): string | number | boolean | null | string[] {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
