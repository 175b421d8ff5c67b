import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { logEntry } from '../../src/contract/installation.ts';
import { aHost } from '../store/estate.ts';
import { ask, aWorld, startAt, storeOfFile, type World } from './world.ts';

const store = storeOfFile();
const streams = { most: 3, pollMs: 50, heartbeatMs: 20, stallMs: 5_000, eventsAtOnce: 3 };

interface Stream {
  readonly response: IncomingMessage;
  /** Ids of the events that came, once there are so many. */
  ids(count: number): Promise<string[]>;
  text(): string;
  readonly ended: Promise<void>;
  close(): void;
}

/** A world behind a real socket, and a client as simple as they come. */
async function onASocket(
  work: (world: World, listen: Listen) => Promise<void>,
  machineNow?: () => number,
): Promise<void> {
  const options = machineNow === undefined ? {} : { clocks: { machineNow, tenantNow: () => startAt } };
  const world = await aWorld(store(), { api: { options: { streams }, ...options } });
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = world.app.server.address() as AddressInfo;
  const open: Stream[] = [];
  try {
    await work(world, async (token, headers = {}, query = '') => {
      const stream = await connect(port, token, headers, query);
      open.push(stream);
      return stream;
    });
  } finally {
    for (const stream of open) stream.close();
    await world.close();
  }
}

type Listen = (token: string, headers?: Record<string, string>, query?: string) => Promise<Stream>;

async function connect(port: number, token: string, more: Record<string, string>, query: string): Promise<Stream> {
  const request = get({
    port,
    host: '127.0.0.1',
    path: `/api/v1/events${query}`,
    headers: { authorization: `Bearer ${token}`, ...more },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  let wake = () => {};
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
    wake();
  });
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
  response.on('error', () => {});
  const found = () => [...text.matchAll(/^id: (.+)$/gm)].map((match) => match[1] ?? '');
  return {
    response,
    text: () => text,
    ended,
    close: () => request.destroy(),
    ids: async (count) => {
      while (found().length < count) await new Promise<void>((resolve) => (wake = resolve));
      return found();
    },
  };
}

const commit = (world: World, hosts: number, tenantId = world.tenantId) =>
  store()
    .commit({ tenantId, at: startAt, hosts: Array.from({ length: hosts }, () => aHost()) })
    .then(() => world.context.onCommit(tenantId));

test('events come as they are committed, each an entry of the log with its id', async () => {
  await onASocket(async (world, listen) => {
    const token = await world.token('viewer', world.tenantId);
    const stream = await listen(token);
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers['x-content-type-options']).toBe('nosniff');
    await commit(world, 2);
    expect(await stream.ids(2)).toEqual(['2.0', '2.1']);
    const data = /^event: host-registered\ndata: (.+)$/m.exec(stream.text())?.[1] ?? '';
    expect(logEntry.parse(JSON.parse(data))).toMatchObject({ id: '2.0', kind: 'host-registered', actor: 'os:tester' });
  });
});

test('a stream that breaks is resumed without a loss or a double, also in the middle of a transaction', async () => {
  await onASocket(async (world, listen) => {
    const token = await world.token('viewer', world.tenantId);
    await commit(world, 5);
    await commit(world, 2);
    const all = ['1.0', '2.0', '2.1', '2.2', '2.3', '2.4', '3.0', '3.1'];
    const whole = await listen(token, {}, '?after=0');
    expect(await whole.ids(all.length)).toEqual(all);
    for (const [at, last] of all.entries()) {
      if (at === all.length - 1) break;
      const resumed = await listen(token, { 'last-event-id': last });
      expect(await resumed.ids(all.length - at - 1)).toEqual(all.slice(at + 1));
      resumed.close();
      await resumed.ended;
    }
  });
});

test('I18 a stream tells only of its own tenant', async () => {
  await onASocket(async (world, listen) => {
    const stream = await listen(await world.token('viewer', world.tenantId));
    await commit(world, 3, world.foreignId);
    await commit(world, 1);
    expect(await stream.ids(1)).toEqual(['2.0']);
    expect(stream.text()).not.toContain('"seq":3');
  });
});

test('an event is found by polling when nobody told of the commit', async () => {
  await onASocket(async (world, listen) => {
    const stream = await listen(await world.token('viewer', world.tenantId));
    await store().commit({ tenantId: world.tenantId, at: startAt, hosts: [aHost()] });
    expect(await stream.ids(1)).toEqual(['2.0']);
  });
});

test('a stream ends when its token is revoked', async () => {
  let now = startAt;
  await onASocket(
    async (world, listen) => {
      const token = await world.token('viewer', world.tenantId);
      const stream = await listen(token);
      await store().revokeToken(token.split('_')[1] ?? '', startAt);
      await stream.ended;
      expect(stream.response.complete).toBe(false);
    },
    // Every look at the clock is a heartbeat later.
    () => (now += streams.heartbeatMs),
  );
});

test('streams are bounded, need a credential, and refuse an id that is none', async () => {
  await onASocket(async (world, listen) => {
    const token = await world.token('viewer', world.tenantId);
    const wrong = await ask(world.app, 'GET', '/events', { token, headers: { 'last-event-id': 'yesterday' } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'request-invalid']);
    expect((await ask(world.app, 'GET', '/events')).status).toBe(401);
    const open = [await listen(token), await listen(token), await listen(token)];
    const fourth = await listen(token);
    expect([open.length, fourth.response.statusCode]).toEqual([3, 429]);
    open[0]?.close();
  });
});

test('closing the server ends every stream', async () => {
  await onASocket(async (world, listen) => {
    const stream = await listen(await world.token('viewer', world.tenantId));
    await world.app.close();
    await stream.ended;
    expect(stream.response.destroyed).toBe(true);
  });
});
