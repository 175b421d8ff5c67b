import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  acceptFailures,
  type Failure,
  type FailureCause,
  failureOf,
  failuresOf,
  judgeBudget,
} from '../../src/domain/budget.ts';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { aFailure, anAttempt, ended, hostId, moveId, t0 } from './gate/support.ts';

const run = { seed: 20_260_402, numRuns: 1_000 };
const watch = { readAt: t0, darkAfterMs: 6 * hourMs };
const none = { failures: 0, perStratum: null };

describe('X-02 what counts as a failure', () => {
  const table: readonly (readonly [string, Partial<Attempt>, FailureCause | null])[] = [
    ['the service says failed', ended.failed, 'failed'],
    ['the two hours passed and the service went back', ended.reverted, 'reverted'],
    ['somebody rolled it back', ended.rolledBack, 'rolled-back'],
    ['I7 hawkBit #693: it is silent past its deadline', ended.silent, 'silent'],
    ['it is silent past its deadline before the table says overdue', { ...ended.silent, kind: 'migrating' }, 'silent'],
    ['it was accepted and is past its deadline', { ...ended.silent, kind: 'requested' }, 'silent'],
    ['it is overdue and no deadline is told', { ...ended.silent, deadlineAt: null }, 'silent'],
    ['it runs and has time left', ended.migrating, null],
    ['the deadline is this instant, and it was looked', { ...ended.migrating, deadlineAt: t0 }, 'silent'],
    ['the deadline passed after the last reading', { ...ended.migrating, deadlineAt: t0 + 1 }, null],
    ['it was switched and gives no sign for too long', { lastSignAt: t0 - 6 * hourMs - 1 }, 'gone-dark'],
    ['it was switched and gave a sign exactly as long ago as it may', { lastSignAt: t0 - 6 * hourMs }, null],
    ['it went dark after its commit', { ...ended.dark, phase: 'ended', kind: 'committed' }, 'gone-dark'],
    ['it waits for its turn', ended.queued, null],
    ['it was taken out before its start', ended.abandoned, null],
    ['it was rolled back as a drill', { ...ended.rolledBack, isDrill: true }, null],
    ['its drill failed in another way', { ...ended.reverted, isDrill: true }, 'reverted'],
    [
      'Elastic #15557: our own way to the service was throttled',
      { ...ended.failed, problem: 'connection-throttled' },
      null,
    ],
    ['the service did not take it', { ...ended.failed, problem: 'migrate-refused' }, 'failed'],
  ];
  for (const [rule, given, cause] of table)
    test(`${rule}: ${cause ?? 'no failure'}`, () => expect(failureOf(anAttempt('A', given), watch)).toBe(cause));

  test('nothing is silent or dark while the service was never read', () => {
    const blind = { ...watch, readAt: null };
    expect(failureOf(anAttempt('A', ended.silent), blind)).toBeNull();
    expect(failureOf(anAttempt('A', ended.dark), blind)).toBeNull();
    expect(failureOf(anAttempt('A', ended.failed), blind)).toBe('failed');
  });

  test('a limit that is no number makes a host dark, not immortal', () => {
    expect(failureOf(anAttempt('A'), { readAt: t0, darkAfterMs: Number.NaN })).toBe('gone-dark');
  });

  test('moves that others started count only in the campaign', () => {
    const attempts = [anAttempt('A', { ...ended.failed, isOfCampaign: false }), anAttempt('B', ended.failed)];
    expect(failuresOf(attempts, watch).map((one) => one.name)).toEqual(['B']);
  });

  test('every attempt counts: a second failure of one host is a second failure', () => {
    const attempts = [1, 2].map((attempt) => anAttempt('A', { ...ended.failed, moveId: moveId('A', attempt) }));
    expect(judgeBudget(failuresOf(attempts, watch), [], { failures: 1, perStratum: null })).toMatchObject({
      kind: 'tripped',
      failures: 2,
      names: ['A'],
    });
  });
});

describe('X-02 the failure budget', () => {
  const three = [aFailure('A'), aFailure('B', 1, ['site:Munich']), aFailure('C')];

  test('exactly the budget does not trip', () => {
    expect(judgeBudget(three, [], { failures: 3, perStratum: null })).toMatchObject({ kind: 'within', remaining: 0 });
  });

  test('one above trips, and says why and who', () => {
    expect(judgeBudget(three, [], { failures: 2, perStratum: null })).toEqual({
      kind: 'tripped',
      failures: 3,
      remaining: 0,
      strata: [
        { stratum: 'site:Berlin', failures: 2, remaining: null },
        { stratum: 'site:Munich', failures: 1, remaining: null },
      ],
      because: '3 failures; the budget of the campaign allows 2.',
      names: ['A', 'B', 'C'],
    });
  });

  test('the default of none trips at the first', () => {
    expect(judgeBudget([aFailure('A')], [], none)).toMatchObject({ kind: 'tripped', names: ['A'] });
  });

  test('a stratum trips while the total holds, and names its own hosts', () => {
    expect(judgeBudget(three, [], { failures: 9, perStratum: 1 })).toMatchObject({
      kind: 'tripped',
      because: '2 failures in site:Berlin; the budget allows 1 there.',
      names: ['A', 'C'],
      remaining: 6,
    });
  });

  test('hawkBit: a malformed limit is no limit that cannot be reached', () => {
    expect(judgeBudget([], [], { failures: Number.NaN, perStratum: null }).kind).toBe('tripped');
    expect(judgeBudget([aFailure('A')], [], { failures: 9, perStratum: Number.NaN }).kind).toBe('tripped');
  });

  test('an attempt that is reported twice counts once', () => {
    expect(judgeBudget([aFailure('A'), aFailure('A')], [], { failures: 1, perStratum: 1 }).kind).toBe('within');
  });

  test('Ansible (proposals#133), hawkBit: a steady loss at the tolerated percentage trips all the same', () => {
    // Twenty waves of ten, in each of which one host fails: never more than ten per cent of the current group.
    const waves = Array.from({ length: 20 }, (_, wave) => aFailure(`H${wave}`, 1, [`site:S${wave}`]));
    const trippedIn = waves.findIndex(
      (_, wave) => judgeBudget(waves.slice(0, wave + 1), [], { failures: 5, perStratum: null }).kind === 'tripped',
    );
    expect(trippedIn).toBe(5);
  });

  test('Ansible 2.14 (#56265): a host that went dark in the first batch stops the second', () => {
    const first = failuresOf([anAttempt('A'), anAttempt('B', ended.silent)], watch);
    expect(judgeBudget(first, [], none)).toMatchObject({ kind: 'tripped', names: ['B'] });
  });
});

describe('accepting failures by name', () => {
  const from = [aFailure('BER-DC1'), aFailure('BER-DC1', 2), aFailure('MUC-DC1')];
  const given = { from, by: 'anna', because: 'The machine is replaced', at: t0 };

  test('a name takes all attempts of its host that have failed until now', () => {
    const outcome = acceptFailures({ ...given, names: ['ber-dc1'] });
    expect(outcome.ok && outcome.accepted.map((one) => one.moveId)).toEqual([moveId('BER-DC1'), moveId('BER-DC1', 2)]);
    expect(outcome.ok && outcome.accepted[0]).toMatchObject({ by: 'anna', because: 'The machine is replaced', at: t0 });
  });

  test('a name that nobody knows refuses all of them', () => {
    const outcome = acceptFailures({ ...given, names: ['MUC-DC1', 'MUC-DC2'] });
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'failure-unknown' } });
  });

  test('a name that two hosts bear is refused, and the id is understood', () => {
    const twins = [aFailure('DC1'), { ...aFailure('DC1', 2), hostId: hostId('other') }];
    expect(acceptFailures({ ...given, from: twins, names: ['DC1'] })).toMatchObject({ ok: false });
    const outcome = acceptFailures({ ...given, from: twins, names: [hostId('other')] });
    expect(outcome.ok && outcome.accepted.map((one) => one.moveId)).toEqual([moveId('DC1', 2)]);
  });
});

describe('the budget, against a naive count', () => {
  const hosts = ['A', 'B', 'C', 'D'];
  const sites = ['site:1', 'site:2', 'os:1', 'os:2'];
  const failure: fc.Arbitrary<Failure> = fc
    .tuple(fc.constantFrom(...hosts), fc.integer({ min: 1, max: 3 }))
    // What stratum a host is in does not change between its attempts.
    .map(([name, attempt]) =>
      aFailure(
        name,
        attempt,
        sites.filter((_, at) => (hosts.indexOf(name) + at) % 3 !== 0),
      ),
    );
  const failures = fc.array(failure, { maxLength: 14 });
  const accepted = fc.array(failure, { maxLength: 4 });
  const rules = fc.record({
    failures: fc.integer({ min: 0, max: 6 }),
    perStratum: fc.option(fc.integer({ min: 0, max: 4 })),
  });

  test('I8 it trips exactly when a count by hand is above', () => {
    fc.assert(
      fc.property(failures, accepted, rules, (drawn, taken, limit) => {
        const distinct: Failure[] = [];
        for (const one of drawn)
          if (
            !taken.some((other) => other.moveId === one.moveId) &&
            !distinct.some((other) => other.moveId === one.moveId)
          )
            distinct.push(one);
        const perSite = sites.map((site) => distinct.filter((one) => one.strata.includes(site)).length);
        const isOver =
          distinct.length > limit.failures ||
          (limit.perStratum !== null && perSite.some((failed) => failed > (limit.perStratum ?? 0)));
        const verdict = judgeBudget(drawn, taken, limit);
        expect(verdict.kind).toBe(isOver ? 'tripped' : 'within');
        expect(verdict.failures).toBe(distinct.length);
        expect(verdict.remaining).toBe(Math.max(0, limit.failures - distinct.length));
        for (const { stratum, failures: failed } of verdict.strata)
          expect(failed).toBe(perSite[sites.indexOf(stratum)]);
      }),
      run,
    );
  });

  test('I8 one failure more never gives any budget back', () => {
    fc.assert(
      fc.property(failures, failure, accepted, rules, (drawn, more, taken, limit) => {
        const [before, after] = [judgeBudget(drawn, taken, limit), judgeBudget([...drawn, more], taken, limit)];
        expect(after.remaining).toBeLessThanOrEqual(before.remaining);
        if (before.kind === 'tripped') expect(after.kind).toBe('tripped');
      }),
      run,
    );
  });

  test('accepting whom a trip names lets the campaign go on', () => {
    fc.assert(
      fc.property(failures, rules, (drawn, limit) => {
        const verdict = judgeBudget(drawn, [], limit);
        if (verdict.kind !== 'tripped') return;
        const outcome = acceptFailures({ from: drawn, names: verdict.names, by: 'anna', because: 'as it is', at: t0 });
        expect(outcome.ok && judgeBudget(drawn, outcome.accepted, limit).kind).toBe('within');
      }),
      run,
    );
  });

  test('Elastic #15557: while nobody can read the service, no host becomes a failure by the clock', () => {
    const states = fc.constantFrom(ended.silent, ended.migrating, ended.dark, ended.queued, {});
    const readings = fc.option(fc.integer({ min: t0 - 3 * hourMs, max: t0 - hourMs - minuteMs }));
    fc.assert(
      fc.property(states, readings, fc.nat(48 * hourMs), (state, readAt, darkAfterMs) => {
        const attempt = anAttempt('A', state);
        const cause = failureOf(attempt, { readAt, darkAfterMs });
        // Silent: only by a reading after the deadline, and there is none. Dark: only by a reading that long after the last sign.
        if (cause === 'gone-dark') expect((readAt ?? 0) - (attempt.lastSignAt ?? 0)).toBeGreaterThan(darkAfterMs);
        else expect(cause).toBeNull();
      }),
      run,
    );
  });
});
