import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AcceptedFailure, judgeBudget } from '../../../src/domain/budget.ts';
import {
  effectOf,
  type Steering,
  type SteeringEvent,
  type SteeringEventKind,
  type SteeringKind,
  steer,
  steering,
} from '../../../src/domain/campaign/steering.ts';
import { hourMs } from '../../../src/domain/time.ts';
import { aFailure, hostId, moveId, t0 } from '../gate/support.ts';

const run = { seed: 20_260_405, numRuns: 300 };
const later = t0 + hourMs;
const anna = { by: 'anna', because: 'An incident of the SOC' };
const earlierAccepted: readonly AcceptedFailure[] = [
  { moveId: moveId('OLD'), name: 'OLD', by: 'ben', because: 'replaced', at: t0 },
];
const common = { since: t0, accepted: earlierAccepted };

/** A valid example of every state. */
const states: { readonly [K in SteeringKind]: Extract<Steering, { kind: K }> } = {
  running: { kind: 'running', ...common },
  paused: { kind: 'paused', ...common, ...anna },
  tripped: { kind: 'tripped', ...common, because: '2 failures; the budget allows 1.', names: ['A', 'B'] },
  stopping: { kind: 'stopping', ...common, ...anna },
  aborting: { kind: 'aborting', ...common, ...anna, way: 'roll-back' },
  stopped: { kind: 'stopped', ...common, after: 'stop', because: anna.because },
  finished: { kind: 'finished', ...common },
  shadow: { kind: 'shadow', since: t0, accepted: [] },
};

/** A valid example of every event. */
const events: { readonly [K in SteeringEventKind]: Extract<SteeringEvent, { kind: K }> } = {
  pause: { kind: 'pause', at: later, ...anna },
  resume: {
    kind: 'resume',
    at: later,
    ...anna,
    accepts: [],
    failures: [],
    unproven: [],
    budget: { failures: 0, perStratum: null },
  },
  stop: { kind: 'stop', at: later, ...anna },
  abort: { kind: 'abort', at: later, ...anna, way: 'keep' },
  trip: { kind: 'trip', at: later, because: '1 failure; the budget allows 0.', names: ['C'] },
  finish: { kind: 'finish', at: later },
};

const stateKinds = Object.keys(states) as SteeringKind[];
const eventKinds = Object.keys(events) as SteeringEventKind[];

/** What must be, written by hand: the table of the code is held against it. */
const promised: { readonly [S in SteeringKind]: Partial<Record<SteeringEventKind, SteeringKind>> } = {
  running: { pause: 'paused', stop: 'stopping', abort: 'aborting', trip: 'tripped', finish: 'finished' },
  paused: { resume: 'running', stop: 'stopping', abort: 'aborting', trip: 'tripped', finish: 'finished' },
  tripped: { resume: 'running', stop: 'stopping', abort: 'aborting', trip: 'tripped', finish: 'stopped' },
  stopping: { abort: 'aborting', trip: 'stopping', finish: 'stopped' },
  aborting: { trip: 'aborting', finish: 'stopped' },
  stopped: {},
  finished: {},
  shadow: { stop: 'stopped', finish: 'finished' },
};

describe('the table', () => {
  for (const from of stateKinds) {
    for (const on of eventKinds) {
      const to = promised[from][on];
      test(`"${on}" of a campaign that is ${from} ${to ? `leads to ${to}` : 'is refused with a code'}`, () => {
        const outcome = steer(states[from], events[on]);
        if (to === undefined) {
          expect(outcome).toMatchObject({ ok: false, problem: { code: 'campaign-state' } });
          return;
        }
        expect(outcome).toMatchObject({ ok: true, state: { kind: to } });
        expect(steering[from][on]?.to).toEqual([to]);
      });
    }
  }

  test('every rule of the table is promised, and says why', () => {
    for (const from of stateKinds) {
      expect(Object.keys(steering[from]).sort()).toEqual(Object.keys(promised[from]).sort());
      for (const rule of Object.values(steering[from])) expect(rule.why).not.toBe('');
    }
  });

  for (const on of ['pause', 'resume', 'stop', 'abort'] as const) {
    test(`"${on}" without a reason is refused`, () => {
      const from = on === 'resume' ? states.paused : states.running;
      expect(steer(from, { ...events[on], because: '  x ' })).toMatchObject({
        ok: false,
        problem: { code: 'reason-missing' },
      });
    });
  }
});

describe('steering a campaign', () => {
  const two = [aFailure('A'), aFailure('B')];
  const resume = { ...events.resume, failures: two, budget: { failures: 1, perStratum: null } };

  test('resume refuses while failures beyond the budget are not accepted, and names them', () => {
    const outcome = steer(states.tripped, resume);
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'failures-not-accepted' } });
    expect(outcome.ok || outcome.problem.detail).toBe(
      '2 failures; the budget of the campaign allows 1. Not accepted: A, B.',
    );
  });

  test('a pause does not wash failures away: resuming it is refused as well', () => {
    expect(steer(states.paused, resume)).toMatchObject({ ok: false, problem: { code: 'failures-not-accepted' } });
  });

  test('resume re-bases accepted failures by name, with who, when and why, beside those of before', () => {
    const outcome = steer(states.tripped, { ...resume, accepts: ['B'] });
    expect(outcome).toMatchObject({
      ok: true,
      state: {
        kind: 'running',
        accepted: [...earlierAccepted, { moveId: moveId('B'), name: 'B', ...anna, at: later }],
      },
    });
  });

  test('what was accepted once stays accepted at the next resume', () => {
    const accepted = [{ moveId: moveId('A'), name: 'A', ...anna, at: t0 }];
    expect(steer({ ...states.tripped, accepted }, resume)).toMatchObject({ ok: true, state: { accepted } });
    expect(steer({ ...states.tripped, accepted }, { ...resume, accepts: ['A'] })).toMatchObject({
      state: { accepted },
    });
  });

  test('accepting a name that did not fail is refused, and so is the resume', () => {
    expect(steer(states.tripped, { ...resume, accepts: ['A', 'Z'] })).toMatchObject({
      ok: false,
      problem: { code: 'failure-unknown' },
    });
  });

  test('an attempt that ended without proof can be accepted too', () => {
    const unproven = [{ moveId: moveId('U'), hostId: hostId('U'), name: 'U' }];
    const outcome = steer(states.paused, { ...events.resume, unproven, accepts: ['U'] });
    expect(outcome.ok && outcome.state.accepted.map((one) => one.name)).toEqual(['OLD', 'U']);
  });

  test('a second trip adds its names and keeps the first reason and instant', () => {
    expect(steer(states.tripped, events.trip)).toMatchObject({
      changed: true,
      state: { ...states.tripped, names: ['A', 'B', 'C'] },
    });
    expect(steer(states.tripped, { ...events.trip, names: ['B'] })).toMatchObject({ changed: false });
  });

  test('a tripped campaign whose moves all ended is stopped with the reason of the trip, never finished', () => {
    expect(steer(states.tripped, events.finish)).toMatchObject({
      state: { kind: 'stopped', after: 'trip', because: states.tripped.because },
    });
  });

  test('only a running campaign starts; stop and abort give up what waits; only an abort that says so rolls back', () => {
    const effects = stateKinds.map((kind) => [kind, ...Object.values(effectOf(states[kind]))]);
    expect(effects).toEqual([
      ['running', true, false, false],
      ['paused', false, false, false],
      ['tripped', false, false, false],
      ['stopping', false, true, false],
      ['aborting', false, true, true],
      ['stopped', false, true, false],
      ['finished', false, false, false],
      ['shadow', false, false, false],
    ]);
    expect(effectOf({ ...states.aborting, way: 'keep' }).rollsBack).toBe(false);
  });
});

describe('any sequence of events', () => {
  const names = ['A', 'B', 'C'];
  const failures = fc.subarray(names).map((failed) => failed.map((name) => aFailure(name)));
  const event: fc.Arbitrary<SteeringEvent> = fc.oneof(
    fc.constantFrom(events.pause, events.stop, events.abort, events.trip, events.finish, {
      ...events.pause,
      because: '',
    }),
    { weight: 2, arbitrary: fc.constant(events.trip) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(failures, fc.subarray([...names, 'Z']), fc.integer({ min: 0, max: 2 }))
        .map(([failed, accepts, budget]) => ({
          ...events.resume,
          failures: failed,
          accepts,
          budget: { failures: budget, perStratum: null },
        })),
    },
  );
  const starts = fc.constantFrom(...stateKinds.map((kind) => states[kind]));
  const story = fc.tuple(starts, fc.array(event, { maxLength: 20 }));

  /** Every step that happened, with the state before and after it. */
  function played(first: Steering, told: readonly SteeringEvent[]) {
    const steps: {
      readonly from: Steering;
      readonly on: SteeringEvent;
      readonly to: Steering;
      readonly ok: boolean;
    }[] = [];
    let from = first;
    for (const on of told) {
      const outcome = steer(from, on);
      const to = outcome.ok ? outcome.state : from;
      steps.push({ from, on, to, ok: outcome.ok });
      from = to;
    }
    return steps;
  }

  test('what is stopped or finished stays so', () => {
    fc.assert(
      fc.property(story, ([first, told]) => {
        const kinds = [first, ...played(first, told).map((step) => step.to)];
        const end = kinds.findIndex(({ kind }) => kind === 'stopped' || kind === 'finished');
        if (end >= 0) for (const state of kinds.slice(end)) expect(state).toBe(kinds[end]);
      }),
      run,
    );
  });

  test('I6 after a trip, a stop or an abort nothing starts but by a resume whose failures are within the budget', () => {
    fc.assert(
      fc.property(story, ([first, told]) => {
        for (const { from, on, to } of played(first, told)) {
          if (!effectOf(to).starts || effectOf(from).starts) continue;
          expect(['paused', 'tripped']).toContain(from.kind);
          expect(on.kind).toBe('resume');
          if (on.kind === 'resume') expect(judgeBudget(on.failures, to.accepted, on.budget).kind).toBe('within');
        }
      }),
      run,
    );
  });

  test('a campaign that is ending goes on ending', () => {
    fc.assert(
      fc.property(story, ([first, told]) => {
        const order: Partial<Record<SteeringKind, number>> = { stopping: 1, aborting: 2, stopped: 3 };
        for (const { from, to } of played(first, told))
          if (order[from.kind] !== undefined) expect(order[to.kind] ?? 0).toBeGreaterThanOrEqual(order[from.kind] ?? 0);
      }),
      run,
    );
  });

  test('what was accepted is never forgotten and never accepted twice', () => {
    fc.assert(
      fc.property(story, ([first, told]) => {
        for (const { from, to } of played(first, told)) {
          expect(to.accepted.slice(0, from.accepted.length)).toEqual(from.accepted);
          expect(new Set(to.accepted.map((one) => one.moveId)).size).toBe(to.accepted.length);
        }
      }),
      run,
    );
  });

  test('a refusal changes nothing, and the table promises every change', () => {
    fc.assert(
      fc.property(story, ([first, told]) => {
        for (const { from, on, to, ok } of played(first, told)) {
          if (ok) expect(to.kind).toBe(promised[from.kind][on.kind]);
          else expect(to).toBe(from);
        }
      }),
      run,
    );
  });
});
