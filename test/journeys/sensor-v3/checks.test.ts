import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runCheck } from '../../../src/domain/evaluate.ts';
import type { FactTable } from '../../../src/domain/fact.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { checks } from '../../../src/journeys/sensor-v3/checks/all.ts';
import type { CheckCase, SensorCheck } from '../../../src/journeys/sensor-v3/checks/shape.ts';
import { reasonTitles } from '../../../src/journeys/sensor-v3/reasons.ts';
import { editions, rulebookFor } from '../../../src/journeys/sensor-v3/rulebook.ts';
import { aHost, factsOf, now, without } from './support.ts';

const folder = new URL('../../../src/journeys/sensor-v3/checks/', import.meta.url);
const tables = new Map<string, readonly CheckCase[]>();
for (const check of checks) {
  const { cases } = (await import(new URL(`${check.id}/cases.ts`, folder).href)) as { cases: readonly CheckCase[] };
  tables.set(check.id, cases);
}

function judge(check: SensorCheck, row: Omit<CheckCase, 'name' | 'expect'>, facts?: FactTable): Verdict {
  const edition = row.edition ?? '2026-03';
  const others = row.others ?? [];
  const input = { host: aHost(), tenant: row.tenant ?? {}, edition, now, others };
  const table = facts ?? factsOf(row.facts ?? {}, row.stale);
  return runCheck(check, { ...input, facts: table, rules: rulebookFor(edition, []) }, undefined);
}

for (const check of checks) {
  describe(check.id, () => {
    for (const row of tables.get(check.id) ?? []) {
      test(row.name, () => {
        const verdict = judge(check, row);
        expect(verdict).toMatchObject({ verdict: row.expect.verdict, reason: row.expect.reason });
        expect(verdict.disposition).toBe(row.expect.disposition);
        const said = [verdict.summary, verdict.remedy, verdict.conflict, verdict.howToGet].join(' ');
        for (const text of row.expect.says ?? []) expect(said).toContain(text);
      });
    }
  });
}

describe('every check', () => {
  test('has a folder with a table of cases, and every folder is in the list', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).sort()).toEqual(checks.map((check) => check.id).sort());
    for (const check of checks) expect(tables.get(check.id)?.length ?? 0).toBeGreaterThanOrEqual(6);
  });

  test("Microsoft's planner for ATA: none always looks clean, for each has a case that passes and one that fails", () => {
    for (const check of checks) {
      const verdicts = new Set((tables.get(check.id) ?? []).map((row) => row.expect.verdict));
      expect([...verdicts], check.id).toEqual(expect.arrayContaining(['pass']));
      expect(verdicts.has('fail') || verdicts.has('unknown'), check.id).toBe(true);
      // What compares two judges decides nothing by itself: where they disagree nobody knows.
      if (check.readsOthers !== true) expect([...verdicts], check.id).toContain('fail');
    }
  });

  test('stands before the one that compares the others', () => {
    expect(checks.map((check) => check.readsOthers === true).lastIndexOf(false)).toBe(checks.length - 2);
  });

  test('S3-03 says how to verify with the Client Analyzer or that it is not covered, how by hand, and the remedy', () => {
    for (const check of checks) {
      expect(check.verify.analyzer.length).toBeGreaterThan(20);
      expect(check.verify.byHand.length).toBeGreaterThan(20);
      expect(check.remedy.length).toBeGreaterThan(20);
      expect(check.howToGet.length).toBeGreaterThan(20);
      expect(check.requirements.length).toBeGreaterThan(0);
    }
  });

  test('S3-03 the three conditions of the page that the Client Analyzer does not cover say so', () => {
    const uncovered = checks
      .filter((check) => check.verify.analyzer.startsWith('Not covered'))
      .map((check) => check.id);
    expect(uncovered).toEqual(
      expect.arrayContaining(['v2-updater-running', 'v2-sensor-version', 'no-additional-role']),
    );
    for (const covered of ['sense-running', 'onboarding-policy', 'device-id', 'sense-version', 'operating-system']) {
      expect(uncovered).not.toContain(covered);
    }
  });

  test.each(editions)('X-01 never passes without facts under edition %s', (edition) => {
    for (const check of checks) {
      expect(['unknown', 'notApplicable']).toContain(judge(check, { edition }).verdict);
    }
  });

  test('X-01 never passes on facts that are too old', () => {
    for (const check of checks) {
      for (const row of tables.get(check.id) ?? []) {
        if (row.facts === undefined) continue;
        const verdict = judge(check, { ...row, facts: {}, stale: row.facts });
        expect(['unknown', 'notApplicable', 'fail']).toContain(verdict.verdict);
      }
    }
  });

  test('X-01 taking a fact away from a case never turns it into a pass', () => {
    let tried = 0;
    for (const check of checks) {
      for (const row of tables.get(check.id) ?? []) {
        if (row.expect.verdict === 'pass') continue;
        for (const key of Object.keys(row.facts ?? {})) {
          tried += 1;
          expect(judge(check, { ...row, facts: without(row.facts ?? {}, key) }).verdict, row.name).not.toBe('pass');
        }
      }
    }
    expect(tried).toBeGreaterThan(60);
  });

  test('reads only the facts that it names', () => {
    for (const check of checks) {
      const read = new Set<string>();
      for (const row of tables.get(check.id) ?? []) {
        judge(check, row, spied(factsOf(row.facts ?? {}, row.stale), read));
      }
      expect([...read].sort(), check.id).toEqual([...check.reads].sort());
    }
  });

  test('S3-04 gives only reasons that have a title, and its table shows each fault with a remedy', () => {
    for (const check of checks) {
      for (const row of tables.get(check.id) ?? []) {
        const verdict = judge(check, row);
        if (verdict.reason !== '') expect(Object.keys(reasonTitles)).toContain(verdict.reason);
        const isOpen = verdict.verdict === 'fail' || verdict.verdict === 'unknown';
        expect((verdict.remedy ?? '') !== '', row.name).toBe(isOpen);
        expect((verdict.howToGet ?? '') !== '', row.name).toBe(verdict.verdict === 'unknown');
      }
    }
  });

  test('a verdict is valid no longer than its oldest evidence, and names it', () => {
    for (const check of checks) {
      for (const row of tables.get(check.id) ?? []) {
        const verdict = judge(check, row);
        if (verdict.evidence.length === 0) continue;
        expect(verdict.validUntil).toBe(now - 60_000 + 24 * 3_600_000);
        expect(verdict.evidence.every((ref) => ref.observedAt === now - 60_000)).toBe(true);
      }
    }
  });
});

/** The same table, noting which keys are asked for. */
function spied(table: FactTable, read: Set<string>): FactTable {
  const watch = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Proxy(map, {
      get(target, name) {
        if (name === 'get') {
          return (key: string) => {
            read.add(key);
            return target.get(key);
          };
        }
        return Reflect.get(target, name, target);
      },
    });
  return { hostId: table.hostId, fresh: watch(table.fresh), stale: watch(table.stale) };
}
