import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { xmlEvent } from '../../src/evidence/event-log/xml-event.ts';
import type { EventRecord } from '../../src/evidence/event-record.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { visitXml } from '../../src/evidence/xml.ts';

/** Runs what compares with evtxexport (Debian: libevtx-utils). Where it is missing that is skipped with the reason, and fails in CI. */
export function besideEvtxexport(suite: () => void): void {
  const why = whyNoEvtxexport();
  if (why === undefined) describe('beside evtxexport', suite);
  else describe.skip(`beside evtxexport (${why})`, suite);
}

function whyNoEvtxexport(): string | undefined {
  if (spawnSync('evtxexport', ['-V']).status === 0) return undefined;
  const reason = 'no evtxexport; it is in the package libevtx-utils';
  if (process.env.CI === 'true') throw new Error(`Event logs are compared with another reader: ${reason}.`);
  return reason;
}

/** The records of a log as evtxexport sees them: it prints XML, which our reader of XML exports takes. */
export function exportedRecords(log: Uint8Array): readonly EventRecord[] {
  const directory = mkdtempSync(join(tmpdir(), 'cg-evtx-'));
  try {
    const file = join(directory, 'log.evtx');
    writeFileSync(file, log);
    const printed = execFileSync('evtxexport', ['-f', 'xml', file], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    const records: EventRecord[] = [];
    const problems = new ProblemList();
    visitXml(printed.slice(printed.indexOf('<Event')), 0, problems, (element) => {
      const record = xmlEvent(element);
      if (record !== undefined) records.push(record);
    });
    const [problem] = problems.all();
    if (problem !== undefined) throw new Error(problem.detail);
    return records;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
