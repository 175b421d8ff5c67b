import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { randomIdentity } from '../src/engine/identity.ts';
import { runningAddress } from '../src/store/local/server.ts';
import type { StorePlace } from '../src/store/place.ts';
import { copyStore } from '../src/store/transfer/copy.ts';
import { machineNow } from '../test/support/identity.ts';
import type { Bench } from './bench.ts';
import { fillWithMoves } from './copied-store.ts';
import { engineIn } from './engine.ts';
import { figure, timed } from './figure.ts';
import { aRunningCampaign, aTenant } from './seed.ts';

const at = Date.parse('2026-06-01T08:00:00Z');
const all = 1_000_000;
const budgetSeconds = 300;

/** `store copy` from the store of one machine to a server: every row counted there, every link of the log verified there. */
export const storeCopy: Bench = {
  name: 'store-copy',
  figures: ['store-copy'],
  run: async ({ isQuick, postgres, say }) => {
    const moves = isQuick ? all / 20 : all;
    const directory = mkdtempSync(join(tmpdir(), 'cg-bench-'));
    chmodSync(directory, 0o711);
    try {
      const from: StorePlace = { kind: 'local', directory };
      say(`storing ${moves.toLocaleString('en')} moves`);
      const events = await fill(from, moves);
      const to: StorePlace = { kind: 'server', url: await (await postgres()).createDatabase('store_copy') };
      say(`copying ${events.toLocaleString('en')} events with them`);
      const before = process.cpuUsage();
      let links = 0;
      const ms = await timed(async () => {
        ({ links } = await copyStore(from, to, { identity: randomIdentity(machineNow), machineNow }));
      });
      const { user, system } = process.cpuUsage(before);
      say(
        `${Math.round((user + system) / 1_000)} ms of it on a processor in Node, ${links.toLocaleString('en')} links`,
      );
      return [
        figure({
          name: 'store-copy',
          value: ms / 1_000,
          unit: 's',
          limit: (budgetSeconds * moves) / all,
          kind: 'budget',
          better: 'lower',
          n: 1,
          demand: 1,
          how: `\`store copy\` of ${moves.toLocaleString('en')} moves with ${events.toLocaleString('en')} events from a local store to a server, in one transaction: rows counted, and all ${links.toLocaleString('en')} links of the log verified in the copy. The budget is ${budgetSeconds} s for ${all.toLocaleString('en')} moves.`,
        }),
      ];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

async function fill(place: StorePlace & { readonly directory: string }, moves: number): Promise<number> {
  const engine = await engineIn(place, () => at);
  try {
    const tenantId = await aTenant(engine.context, 'store copy');
    const campaign = await aRunningCampaign(engine.context, tenantId, moves);
    const client = new pg.Client(await runningAddress(place.directory));
    await client.connect();
    try {
      const { events } = await fillWithMoves({ context: engine.context, campaign, at }, client, moves);
      await client.query('VACUUM ANALYZE');
      return events;
    } finally {
      await client.end();
    }
  } finally {
    await engine.close();
  }
}
