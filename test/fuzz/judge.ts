import { factValueFault } from '../../src/domain/fact-keys.ts';
import { fqdnOf } from '../../src/domain/host-name.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { type EvidenceReading, evidenceLimits } from '../../src/evidence/reading.ts';
import { diagnoseFile } from '../../src/main/diagnose-file.ts';
import type { Mutant } from './mutate.ts';

/** After every sample was made, so that none comes from the future. */
const judgedAt = Date.UTC(2026, 11, 31);

/** What the sound file proves: ids of the checks that pass. */
export async function proofsOf(bytes: Uint8Array): Promise<ReadonlySet<string>> {
  // An export counts as made when it is judged, so that freshness never hides a false pass.
  const found = await diagnoseFile({ bytes, name: 'file', modifiedAt: judgedAt, now: judgedAt });
  return new Set(found.verdicts.filter((one) => one.verdict === 'pass').map((one) => one.check));
}

/** What is wrong with the reading of a changed file, in sentences; empty when nothing is. */
export async function faultsOf(mutant: Mutant, proven: ReadonlySet<string>): Promise<readonly string[]> {
  const faults = shapeFaults(await readEvidence(mutant.bytes, { fileName: 'file', observedAt: judgedAt }));
  if (!mutant.isDestroyed) return faults;
  const gained = [...(await proofsOf(mutant.bytes))].filter((check) => !proven.has(check));
  return [...faults, ...gained.map((check) => `false pass of ${check}`)];
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
