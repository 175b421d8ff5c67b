import { expect, test } from 'vitest';
import type { JourneyId } from '../../src/domain/ids.ts';
import type { Journey } from '../../src/domain/journey.ts';
import type { Disposition } from '../../src/domain/verdict.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/* A second journey beside the first, as far as order is concerned: what it says of a host is turned by hand. */
const estate = estateOf({ hosts: 2, seed: 5, troubledShare: 0 });

function install(world: World, of: (name: string) => Disposition): void {
  const first = sensorV3 as unknown as Journey;
  const streamlined: Journey = {
    ...first,
    id: 'streamlined',
    evaluate: (input) => ({ ...first.evaluate(input), journey: 'streamlined', disposition: of(input.host.name) }),
  };
  (world.context.journeys as Map<JourneyId, Journey>).set('streamlined', streamlined);
}

test('X-05 a server whose earlier journey is due goes in no plan, and one that is in a plan waits for it, with the reason', async () => {
  await using world = await aWorld({ seed: 950, estate });
  const [one = '', other = ''] = world.twin.estate().map((server) => server.host.split('.')[0]?.toUpperCase());
  const due = new Set([one]);
  install(world, (name) => (due.has(name) ? 'moves' : 'stays'));
  const request = { selector: 'all', demand: 'service' } as const;
  const plan = await world.control.makePlan('user:test', world.tenantId, request);
  expect(plan.waves.flatMap((wave) => wave.hosts.map((host) => host.name))).toEqual([other]);
  expect(plan.excluded).toMatchObject([{ name: one, reason: 'earlier-journey', detail: 'First on it: streamlined.' }]);

  await world.control.apply('user:test', world.tenantId, plan, false);
  // Only now it shows that the other one has to be connected anew as well.
  due.add(other);
  await world.turn({ minutes: 20 });
  expect(await world.newestMove(other)).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'earlier-journey' });
  expect(world.twin.ledger().servers.every((server) => server.migrateCalls === 0)).toBe(true);
  due.clear();
  await world.turn({ minutes: 40 });
  expect((await world.newestMove(other)).state.kind).not.toBe('queued');
});
