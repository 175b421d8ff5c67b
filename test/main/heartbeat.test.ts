import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import { startHeartbeat } from '../../src/main/heartbeat.ts';

/** A monitor that answers each beat with the next status; the last one is repeated. */
async function aMonitor(...statuses: number[]) {
  const beats: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    beats.push(request);
    response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200)).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    beats,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/7f3a-secret`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function beating(url: string | undefined, isWell: () => Promise<boolean>) {
  const warnings: string[] = [];
  const heartbeat = startHeartbeat({
    where: 'env:MONITOR',
    readSecret: secretReader({ MONITOR: url }),
    fetch: outboundFetch({}),
    isWell,
    log: { warn: (_, message) => warnings.push(message) },
    everyMs: 5,
  });
  return { warnings, stop: () => heartbeat.stop() };
}

test('a monitor hears a beat again and again while all is well, and none after the stop', async () => {
  await using monitor = await aMonitor(200);
  const { warnings, stop } = beating(monitor.url, async () => true);
  await vi.waitFor(() => expect(monitor.beats.length).toBeGreaterThan(2));
  await stop();
  // One that was on its way when it was stopped may still arrive; it comes before this one.
  await fetch(monitor.url);
  const { length } = monitor.beats;
  expect(monitor.beats[0]).toMatchObject({ method: 'POST', url: '/ping/7f3a-secret' });
  expect(warnings).toEqual([]);
  await fetch(monitor.url);
  expect(monitor.beats).toHaveLength(length + 1);
});

test('it falls silent when the engine or the database does not work, and beats again when they do', async () => {
  await using monitor = await aMonitor(200);
  const answers = [false, false, false, true];
  let asked = 0;
  const { stop } = beating(monitor.url, async () => answers[asked++] ?? true);
  await vi.waitFor(() => expect(monitor.beats.length).toBeGreaterThan(0));
  await stop();
  expect(asked).toBeGreaterThanOrEqual(4);
  expect(monitor.beats.length).toBeLessThanOrEqual(asked - 3);
});

test('a beat that does not arrive is told without the address, and the next one follows', async () => {
  await using monitor = await aMonitor(404, 200);
  const { warnings, stop } = beating(monitor.url, async () => true);
  await vi.waitFor(() => expect(monitor.beats.length).toBeGreaterThan(1));
  await stop();
  expect(warnings).toEqual(['The heartbeat did not reach its monitor: it answered with 404.']);
});

test.each([
  [undefined, 'The environment variable MONITOR is not set or empty.'],
  ['http://127.0.0.1:1/ping/7f3a-secret', 'no answer came (ECONNREFUSED).'],
  ['http://monitor.example/ping', 'What env:MONITOR holds is no address: It must begin with https://'],
])('an address that cannot be used is told, not thrown: %s', async (url, why) => {
  const { warnings, stop } = beating(url, async () => true);
  await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0));
  await stop();
  expect(warnings[0]).toContain(why);
  expect(warnings.join()).not.toContain('7f3a');
});
