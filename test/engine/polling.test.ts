import { expect, test } from 'vitest';
import { dayMs, hourMs, type Instant, minuteMs } from '../../src/domain/time.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { aWorld } from '../support/world.ts';

interface Call {
  readonly path: string;
  readonly at: Instant;
}

/** The most calls of a list in any hour that lies wholly between two instants: an average would hide a burst. */
function mostInAnHour(calls: readonly Call[], from: Instant, to: Instant): number {
  const within = calls.filter((call) => call.at >= from && call.at < to);
  return Math.max(
    0,
    ...within.map((first) => within.filter((call) => call.at >= first.at && call.at < first.at + hourMs).length),
  );
}

test('polling is adaptive: each minute while a server migrates, five in the first hour on v3.x, hourly while it is observed', async () => {
  const calls: Call[] = [];
  await using world = await aWorld({
    // Longer than an hour and short of the two after which the service reverts.
    times: { migrationMinMs: 100 * minuteMs, migrationMaxMs: 100 * minuteMs },
    onRequest: (method, path, at) => {
      if (method === 'GET') calls.push({ path, at });
    },
  });
  const startedAt = world.twin.clock.now();
  await world.start('BER-DC1');
  await world.turn({ days: 1 });
  const { state } = await world.newestMove('BER-DC1');
  if (state.kind !== 'observing') throw new Error(`The move is ${state.kind}.`);
  const { seenAt } = state as typeof state & { readonly seenAt: Instant };
  const states = calls.filter((call) => /\/sensorMigration(\/|$)/i.test(call.path));

  // At least so many too: a list that is not read proves nothing.
  const whileMigrating = mostInAnHour(states, startedAt, seenAt);
  expect(whileMigrating).toBeGreaterThanOrEqual(59);
  expect(whileMigrating).toBeLessThanOrEqual(61);

  const afterSwitch = states.filter((call) => call.at > seenAt && call.at <= seenAt + hourMs).length;
  expect(afterSwitch).toBeGreaterThanOrEqual(11);
  expect(afterSwitch).toBeLessThanOrEqual(13);

  const whileObserved = mostInAnHour(states, seenAt + hourMs + minuteMs, startedAt + dayMs);
  expect(whileObserved).toBeGreaterThanOrEqual(1);
  expect(whileObserved).toBeLessThanOrEqual(2);

  // No other list is read as often as that one, and none is forgotten.
  const others = new Set(calls.map((call) => call.path).filter((path) => !/\/sensorMigration(\/|$)/i.test(path)));
  expect(others.size).toBeGreaterThanOrEqual(3);
  for (const path of others) {
    const own = calls.filter((call) => call.path === path);
    expect(mostInAnHour(own, startedAt, seenAt), path).toBeLessThanOrEqual(7);
    expect(mostInAnHour(own, seenAt + hourMs + minuteMs, startedAt + dayMs), path).toBeLessThanOrEqual(2);
  }
  await expectInvariantsAtTheEnd(world);
});
