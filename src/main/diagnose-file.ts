import type { FileDiagnosis } from '../contract/file-diagnosis.ts';
import type { FactDocument } from '../domain/fact.ts';
import type { Host } from '../domain/host.ts';
import { as, type HostId } from '../domain/ids.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import { durationInWords, hourMs, type Instant, toRfc3339 } from '../domain/time.ts';
import { readEvidence } from '../evidence/read.ts';
import type { EvidenceRow } from '../evidence/reading.ts';
import { sensorV3 } from '../journeys/sensor-v3/journey.ts';

const edition = '2026-03';

/** Older evidence is judged as of its own time, and that is said. */
const staleAfterMs = 24 * hourMs;

interface FileInput {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** When the file was written, for files that do not say it themselves. */
  readonly modifiedAt: Instant;
  readonly host?: string | undefined;
  readonly now: Instant;
}

/**
 * What a file alone proves, without a store: read, judge by the default edition, explain. The first host of a list stands for the file.
 * A file is judged as of the time when it was made: it cannot say how the host is now, and whoever gives an old one wants to know how it was.
 */
export async function diagnoseFile({ bytes, name, modifiedAt, host, now }: FileInput): Promise<FileDiagnosis> {
  const reading = await readEvidence(bytes, { fileName: name, observedAt: Math.min(modifiedAt, now), host });
  const problems = reading.problems.map(({ code, detail }) => ({ code, detail }));
  const [first] = reading.rows;
  if (!first) return { file: name, host: null, facts: [], verdicts: [], findings: [], problems };
  const own = reading.rows.filter((row) => row.name === first.name && row.fqdn === first.fqdn);
  const others = new Set(reading.rows.filter((row) => !own.includes(row)).map((row) => row.fqdn ?? row.name));
  if (others.size > 0) {
    problems.push({
      code: 'row-invalid',
      detail: `The file is about ${others.size + 1} hosts; only the first is explained. Import it to see all.`,
    });
  }
  const seenAt = Math.max(...own.map((row) => row.observedAt));
  if (now - seenAt > staleAfterMs) {
    const age = durationInWords(now - seenAt);
    problems.push({ code: 'evidence-stale', detail: `The file is ${age} old; it is judged as of that time.` });
  }
  return { ...explain(own, first, seenAt), file: name, problems };
}

function explain(
  rows: readonly EvidenceRow[],
  first: EvidenceRow,
  at: Instant,
): Pick<FileDiagnosis, 'host' | 'facts' | 'verdicts' | 'findings'> {
  const hostId = as<HostId>('file');
  const name = first.name ?? '';
  const host: Host = {
    hostId,
    name,
    fqdn: first.fqdn ?? name.toLowerCase(),
    domain: first.domain ?? '',
    site: first.site ?? '',
  };
  const documents: FactDocument[] = rows.map(({ source, observedAt, facts, origin }) => ({
    hostId,
    source,
    observedAt,
    facts,
    origin,
  }));
  const facts = mergeFacts(hostId, documents, at);
  const rules = { edition, overrides: [] } as const;
  const eligibility = sensorV3.evaluate({ host, facts, tenant: {}, ...rules, demand: 'host', now: at });
  const findings = sensorV3.diagnose({ facts, eligibility, move: undefined, rules, now: at });
  return {
    host: host.fqdn === '' ? null : host.fqdn,
    facts: rows.flatMap((row) => factsOf(row)),
    verdicts: eligibility.verdicts.map(({ check, verdict, reason, remedy, edition: by }) => ({
      check,
      verdict,
      reason,
      ...(remedy === undefined ? {} : { remedy }),
      edition: by,
    })),
    findings: findings.map(({ code, severity, title, remedy }) => ({ code, severity, title, remedy })),
  };
}

function factsOf({ source, observedAt, facts }: EvidenceRow): FileDiagnosis['facts'] {
  return Object.entries(facts).map(([key, value]) => ({
    key,
    value: Array.isArray(value) ? [...value] : (value as string | number | boolean | null),
    source,
    observedAt: toRfc3339(observedAt),
  }));
}
