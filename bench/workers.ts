import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestPostgres } from '../test/support/postgres.ts';
import type { Bench, Surroundings } from './bench.ts';
import { aConnectedTenant, collectHostFacts } from './connected-tenant.ts';
import { engineOn } from './engine.ts';
import { figure, median } from './figure.ts';
import { memoryService } from './memory-service.ts';
import { settle } from './settle.ts';
import { workerStartAt } from './worker-clock.ts';

/** Enough that each of four workers has its part, and that the last one to end matters little. */
const tenants = 12;
const crews = [1, 2, 4] as const;

/**
 * The same starts with one, two and four workers on one PostgreSQL, each a process of its own: granted, sent, answered and recorded by the engine's own loop,
 * which divides the tenants. Their services answer from memory, so that nothing but our own work and the database takes time.
 */
export const workers: Bench = {
  name: 'workers',
  figures: ['workers-2', 'workers-4'],
  run: async (surroundings) => {
    const { isQuick, postgres, say } = surroundings;
    const servers = isQuick ? 40 : 250;
    const rounds = isQuick ? 1 : 5;
    const server = await postgres();
    const template = await aTemplate(surroundings, server, servers);
    const rates = new Map<number, number[]>(crews.map((crew) => [crew, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const crew of crews) {
        const name = `workers_${round}_${crew}`;
        const url = await copyOf(server, template, name);
        rates.get(crew)?.push(await rateOf(url, crew, servers));
        await drop(server, name);
      }
      say(
        `round ${round} of ${rounds}: ${crews.map((crew) => `${crew}: ${Math.round(rates.get(crew)?.at(-1) ?? 0)}/s`).join(', ')}`,
      );
    }
    const rate = (crew: number) => median(rates.get(crew) ?? []);
    const common = { unit: 'transitions/s', limit: rate(1), kind: 'limit', better: 'higher', n: rounds } as const;
    const how = `Starts of ${tenants} tenants with ${servers} servers each, from the queue until the answer is recorded: two transitions a server. Worker processes share one PostgreSQL on the same machine, which has two cores for all of them. The limit is the rate of one worker in the same rounds.`;
    return [
      figure({ name: 'workers-2', value: rate(2), demand: 1.3, how, ...common }),
      figure({ name: 'workers-4', value: rate(4), demand: 1.3, how: 'The same with four workers.', ...common }),
    ];
  },
};

/** A database in which everything is planned and applied, and nothing started. */
async function aTemplate({ say }: Surroundings, server: TestPostgres, servers: number): Promise<string> {
  const name = 'workers_template';
  const url = await server.createDatabase(name);
  const { service } = memoryService(servers, (ready) => ready);
  const engine = await engineOn(url, () => workerStartAt, service);
  try {
    for (let made = 0; made < tenants; made += 1) {
      const tenantId = await aConnectedTenant(engine);
      await engine.control.check('user:bench', tenantId, 'all', true);
      await collectHostFacts(engine, tenantId, workerStartAt);
      const rules = { caps: { inFlight: servers } };
      const plan = await engine.control.makePlan('user:bench', tenantId, { selector: 'all', rules, demand: 'service' });
      await engine.control.apply('user:bench', tenantId, plan, false);
    }
    say(`${tenants} tenants with ${servers} servers each are planned`);
  } finally {
    await engine.close();
  }
  await settle(url);
  return name;
}

async function copyOf(server: TestPostgres, template: string, name: string): Promise<string> {
  await administer(server, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const url = server.urlOf(name);
  await settle(url);
  return url;
}

function drop(server: TestPostgres, name: string): Promise<void> {
  return administer(server, `DROP DATABASE "${name}"`);
}

async function administer(server: TestPostgres, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Transitions a second, from the word until the last answer is recorded. */
async function rateOf(url: string, crew: number, servers: number): Promise<number> {
  const path = fileURLToPath(new URL('worker-of-bench.js', import.meta.url));
  const children = Array.from({ length: crew }, () =>
    fork(path, [url, String(servers)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  const ended = children.map((child) => once(child, 'exit'));
  // Ready is said when a worker knows all the others, so that the tenants are divided from the first look on.
  await Promise.all(children.map((child) => once(child, 'message')));
  for (const child of children) child.send({ crew });
  await Promise.all(children.map((child) => once(child, 'message')));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const beganAt = performance.now();
  for (const child of children) child.send({ go: true });
  for (;;) {
    const { rows } = await client.query<{ left: string }>(
      `SELECT (SELECT count(*) FROM move WHERE state_kind = 'queued' AND waiting_for = 'its-turn')
        + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')) AS left`,
    );
    if (Number(rows[0]?.left) === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ms = performance.now() - beganAt;
  // The last server of a site stays where it is: the floor is kept here too.
  const { rows } = await client.query<{ started: string }>(
    `SELECT count(*) AS started FROM move WHERE state_kind = 'requested'`,
  );
  await client.end();
  for (const child of children) child.disconnect();
  await Promise.all(ended);
  return (2 * Number(rows[0]?.started) * 1_000) / ms;
}
