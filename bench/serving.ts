import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { TenantId } from '../src/domain/ids.ts';
import type { Store } from '../src/engine/ports/store.ts';
import type { Bench, Surroundings } from './bench.ts';
import { engineOn } from './engine.ts';
import { figure, type Measured, median } from './figure.ts';
import { aTenant, seedHosts } from './seed.ts';
import { settle } from './settle.ts';

/** The product as it is shipped, not the copy that the benches are compiled with. */
const executable = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const connections = 16;
const pageSize = 50;

/**
 * The real server on an estate of 100,000 judged hosts in PostgreSQL: how long it takes from the start of the process until it says that it is
 * ready, how long pages of the list take under load, and how much memory it has taken at most after all of that.
 */
export const serving: Bench = {
  name: 'serving',
  figures: ['servers-page', 'start-ready', 'resident-memory'],
  run: async (surroundings) => {
    const hosts = surroundings.isQuick ? 10_000 : 100_000;
    const estate = await anEstate(surroundings, hosts);
    const starts: number[] = [];
    const rounds = surroundings.isQuick ? 3 : 5;
    for (let round = 1; round < rounds; round += 1) {
      await using server = await startServer(estate.url);
      starts.push(server.readyMs);
    }
    await using server = await startServer(estate.url);
    starts.push(server.readyMs);
    const pages = await loadPages(server, estate, surroundings.isQuick ? 5 : 20);
    return [
      pages,
      figure({
        name: 'start-ready',
        value: median(starts),
        unit: 'ms',
        limit: 2_000,
        kind: 'budget',
        better: 'lower',
        n: starts.length,
        demand: 1,
        how: `From the start of the process "changeguard serve --store postgres://..." until GET /readyz answers 200, with ${hosts.toLocaleString('en')} hosts stored.`,
      }),
      figure({
        name: 'resident-memory',
        value: await mostResidentMb(server.process),
        unit: 'MB',
        limit: 300,
        kind: 'budget',
        better: 'lower',
        n: 1,
        demand: 1,
        how: `The most memory that this server process had resident, start and the load of servers-page included; the database is another process. ${hosts.toLocaleString('en')} hosts.`,
      }),
    ];
  },
};

interface Estate {
  readonly url: string;
  readonly tenantId: TenantId;
  /** Continuations at places all over the list. */
  readonly places: readonly string[];
}

async function anEstate({ postgres, say }: Surroundings, hosts: number): Promise<Estate> {
  const url = await (await postgres()).createDatabase('serving');
  const engine = await engineOn(url, Date.now);
  try {
    say(`storing ${hosts.toLocaleString('en')} judged hosts`);
    const tenantId = await aTenant(engine.context, 'bench');
    await seedHosts(engine.context, tenantId, hosts);
    const places = await placesOf(engine.context.store, tenantId);
    await settle(url);
    return { url, tenantId, places };
  } finally {
    await engine.close();
  }
}

async function placesOf(store: Store, tenantId: TenantId): Promise<readonly string[]> {
  const places: string[] = [];
  for (let after: string | undefined; ; ) {
    ({ after } = await store.hosts(tenantId, {}, { top: 200, after }));
    if (after === undefined) return places;
    places.push(after);
  }
}

export interface Server extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly readyMs: number;
  readonly url: string;
  readonly secret: string;
}

export async function startServer(url: string): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'cg-bench-'));
  const startedAt = performance.now();
  const args = ['serve', '--store', url, '--no-sample', '--port', '0', '--data', data];
  const child = spawn(process.execPath, [...process.execArgv, executable, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    const run = await untilReady(join(data, 'run', 'server.json'), child);
    const readyMs = performance.now() - startedAt;
    return { process: child, readyMs, url: run.url, secret: run.doorSecret, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const stepMs = 5;
const longestStartMs = 60_000;

async function untilReady(runFile: string, child: ChildProcess): Promise<{ url: string; doorSecret: string }> {
  for (let waited = 0; waited < longestStartMs && child.exitCode === null; waited += stepMs) {
    // Not there, or not answering yet.
    const text = await readFile(runFile, 'utf8').catch(() => undefined);
    const run = text === undefined ? undefined : (JSON.parse(text) as { url: string; doorSecret: string });
    const answer = run && (await fetch(`${run.url}/readyz`).catch(() => undefined));
    await answer?.arrayBuffer();
    if (run && answer?.status === 200) return run;
    await pause(stepMs);
  }
  throw new Error('The server did not become ready.');
}

async function loadPages(server: Server, estate: Estate, seconds: number): Promise<Measured> {
  const headers = { authorization: `Bearer door_${server.secret}`, 'changeguard-tenant': estate.tenantId };
  const path = (after: string) => `/api/v1/servers?top=${pageSize}&after=${encodeURIComponent(after)}`;
  const requests = estate.places.map((after) => ({ method: 'GET' as const, path: path(after), headers }));
  await refuseWrongPage(`${server.url}${requests[0]?.path}`, headers, estate.places.length * 200);
  await autocannon({ url: server.url, connections, duration: 2, requests });
  const load = await autocannon({ url: server.url, connections, duration: seconds, requests });
  const failed = load.non2xx + load.errors + load.timeouts;
  if (failed > 0) throw new Error(`${failed} pages were not answered.`);
  return figure({
    name: 'servers-page',
    value: load.latency.p99,
    unit: 'ms',
    limit: 40,
    kind: 'budget',
    better: 'lower',
    n: load.requests.total,
    demand: 1,
    how: `99th percentile of GET /api/v1/servers?top=${pageSize} with the count of all, at ${connections} connections for ${seconds} s, pages all over the list, from the shipped server in a process of its own (${Math.round(load.requests.average).toLocaleString('en')} pages/s).`,
  });
}

/** A page without its rows or without the count would be fast, and no measurement. */
async function refuseWrongPage(url: string, headers: Record<string, string>, least: number): Promise<void> {
  const answer = await fetch(url, { headers });
  const page = (await answer.json()) as { value?: unknown[]; count?: number };
  if (answer.status !== 200 || page.value?.length !== pageSize || (page.count ?? 0) < least)
    throw new Error(`The page is not what was asked for: ${answer.status}, ${page.value?.length} rows.`);
}

/** The kernel's own record of the most that was resident; where there is none, what is resident now by `process`. */
async function mostResidentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
