import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { apiBase, tenantHeader } from '../../src/contract/routes.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { serve } from '../../src/main/serve.ts';
import { worldStartAt } from '../support/world.ts';

/* The real server; only the clock of its tenants and its hours are turned. */

const folder = mkdtempSync(join(tmpdir(), 'cg-upkeep-'));
let runs = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Served extends AsyncDisposable {
  readonly data: string;
  readonly tenantId: string;
  ask(path: string, tenantId?: string, body?: unknown): Promise<Response>;
  /** Lets so many days pass for the tenants. */
  passDays(days: number): void;
}

async function aServer(store: 'memory' | 'disk', environment: Readonly<Record<string, string>>): Promise<Served> {
  runs += 1;
  const data = join(folder, `data-${runs}`);
  const stop = new AbortController();
  let now = worldStartAt;
  const options = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    tlsCert: undefined,
    tlsKey: undefined,
    behindProxy: undefined,
    signIn: undefined,
    dataDirectory: data,
    store,
    postgresBin: undefined,
    drop: undefined,
    heartbeat: undefined,
    siem: undefined,
    sample: false,
  } as const;
  let ended: Promise<unknown> = Promise.resolve();
  const said: string[] = [];
  await new Promise<void>((ready, failed) => {
    const say = (line: string) => {
      said.push(line);
      if (line.startsWith('Next:')) ready();
    };
    ended = serve(
      options,
      environment,
      say,
      stop.signal,
      systemClocks(() => now),
    );
    ended.catch(failed);
  });
  const run = JSON.parse(readFileSync(join(data, 'run', 'server.json'), 'utf8')) as { url: string; doorSecret: string };
  const ask: Served['ask'] = (path, tenantId, body) =>
    fetch(`${run.url}${apiBase}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer door_${run.doorSecret}`,
        ...(tenantId === undefined ? {} : { [tenantHeader]: tenantId }),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': path }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const made = (await (await ask('/tenants', undefined, { name: 'Nord' })).json()) as { readonly id: string };
  return {
    data,
    tenantId: made.id,
    ask,
    passDays: (days) => {
      now += days * dayMs;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}

/** That it was exported stands in the log of the tenant, and nothing needs the entry later. */
async function exportTenant(served: Served): Promise<void> {
  const answer = await served.ask('/tenant/export', served.tenantId);
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

test('I12 a server that is told how long logs are kept seals what is older, once an hour', async () => {
  await using served = await aServer('memory', { CHANGEGUARD_DUMPS: '0', CHANGEGUARD_KEEP: 'log=400d' });
  await exportTenant(served);
  served.passDays(500);
  await exportTenant(served);
  const archives = join(served.data, 'archives', served.tenantId);
  await vi.advanceTimersByTimeAsync(hourMs);
  await vi.waitFor(async () => {
    const verified = await (await served.ask('/log/verification', served.tenantId)).json();
    expect(verified).toMatchObject({ breaks: [], differences: [], sealed: { links: 1, events: 1 } });
  }, 20_000);
  expect(readdirSync(archives)).toHaveLength(1);
});

test('a server that is told nothing seals nothing, however old its logs are, and writes the dump of the day', async () => {
  await using served = await aServer('disk', {});
  await exportTenant(served);
  served.passDays(4_000);
  await vi.advanceTimersByTimeAsync(hourMs);
  await vi.waitFor(() => expect(readdirSync(join(served.data, 'backups'))).toHaveLength(1), 20_000);
  expect(() => readdirSync(join(served.data, 'archives'))).toThrow();
});
