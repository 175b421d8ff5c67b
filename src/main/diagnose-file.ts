import type { FileDiagnosis } from '../contract/file-diagnosis.ts';
import type { Host } from '../domain/host.ts';
import { as, type HostId } from '../domain/ids.ts';
import { mergeFacts } from '../domain/merge-facts.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import { readEvidence } from '../evidence/read.ts';
import type { EvidenceRow } from '../evidence/reading.ts';
import { sensorV3 } from '../journeys/sensor-v3/journey.ts';

const edition = '2026-03';

/** What a file alone proves, without a store: read, judge by the default edition, explain. The first host of a list stands for the file. */
export function diagnoseFile(bytes: Uint8Array, name: string, now: Instant): FileDiagnosis {
  const reading = readEvidence(bytes, { fileName: name, observedAt: now });
  const problems = reading.problems.map(({ code, detail }) => ({ code, detail }));
  const [row] = reading.rows;
  if (!row) return { file: name, host: null, facts: [], verdicts: [], findings: [], problems };
  if (reading.rows.length > 1) {
    problems.push({
      code: 'row-invalid',
      detail: `The file is about ${reading.rows.length} hosts; only the first is explained. Import it to see all.`,
    });
  }
  return { ...explain(row, now), file: name, problems };
}

function explain(row: EvidenceRow, now: Instant): Pick<FileDiagnosis, 'host' | 'facts' | 'verdicts' | 'findings'> {
  const host: Host = {
    hostId: as<HostId>('file'),
    name: row.name,
    fqdn: row.fqdn ?? row.name.toLowerCase(),
    domain: row.domain ?? '',
    site: row.site ?? '',
  };
  const { source, observedAt, facts: said, origin } = row;
  const facts = mergeFacts(host.hostId, [{ hostId: host.hostId, source, observedAt, facts: said, origin }], now);
  const rules = { edition, overrides: [] } as const;
  const eligibility = sensorV3.evaluate({ host, facts, tenant: {}, ...rules, demand: 'host', now });
  const findings = sensorV3.diagnose({ facts, eligibility, move: undefined, rules, now });
  return {
    host: host.fqdn,
    facts: Object.entries(said).map(([key, value]) => ({
      key,
      value: Array.isArray(value) ? [...value] : (value as string | number | boolean | null),
      source,
      observedAt: toRfc3339(observedAt),
    })),
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
