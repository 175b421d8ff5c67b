import { expect, test } from 'vitest';
import { queries } from '../../src/connectors/graph/queries.ts';
import { failureOf, judgeBudget } from '../../src/domain/budget.ts';
import { judgeApprovals } from '../../src/domain/campaign/approval.ts';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import { coverageOf, unprotectedSeconds } from '../../src/domain/coverage.ts';
import { gateConditions } from '../../src/domain/gate/judge-gate.ts';
import type { MoveState } from '../../src/journeys/sensor-v3/states.ts';
import { next } from '../../src/journeys/sensor-v3/transitions.ts';
import { aFailure, anAttempt, ended } from '../domain/gate/support.ts';
import { projectFiles, readText } from '../support/modules.ts';

/*
 * What went wrong elsewhere and could go wrong here. The other rows of the table in docs/concepts/safety.md stand beside the code that they are about.
 */

const t0 = Date.parse('2026-03-30T06:00:00Z');
const minuteMs = 60_000;
const sources = projectFiles().filter((path) => path.startsWith('src/') && path.endsWith('.ts'));

test('Nebraska: the brakes are on in the rules that are shipped, not only in those of the tests', () => {
  const { budget, floor, caps, commitGuard } = defaultRules;
  expect(judgeBudget([aFailure('A')], [], budget).kind).toBe('tripped');
  expect(gateConditions(defaultRules.gate)).toEqual([{ kind: 'success-share', atLeast: 1 }]);
  expect({ servers: floor.servers, waivers: floor.waivers, inFlight: caps.inFlight }).toEqual({
    servers: 1,
    waivers: [],
    inFlight: 10,
  });
  expect(commitGuard.whenNobodyDecides).toBe('ask-for-rollback');
});

test('hawkBit: who made a plan does not get round its approval, however the demand is written', () => {
  const demand = { people: 1, perWave: false, validMs: 3_600_000 };
  const plan = { digest: 'd', authors: ['user:anna'] };
  expect(judgeApprovals(demand, plan, [], t0, 1).kind).toBe('missing');
  expect(judgeApprovals({ ...demand, people: Number.NaN }, plan, [], t0, 1).kind).toBe('missing');
});

test('Elastic (docs/upgrades): an accepted request is no success, and an attempt that went back stays one that went back', () => {
  const requested: MoveState = {
    kind: 'requested',
    requestedAt: t0,
    startByAt: t0 + 15 * minuteMs,
    deadlineAt: t0 + 135 * minuteMs,
    expectedBy: t0 + 20 * minuteMs,
    isAccepted: false,
    isUncertain: false,
  };
  expect(next(requested, { kind: 'accepted', at: t0 })).toMatchObject({ ok: true, state: { kind: 'requested' } });
  const reverted: MoveState = {
    kind: 'reverted',
    revertedAt: t0,
    problem: { code: 'timed-out', detail: 'It took too long.' },
  };
  const healthy = { from: t0, since: t0, at: t0, isProtecting: true };
  expect(next(reverted, { kind: 'ready-seen', ...healthy })).toMatchObject({ ok: true, state: { kind: 'reverted' } });
  expect(failureOf(anAttempt('A', ended.reverted), { readAt: t0, darkAfterMs: minuteMs })).toBe('reverted');
});

test('Fedora CoreOS #247: an attempt that was rolled back is never granted again', () => {
  const rolledBack: MoveState = { kind: 'rolledBack', rolledBackAt: t0, wasAsked: true, protectedAt: t0 };
  const granted = { kind: 'granted', at: t0, startByAt: t0, deadlineAt: t0, expectedBy: t0 } as const;
  expect(next(rolledBack, granted)).toMatchObject({ ok: false, problem: { code: 'move-transition-illegal' } });
});

test('CrowdStrike, July 2024: there is one place that grants starts, and one that sends them', () => {
  const holding = (text: string) => sources.filter((path) => readText(path).includes(text));
  expect(holding('service.migrate(')).toEqual(['src/engine/send-effects.ts']);
  expect(holding("kind: 'migrate'")).toEqual(['src/engine/start-requests.ts']);
  expect(holding(' startRequests(').sort()).toEqual(['src/engine/grant-starts.ts', 'src/engine/start-requests.ts']);
  expect(holding('sensorMigration/migrate').filter((path) => path.startsWith('src/connectors/'))).toEqual([
    'src/connectors/graph/requests.ts',
  ]);
});

test('SentinelOne, 2025: the time between the old sensor and the new one is counted, to the second', () => {
  const seen = (at: number, sensorVersion: string, serviceStatus: string) => ({
    at,
    migrationState: 'migrating' as const,
    sensorVersion,
    serviceStatus,
  });
  const intervals = coverageOf([
    seen(t0, '2.254.1', 'running'),
    seen(t0 + minuteMs, '2.254.1', 'stopped'),
    seen(t0 + 3 * minuteMs, '3.0.1', 'running'),
  ]);
  expect(unprotectedSeconds(intervals, t0 + 10 * minuteMs)).toBe(120);
});

test("Microsoft's own query: the newest row of a device is taken by its time, never the alphabetically largest value", () => {
  const texts = Object.values(queries).map(String);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts)
    for (const [, first] of text.matchAll(/arg_max\(\s*(\w+)/g)) expect(first).toBe('Timestamp');
  expect(texts.join('\n')).toContain('arg_max(Timestamp');
});
