import type { EvidenceResult } from '../contract/servers.ts';
import type { ImportOutcome } from '../engine/ports/outcomes.ts';
import { problemShape } from './problem.ts';

/** What an import did, or would do; every row that was not used is a problem with its line. */
export function evidenceResultShape(outcome: ImportOutcome): EvidenceResult {
  return {
    format: outcome.format,
    isDryRun: outcome.isDryRun,
    mapping: outcome.mapping.map((pair) => ({ ...pair })),
    rows: outcome.rows,
    registered: outcome.registered,
    updated: outcome.updated,
    hosts: [...outcome.hosts],
    problems: outcome.problems.map((found) => ({ ...problemShape(found), line: found.line })),
  };
}
