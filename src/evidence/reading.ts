import type { FactKey, FactValue, Origin, SourceId } from '../domain/fact.ts';
import type { ProblemCode } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';

export type EvidenceFormat =
  | 'sensors-csv'
  | 'ad-computers-csv'
  | 'device-inventory-csv'
  | 'host-facts'
  | 'client-analyzer-windows'
  | 'client-analyzer-unix'
  | 'mdatp-health'
  | 'mdatp-edr'
  | 'mdatp-connectivity'
  | 'sc-query'
  | 'registry-export'
  | 'reg-query'
  | 'ver'
  | 'systeminfo'
  | 'event-log'
  | 'mdi-sensor-log'
  | 'mdi-deployment-log'
  | 'mdi-readiness'
  | 'unknown';

/** What a column was taken for. `factKey` is a fact or an identity word (`column-target.ts`); null when it was taken for nothing. */
export interface ColumnMapping {
  readonly column: string;
  readonly factKey: string | null;
  readonly used: boolean;
}

/** What a file says about one host. */
export interface EvidenceRow {
  readonly source: SourceId;
  /** Short name as the file has it; undefined when the file does not say whose it is. */
  readonly name: string | undefined;
  /** Lower case. */
  readonly fqdn?: string | undefined;
  readonly domain?: string | undefined;
  readonly site?: string | undefined;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  readonly observedAt: Instant;
  readonly origin: Origin;
}

interface EvidenceProblem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly line?: number | undefined;
}

/** Everything a file said, and everything about it that was not understood. */
export interface EvidenceReading {
  readonly format: EvidenceFormat;
  readonly mapping: readonly ColumnMapping[];
  readonly rows: readonly EvidenceRow[];
  readonly problems: readonly EvidenceProblem[];
}

export interface ReadOptions {
  readonly fileName: string;
  /** When the file was made; most files do not say it themselves. */
  readonly observedAt?: Instant | undefined;
  /** Whether `observedAt` is a person's word; else it is the time of the file, which a copy makes newer, and stands below the file's own unclear times. */
  readonly isObservedAtSaid?: boolean | undefined;
  /** A person's word on whose file it is: name or FQDN. A file that names another host is refused. */
  readonly host?: string | undefined;
  /** A person's word on columns: column to target, or to `-` for none. It stands above the synonyms. */
  readonly map?: Readonly<Record<string, string>> | undefined;
}

/** Bounds of a file; a larger one is refused whole, never cut. */
export const evidenceLimits = {
  fileBytes: 256 * 1024 * 1024,
  /** Files that are read as text. */
  textBytes: 64 * 1024 * 1024,
  /** Characters of what a command printed on one host; real ones have some thousand. */
  outputLength: 4 * 1024 * 1024,
  rows: 300_000,
  /** Of what a command printed or exported; all services of a server are 3,000 lines. */
  lines: 400_000,
  /** Of a log. A full one of a sensor, 50 MB, has some 400,000 lines. */
  logLines: 2_000_000,
  columns: 200,
  recordLength: 64 * 1024,
  factsPerDocument: 500,
  problems: 500,
} as const;

/** Collects problems. The same trouble in many rows is one problem with a count, so that a wrong column does not bury the rest. */
export class ProblemList {
  readonly #single: EvidenceProblem[] = [];
  readonly #repeated = new Map<string, { first: EvidenceProblem; more: number }>();
  #left = 0;

  add(code: ProblemCode, detail: string, line?: number): void {
    if (this.#single.length < evidenceLimits.problems) this.#single.push({ code, detail, line });
    else this.#left += 1;
  }

  /** @param what tells which troubles are the same one; only the first is told in full. */
  addRepeated(what: string, code: ProblemCode, detail: string, line?: number): void {
    const known = this.#repeated.get(what);
    if (known !== undefined) known.more += 1;
    else if (this.#repeated.size < evidenceLimits.problems)
      this.#repeated.set(what, { first: { code, detail, line }, more: 0 });
    else this.#left += 1;
  }

  all(): readonly EvidenceProblem[] {
    const problems = [...this.#single];
    for (const { first, more } of this.#repeated.values())
      problems.push(more === 0 ? first : { ...first, detail: `${first.detail} The same in ${more} more.` });
    if (this.#left > 0)
      problems.push({ code: 'row-invalid', detail: `${this.#left} more problems of this file are not listed.` });
    return problems;
  }
}

/** A piece of a file for a sentence: on one line, and cut. */
export function quoted(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return `"${flat.length > 60 ? `${flat.slice(0, 60)}…` : flat}"`;
}
