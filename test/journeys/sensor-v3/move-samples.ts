import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import type { EventKind, MoveEvent, MoveState, StateKind } from '../../../src/journeys/sensor-v3/states.ts';
import { next } from '../../../src/journeys/sensor-v3/transitions.ts';

export const t0 = Date.parse('2026-03-30T06:00:00Z');
const aProblem = { code: 'timed-out', detail: 'It took too long.' } as const;
const running = {
  startedFrom: t0,
  startedAt: t0 + minuteMs,
  expectedBy: t0 + 21 * minuteMs,
  deadlineAt: t0 + 2 * hourMs,
};

/** A valid example of every state. */
export const states: { readonly [K in StateKind]: Extract<MoveState, { kind: K }> } = {
  queued: { kind: 'queued', since: t0 },
  requested: {
    kind: 'requested',
    requestedAt: t0,
    startByAt: t0 + 15 * minuteMs,
    deadlineAt: t0 + 135 * minuteMs,
    expectedBy: t0 + 20 * minuteMs,
    isAccepted: false,
    isUncertain: false,
  },
  migrating: { kind: 'migrating', ...running },
  external: { kind: 'external', ...running },
  overdue: { kind: 'overdue', ...running, overdueAt: t0 + 2 * hourMs, overdueFrom: 'migrating' },
  observing: {
    kind: 'observing',
    seenFrom: t0 + 20 * minuteMs,
    seenAt: t0 + 21 * minuteMs,
    isLate: false,
    rollbackUntilAt: t0 + 20 * minuteMs + 7 * dayMs,
    commitDueAt: t0 + 21 * minuteMs + 7 * dayMs,
  },
  committed: { kind: 'committed', committedAt: t0 + 8 * dayMs, switchedAt: t0, by: 'clock', isProven: true },
  reverted: { kind: 'reverted', revertedAt: t0 + 2 * hourMs, problem: aProblem },
  failed: { kind: 'failed', failedAt: t0 + hourMs, failedFrom: 'migrating', problem: aProblem },
  rolledBack: { kind: 'rolledBack', rolledBackAt: t0 + dayMs, wasAsked: true },
  abandoned: { kind: 'abandoned', abandonedAt: t0, because: 'Not this one.' },
};

function seen(at: number, isProtecting = true) {
  return { from: at - minuteMs, since: at, at, isProtecting };
}

/** A valid example of every event, at an instant. */
export function eventsAt(at: number): { readonly [K in EventKind]: Extract<MoveEvent, { kind: K }> } {
  return {
    granted: {
      kind: 'granted',
      at,
      startByAt: at + 15 * minuteMs,
      deadlineAt: at + 135 * minuteMs,
      expectedBy: at + 20 * minuteMs,
    },
    withdrawn: { kind: 'withdrawn', at, because: 'not-startable-any-more' },
    accepted: { kind: 'accepted', at },
    refused: { kind: 'refused', at },
    'answer-lost': { kind: 'answer-lost', at },
    'ready-seen': { kind: 'ready-seen', ...seen(at) },
    'not-ready-seen': { kind: 'not-ready-seen', ...seen(at) },
    'migrating-seen': {
      kind: 'migrating-seen',
      ...seen(at),
      deadlineAt: at + 2 * hourMs,
      expectedBy: at + 20 * minuteMs,
    },
    'failed-seen': { kind: 'failed-seen', ...seen(at) },
    'up-to-date-seen': {
      kind: 'up-to-date-seen',
      ...seen(at),
      rollbackUntilAt: at - minuteMs + 7 * dayMs,
      commitDueAt: at + 7 * dayMs,
    },
    'protected-again': { kind: 'protected-again', ...seen(at) },
    'prerequisite-lost': { kind: 'prerequisite-lost', at, lost: ['sense-stopped'] },
    'start-missed': { kind: 'start-missed', at },
    'deadline-passed': { kind: 'deadline-passed', at },
    'commit-alarm': { kind: 'commit-alarm', at, hours: [72] },
    'commit-allowed': { kind: 'commit-allowed', at, origin: 'person', covers: ['detection-coverage'] },
    'commit-due': { kind: 'commit-due', at, isProven: true },
    'rollback-asked': { kind: 'rollback-asked', at },
    'rollback-begun': { kind: 'rollback-begun', at },
    'rollback-withdrawn': { kind: 'rollback-withdrawn', at },
    acknowledged: { kind: 'acknowledged', at },
    abandoned: { kind: 'abandoned', at, because: 'Not this one.' },
  };
}

/** What these events make of a state, one after the other. */
export function played(state: MoveState, ...events: MoveEvent[]): MoveState {
  return events.reduce((now, event) => {
    const outcome = next(now, event);
    if (!outcome.ok) throw new Error(`${event.kind} was refused in ${now.kind}: ${outcome.problem.detail}`);
    return outcome.state;
  }, state);
}
