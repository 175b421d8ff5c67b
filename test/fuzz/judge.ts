import { factValueFault } from '../../src/domain/fact-keys.ts';
import { fqdnOf } from '../../src/domain/host-name.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { type EvidenceReading, evidenceLimits } from '../../src/evidence/reading.ts';
import { diagnoseFile } from '../../src/main/diagnose-file.ts';
import type { Mutant } from './mutate.ts';

/** After every sample was made, so that none comes from the future. */
export const judgedAt = Date.UTC(2026, 11, 31);

/** What a file proves: ids of the checks that pass, and as of when. */
interface Proofs {
  readonly checks: ReadonlySet<string>;
  readonly format: string;
  /** As in the diagnosis; null where nothing was read. */
  readonly asOf: string | null;
}

export async function proofsOf(bytes: Uint8Array): Promise<Proofs> {
  // An export counts as made when it is judged, so that freshness never hides a false pass.
  const found = await diagnoseFile({ bytes, name: 'file', modifiedAt: judgedAt, now: judgedAt });
  const passed = found.verdicts.filter((one) => one.verdict === 'pass');
  return { checks: new Set(passed.map((one) => one.check)), format: found.format, asOf: found.asOf };
}

/** What is wrong with the reading of a changed file, in sentences; empty when nothing is. */
export async function faultsOf(mutant: Mutant, proven: Proofs): Promise<readonly string[]> {
  const faults = shapeFaults(await readEvidence(mutant.bytes, { fileName: 'file', observedAt: judgedAt }));
  if (!mutant.isDestroyed) return faults;
  const found = await proofsOf(mutant.bytes);
  if (isEarlierLog(found, proven)) return faults;
  const gained = [...found.checks].filter((check) => !proven.checks.has(check));
  return [...faults, ...gained.map((check) => `false pass of ${check}`)];
}

/** A log without its end is the log of an earlier time: it says so, and what came to nothing later was true then. */
function isEarlierLog(found: Proofs, proven: Proofs): boolean {
  const isLog = found.format === 'event-log' && proven.format === 'event-log';
  return isLog && found.asOf !== null && proven.asOf !== null && found.asOf < proven.asOf;
}

function shapeFaults(reading: EvidenceReading): readonly string[] {
  const faults: string[] = [];
  for (const { name, fqdn, facts, observedAt } of reading.rows) {
    if (name !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(name))
      faults.push(`the name ${JSON.stringify(name)}`);
    if (fqdn !== undefined && fqdnOf(fqdn) !== fqdn) faults.push(`the full name ${JSON.stringify(fqdn)}`);
    if (!Number.isFinite(observedAt)) faults.push('a time that is none');
    for (const [key, value] of Object.entries(facts)) {
      const fault = factValueFault(key, value);
      if (fault !== undefined) faults.push(fault);
    }
  }
  if (reading.problems.length > 2 * evidenceLimits.problems + 1) faults.push('more problems than the bound');
  if (reading.rows.length === 0 && reading.problems.length === 0) faults.push('nothing read and nothing said');
  return faults;
}
