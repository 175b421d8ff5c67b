import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { strickenStore } from '../simulation/own-faults.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

/*
 * The mark that a request is about to leave is written to a disk, and the world goes on while the disk holds it back: what spoke for the start may be gone
 * when it is written. The clock is turned in that moment; a real disk does it in test/store/local-slow-disk.test.ts.
 */

/** A step takes two hours at most, so that the last start is a minute after the world begins. */
const untilOneMinute = {
  name: 'morning',
  zone: 'UTC',
  open: [{ days: ['mon'], from: '06:00', to: '08:01' }],
  closed: [],
} as const;

/** What the log tells of a request that was settled. */
interface Settled {
  readonly state: string;
  readonly moves: readonly { readonly because: string | null }[];
}

interface Held {
  readonly calls: number;
  readonly settled: readonly { readonly state: string; readonly because: readonly (string | null)[] }[];
  readonly moves: readonly string[];
}

async function heldBack(ms: number, calendars: readonly (typeof untilOneMinute)[]): Promise<Held> {
  const plain = await openPlayedStore(seededIdentity('held'), () => worldStartAt);
  let world: World | undefined;
  let marks = 0;
  const store = strickenStore(plain, (isMark) => {
    if (!isMark || world === undefined) return undefined;
    marks += 1;
    const { clock } = world.twin;
    return marks === 1 ? { late: () => void clock.advanceTo(clock.now() + ms) } : undefined;
  });
  try {
    world = await aWorld({ store, estate: estateOf({ hosts: 4, seed: 3, troubledShare: 0 }) });
    const { context, tenantId } = world;
    const id = await world.start('all', { cap: 1, rules: { calendars: calendars.map((one) => ({ ...one })) } });
    for (let look = 0; marks === 0 && look < 20; look += 1) await tick(context, tenantId);
    expect(marks, 'a mark was written').toBeGreaterThan(0);
    const log = await store.events(tenantId, { kinds: ['effect-settled'] }, 9);
    const moves = await store.moves(tenantId, { campaignId: id }, { top: 9 });
    return {
      calls: world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0),
      settled: log.map(({ payload }) => {
        const { state, moves: fates } = payload as unknown as Settled;
        return { state, because: fates.map(({ because }) => because) };
      }),
      moves: moves.value.map(({ state }) => state.kind).sort(),
    };
  } finally {
    await plain.close();
  }
}

test('I3 a start whose mark the disk held back until it was too late for its window is not sent, and its server waits again', async () => {
  const held = await heldBack(70 * secondMs, [untilOneMinute]);
  expect(held.calls).toBe(0);
  expect(held.settled).toEqual([{ state: 'withdrawn', because: [expect.stringMatching(/window|late/)] }]);
  expect(new Set(held.moves)).toEqual(new Set(['queued']));
});

test('I3 one that was held back for as long, and for which everything still speaks, is sent', async () => {
  expect(await heldBack(70 * secondMs, [])).toMatchObject({ calls: 1, settled: [{ state: 'done' }] });
});

test('I10 one that was held back until its worker may have lost it is not sent, whatever speaks for it; it is granted anew', async () => {
  const { settled, calls } = await heldBack(2 * minuteMs, []);
  expect(settled[0]).toEqual({ state: 'withdrawn', because: ['lease-lost'] });
  expect(calls).toBe(settled.filter(({ state }) => state === 'done').length);
});
