import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TwinDoor } from '../../src/api/twin-door.ts';
import { turnClock } from '../../src/engine/turn-clock.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';
import { aPrincipal, aWorld, startAt, storeOfFile, type World } from '../api/world.ts';
import { aTerminal, type Terminal } from './support/terminal.ts';

/* A campaign by the command line alone: real API, real engine, and the twin behind the same HTTP as the cloud. */

const store = storeOfFile();
let twin: Twin;
let world: World;
let terminal: Terminal;
let twinUrl: string;
let closeTwin: () => Promise<void>;

beforeAll(async () => {
  twin = createTwin({ estate: bankEstate(startAt), seed: 7, clock: new TwinClock({ startAt, rate: 0 }) });
  const listener = await twin.listen({ port: 0 });
  twinUrl = listener.url;
  closeTwin = () => listener.close();
});
afterAll(async () => {
  await world?.close();
  await closeTwin();
});

function doorOf(given: () => World): TwinDoor {
  const clock = () => ({ now: twin.clock.now(), rate: 0, nextDueAt: twin.nextDueAt() ?? null });
  return {
    get tenantId() {
      return given().tenantId;
    },
    clock,
    turn: async ({ advanceMs = 0 }) => {
      const turned = {
        now: () => twin.clock.now(),
        nextDueAt: () => twin.nextDueAt(),
        turnTo: (at: number) => {
          twin.clock.advanceBy(at - twin.clock.now());
          twin.step();
          given().tenantClock.now = twin.clock.now();
        },
      };
      await turnClock(given().context, given().tenantId, turned, twin.clock.now() + advanceMs);
      return clock();
    },
    faults: () => [],
    inject: async () => {},
    act: async (_tenantId, { servers }) => servers.map((server) => ({ server, ok: true, detail: 'Pressed.' })),
  };
}

async function typing(line: string | readonly string[]) {
  const before = { out: terminal.out().length, err: terminal.err().length };
  const code = await terminal.run(line);
  return { code, out: terminal.out().slice(before.out), err: terminal.err().slice(before.err) };
}

test('S3-05 S3-08 S3-10 a campaign from the connection to the observation week, typed', async () => {
  world = await aWorld(store(), {
    secret: twin.credentials.clientSecret,
    api: { trust: () => aPrincipal({ tenantId: world.tenantId }), twin: doorOf(() => world) } as never,
  });
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const server = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  terminal = aTerminal({ server, columns: 110, env: { NO_COLOR: '1' } });
  const { tenantId, clientId } = twin.credentials;
  const connecting = `connect add --cloud custom --login-url ${twinUrl} --graph-url ${twinUrl} --directory-id ${tenantId} --client-id ${clientId} --secret env:TWIN_SECRET`;
  expect((await typing(connecting)).code).toBe(0);
  expect((await typing('connect')).out).toContain('read-only: nothing is sent');
  expect((await typing('admin tenant set --uses-vpn no --uses-syslog no')).code).toBe(0);

  // Sites are in no list of Microsoft's, and without them no floor is known to hold.
  const computers = await fetch(`${twinUrl}/twin/csv/ad-computers`, {
    headers: { [controlKeyHeader]: twin.controlKey },
  });
  terminal.files.set('/project/ad.csv', await computers.text());
  const imported = await typing(`estate import ad.csv --observed-at ${new Date(startAt).toISOString()}`);
  expect(imported.code).toBe(0);

  const checked = await typing('check --exit-code');
  expect([checked.code, checked.out]).toEqual([3, expect.stringContaining('30 servers checked')]);
  expect((await typing('estate list --state not-ready')).out).toContain('Sensor v2.x too old +3');

  expect((await typing('plan -o tour.plan.json --name Tour --cap 2')).code).toBe(0);
  const shadow = await typing('apply tour.plan.json --dry-run');
  expect([shadow.code, shadow.out]).toEqual([0, expect.stringContaining('nothing is sent')]);
  expect((await typing('connect arm --because approved')).code).toBe(0);
  const preview = await typing('apply tour.plan.json --dry-run');
  expect(preview.out).toContain('From when it cannot be undone');
  expect(preview.out).toContain('Earliest: Mon 11 May 10:00 CEST (in 7 d)');
  const applied = await typing('apply tour.plan.json --yes');
  expect([applied.code, applied.out]).toEqual([0, expect.stringContaining('Campaign Tour started')]);
  expect((await typing('apply tour.plan.json --yes')).code).toBe(5);

  expect((await typing('twin clock --advance 10m')).code).toBe(0);
  const migrating = await typing('status Tour');
  expect(migrating.out).toContain('in flight 2 of at most 2');
  expect(migrating.out).toMatch(/◐ migrating +\d+ min of about 20 min +reverts /);

  expect((await typing('twin clock --advance 30m')).code).toBe(0);
  const observing = JSON.parse((await typing('status Tour --json')).out) as {
    moves: { state: string; server: string }[];
  };
  const first = observing.moves.find((move) => move.state === 'observing')?.server ?? '';
  expect((await typing('status Tour')).out).toMatch(/◕ observing .+ commits Mon 11 May/);
  const proofs = await typing(`verify ${first} --exit-code`);
  expect([proofs.code, proofs.out]).toEqual([3, expect.stringContaining('→ Collect host facts')]);
  const back = await typing(`rollback ${first} --because testing --dry-run`);
  expect([back.code, back.out]).toEqual([0, expect.stringContaining('Possible until Mon 11 May')]);
  expect((await typing(`estate show ${first}`)).out).toContain('Attempt: ◕ observing');
  expect((await typing('report campaign Tour')).code).toBe(0);
  expect((await typing('report log --verify')).code).toBe(0);
});
