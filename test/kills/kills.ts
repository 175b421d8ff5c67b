import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TenantId } from '../../src/domain/ids.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { dataDirectory, makePrivate } from '../../src/main/data-directory.ts';
import { type Engine, openEngine } from '../../src/main/engine.ts';
import { placeOf } from '../../src/main/place.ts';
import { Dice } from '../../src/twin/dice.ts';
import { ServerProcess, type Victim, victims } from './server-process.ts';
import { type Kept, Writer } from './writer.ts';

interface KillsOrder {
  readonly rounds: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface KillsOutcome {
  /** How often each was killed. */
  readonly kills: Readonly<Record<Victim, number>>;
  /** Files of evidence that were acknowledged, and the servers in them. */
  readonly files: number;
  readonly servers: number;
  readonly lost: number;
  readonly links: number;
  /** The longest time until it was ready again, in milliseconds. */
  readonly slowest: Readonly<Record<Victim, number>>;
  /** With which code it ended when it was told to, by SIGTERM; null when a signal ended it, or it was gone. */
  readonly endCode: number | null;
  /** Each a sentence that begins with what it is about. */
  readonly violations: readonly string[];
}

const writers = ['A', 'B'];
/** Of one kind; more say nothing new. */
const mostTold = 20;
/** A kill comes so long after the server was ready. */
const [soonestMs, latestMs] = [20, 2_000] as const;

/** Kills a real server on the default store again and again while evidence is brought to it, and looks whether anything that it acknowledged is gone. */
export async function kills(order: KillsOrder): Promise<KillsOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'cg-kills-'));
  chmodSync(directory, 0o711);
  await makePrivate(directory);
  try {
    const tenantId = await withEngine(directory, ({ control }) => aTenant(control));
    const server = new ServerProcess(directory);
    const bringing = writers.map((name) => new Writer(tenantId, name));
    const counts = { server: 0, database: 0, both: 0 };
    const slowest = { server: 0, database: 0, both: 0 };
    let endCode: number | null = null;
    try {
      await server.start();
      for (const writer of bringing) writer.start(() => server.door);
      await strike(order, server, (victim, readyMs) => {
        counts[victim] += 1;
        slowest[victim] = Math.max(slowest[victim], readyMs);
      });
    } finally {
      await Promise.all(bringing.map((writer) => writer.stop()));
      endCode = await server.stop();
    }
    const found = await withEngine(directory, (engine) =>
      audit(
        engine,
        tenantId,
        bringing.map((writer) => writer.kept()),
      ),
    );
    const surprises = bringing.flatMap((writer) => writer.surprises.map((surprise) => `An answer was ${surprise}`));
    return {
      ...found,
      kills: counts,
      slowest,
      endCode,
      violations: [...found.violations, ...surprises.slice(0, mostTold)],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function strike(
  { rounds, seed, say }: KillsOrder,
  server: ServerProcess,
  onKill: (victim: Victim, readyMs: number) => void,
): Promise<void> {
  const dice = new Dice(seed, 'kills');
  for (let round = 1; round <= rounds; round += 1) {
    await pause(dice.between(soonestMs, latestMs));
    // In turn, so that a short run has each of them.
    const victim = victims[(round - 1) % victims.length] ?? 'server';
    await server.kill(victim);
    const readyMs = victim === 'database' ? await server.readyAgain() : await server.start();
    onKill(victim, readyMs);
    say(`${round} of ${rounds}: ${victim} killed, ready again after ${readyMs.toFixed(0)} ms`);
  }
}

async function aTenant(control: Engine['control']): Promise<TenantId> {
  const { tenantId } = await control.makeTenant('user:kills', 'kills');
  return tenantId;
}

/** With the store of the directory, which nobody else has open. */
async function withEngine<T>(directory: string, use: (engine: Engine) => Promise<T>): Promise<T> {
  const place = placeOf(dataDirectory(directory), { store: undefined, programs: undefined });
  const engine = await openEngine({
    place,
    kind: 'worker',
    logLevel: 'fatal',
    environment: {},
    clocks: systemClocks(Date.now),
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** What the store has, held against what was acknowledged, by nobody who wrote it. */
async function audit({ store, control }: Engine, tenantId: TenantId, kept: readonly Kept[]) {
  const violations: string[] = [];
  const log = await control.verifyLog(tenantId);
  for (const one of log.breaks) violations.push(`I12 link ${one.seq}: ${one.detail}`);
  for (const one of log.differences) violations.push(`I16 ${one}`);
  const { hosts } = await store.views(tenantId);
  const byName = new Map(hosts.map((host) => [host.fqdn, host.hostId]));
  if (byName.size !== hosts.length) violations.push(`${hosts.length - byName.size} servers were registered twice.`);
  const documents = await store.documents(tenantId, [...byName.values()]);
  const factsOf = new Map<string, (typeof documents)[number]['facts']>(
    documents.map(({ hostId, facts }) => [hostId, facts]),
  );
  const gone = kept.flatMap(({ acknowledged }) =>
    [...acknowledged].filter((name) => factsOf.get(byName.get(name) ?? '')?.['mdi.v2.version'] === undefined),
  );
  violations.push(...gone.slice(0, mostTold).map((name) => `${name} was acknowledged and is not stored.`));
  let lost = gone.length;
  for (const { counter } of kept) {
    const stored = Number(factsOf.get(byName.get(counter.name) ?? '')?.['mdi.openHealthIssues'] ?? 0);
    if (stored >= counter.acknowledged && stored <= counter.sent) continue;
    lost += 1;
    violations.push(
      `${counter.name} stands at ${stored}; ${counter.acknowledged} was acknowledged, ${counter.sent} sent.`,
    );
  }
  return {
    files: kept.reduce((sum, { requests }) => sum + requests, 0),
    servers: kept.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
    lost,
    links: log.links,
    violations,
  };
}
