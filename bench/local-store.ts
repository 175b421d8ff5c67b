import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/open.ts';
import { machineNow, testIdentity } from '../test/support/identity.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';
import { figure, median, timed } from './figure.ts';

const figures = {
  'local-first-start': {
    limit: 5_000,
    how: 'From nothing until the store answers: programs found, database made and synced, server started, schema made.',
  },
  'local-start': {
    limit: 1_000,
    how: 'The same where the database exists and was closed in good order.',
  },
  'local-ready-again': {
    limit: 2_000,
    how: 'The process was killed with SIGKILL and its server lives: from the next start until the store answers.',
  },
  'local-recovery': {
    limit: 10_000,
    how: 'The process and the server of the database were killed with SIGKILL: from the next start until the store answers, recovered.',
  },
} as const;
type Name = keyof typeof figures;

/** How long the default store lets people wait. */
export const localStore: Bench = {
  name: 'local-store',
  figures: Object.keys(figures),
  run: async ({ isQuick, say }) => {
    const rounds = isQuick ? 2 : 7;
    const times = new Map<Name, number[]>();
    const note = (name: Name, ms: number) => times.set(name, [...(times.get(name) ?? []), ms]);
    for (let round = 1; round <= rounds; round += 1) {
      const directory = mkdtempSync(join(tmpdir(), 'cg-bench-'));
      chmodSync(directory, 0o711);
      try {
        note('local-first-start', await timedStart(directory));
        note('local-start', await timedStart(directory));
        await killOwner(directory, false);
        note('local-ready-again', await timedStart(directory));
        await killOwner(directory, true);
        note('local-recovery', await timedStart(directory));
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
      say(`round ${round} of ${rounds}`);
    }
    return [...times].map(([name, of]) =>
      figure({
        name,
        value: median(of),
        unit: 'ms',
        limit: figures[name].limit,
        kind: 'budget',
        better: 'lower',
        n: of.length,
        demand: 1,
        how: figures[name].how,
      }),
    );
  },
};

async function timedStart(directory: string): Promise<number> {
  let close = async () => {};
  const ms = await timed(async () => {
    const store = await openStore({ kind: 'local', directory }, { identity: testIdentity, machineNow });
    close = store.close;
    await store.migrate();
    await store.ping();
  });
  await close();
  return ms;
}

/** Lets a process have the store, and kills it in the middle of its work, with its database or without. */
async function killOwner(directory: string, withServer: boolean): Promise<void> {
  await using owner = await startChild('store-owner.js', [directory]);
  const [server] = readFileSync(join(directory, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(owner.says), 'SIGKILL');
  if (withServer) process.kill(Number(server), 'SIGKILL');
}
