import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmsDue, type CommitDecision, type Guard, guardOf, stopsStarts } from '../../src/domain/commit-guard.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../src/domain/time.ts';
import { ask, earliest, input, latest, letCommit, letIt, proofsAt, rollBack } from './commit-guard-support.ts';

const run = { seed: 20_260_403, numRuns: 500 };

describe('X-04 alarms', () => {
  const looks = fc.array(fc.integer({ min: -100 * 60, max: 5 * 60 }), { minLength: 1, maxLength: 40 });

  test('each is raised exactly once and at the first look that can, however irregularly one looks', () => {
    fc.assert(
      fc.property(looks, fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 }), (minutes, alarmHours) => {
        const raised: number[] = [];
        const at: Record<number, Instant> = {};
        const times = [...minutes].sort((a, b) => a - b).map((minute) => earliest + minute * minuteMs);
        for (const now of times) {
          for (const { hours } of alarmsDue(input(now, { guard: { ...ask, alarmHours }, raised: [...raised] }))) {
            raised.push(hours);
            at[hours] = now;
          }
        }
        const first = (hours: number) => times.find((now) => now >= earliest - hours * hourMs);
        expect([...raised].sort()).toEqual(alarmHours.filter((hours) => first(hours) !== undefined).sort());
        for (const hours of raised) expect(at[hours]).toBe(first(hours));
      }),
      run,
    );
  });
});

describe('I11 nothing passes unseen', () => {
  const times = fc.integer({ min: earliest - 100 * hourMs, max: latest + 10 * hourMs });
  const detection = fc.constantFrom('pass', 'unknown', 'fail');
  const decisions = fc.array(
    fc.oneof(
      times.map(rollBack),
      fc
        .tuple(
          times,
          fc.constantFrom('person', 'plan'),
          fc.constantFrom([], ['detection-coverage'], 'everything' as const),
        )
        .map(([at, origin, covers]) => letCommit(at, { origin, covers })),
    ),
    { maxLength: 3 },
  );
  const guards = fc.constantFrom(ask, letIt);

  test('whoever is past the latest end is proven, decided, or stops the campaign', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: latest, max: latest + 30 * dayMs }),
        detection,
        decisions,
        guards,
        (at, is, drawn, guard) => {
          const found = guardOf(input(at, { proofs: proofsAt(at, is), decisions: drawn, guard }));
          const isProven = is === 'pass';
          const covering = drawn.filter(
            (one) =>
              one.kind === 'let-commit' &&
              one.covers.length > 0 &&
              (one.origin === 'person' || (guard === letIt && one.at <= earliest)),
          );
          expect(found.kind === 'proven').toBe(isProven);
          if (!isProven && covering.length === 0)
            expect([found.kind, stopsStarts(found)]).toEqual(['passed-unproven', true]);
          if (found.kind === 'decided') expect(covering).toContain(found.decision);
          expect(['proven', 'decided', 'passed-unproven']).toContain(found.kind);
        },
      ),
      run,
    );
  });

  test('without a decision the guard only ever moves towards the passage', () => {
    const order: readonly Guard['kind'][] = ['countdown', 'ask-for-rollback', 'overdue', 'passed-unproven'];
    fc.assert(
      fc.property(times, times, fc.nat(90 * hourMs), (one, other, leadMs) => {
        const [before, after] = [Math.min(one, other), Math.max(one, other)];
        const kinds = [before, after].map((at) => order.indexOf(guardOf(input(at, { leadMs })).kind));
        expect(kinds[0]).toBeGreaterThanOrEqual(0);
        expect(kinds[0]).toBeLessThanOrEqual(kinds[1] ?? -1);
      }),
      run,
    );
  });

  test('a plan that asks for a rollback demands it through the whole lead time, and never lets anything commit', () => {
    fc.assert(
      fc.property(times, detection, fc.nat(90 * hourMs), (at, is, leadMs) => {
        const found = guardOf(input(at, { proofs: proofsAt(at, is), leadMs }));
        expect(['let-commit', 'decided']).not.toContain(found.kind);
        const isInLead = at >= earliest - leadMs && at < earliest && is !== 'pass';
        expect(found.kind === 'ask-for-rollback').toBe(isInLead);
      }),
      run,
    );
  });

  test('what becomes unknown is acted on while three quarters of the time that was left then remain', () => {
    fc.assert(
      fc.property(fc.integer({ min: earliest - 6 * hourMs, max: earliest - minuteMs }), (since) => {
        const at = earliest - Math.floor((earliest - since) * 0.75);
        const proofs = proofsAt(at, 'unknown').map((proof) => ({ ...proof, since }));
        expect(guardOf(input(at, { proofs })).kind).toBe('ask-for-rollback');
        expect(guardOf(input(since, { proofs: proofs.map((proof) => ({ ...proof, judgedAt: since })) })).kind).toBe(
          'countdown',
        );
      }),
      run,
    );
  });

  test('the hours that are told are never more than there are', () => {
    fc.assert(
      fc.property(times, decisions, guards, (at, drawn, guard) => {
        const found = guardOf(input(at, { decisions: drawn, guard }));
        if (!('hoursLeft' in found)) return;
        expect(found.hoursLeft * hourMs).toBeLessThanOrEqual(earliest - at);
        expect(found.hoursLeft).toBeGreaterThanOrEqual(0);
        expect(found.missing.length).toBeGreaterThan(0);
      }),
      run,
    );
  });

  test('looking every hour, the plan’s default is always recorded before anything can have passed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_599_999 }),
        fc.integer({ min: 2 * hourMs, max: 50 * hourMs }),
        (offset, leadMs) => {
          const recorded: CommitDecision[] = [];
          for (let at = earliest - 60 * hourMs + offset; at <= latest + 2 * hourMs; at += hourMs) {
            const found = guardOf(input(at, { guard: letIt, leadMs, decisions: recorded }));
            if (found.kind === 'let-commit') recorded.push(found.decision);
            expect(stopsStarts(found)).toBe(false);
          }
          expect(recorded).toHaveLength(1);
        },
      ),
      { ...run, numRuns: 60 },
    );
  });
});
