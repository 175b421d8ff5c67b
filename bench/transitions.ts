import type { Campaign } from '../src/domain/campaign/campaign.ts';
import { as, type EffectId } from '../src/domain/ids.ts';
import type { Journey } from '../src/domain/journey.ts';
import type { EngineContext } from '../src/engine/context.ts';
import { changeMove } from '../src/engine/moves.ts';
import type { Commit, EffectDraft, MoveRow } from '../src/engine/ports/store.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { aBareTable, bareRows } from './bare-table.ts';
import type { Bench, Surroundings } from './bench.ts';
import { engineOn } from './engine.ts';
import { uuidOf } from './estate.ts';
import { figure, interleaved, median } from './figure.ts';
import { aRunningCampaign, aTenant, seedMoves } from './seed.ts';
import { settle } from './settle.ts';

/** Moves a transaction; what the engine takes at once. */
const batch = 500;
const serversPerRequest = 10;
const journey = sensorV3 as unknown as Journey;
const at = Date.parse('2026-06-01T08:00:00Z');

/**
 * Starts of queued moves as the engine grants them, 500 a transaction: the rows claimed under their version and the cap, an event each, one
 * link of the chain, a request for every ten in the outbox. Each move is started once.
 */
export const transitions: Bench = {
  name: 'transitions',
  figures: ['transition-durable', 'transition-size'],
  run: async (surroundings) => {
    const { isQuick } = surroundings;
    const [few, many] = isQuick ? [20_000, 100_000] : [100_000, 1_000_000];
    const batches = isQuick ? 4 : 10;
    const rounds = 5;
    const taken = (rounds + 1) * batches * batch;
    await using small = await aStore(surroundings, 'transitions_small', few, taken);
    await using large = await aStore(surroundings, 'transitions_large', many, taken);
    await using bare = await aBareTable(small.url);
    const bareCommits = small.commits.map((commit) => bareRows(commit));
    const times = await interleaved(rounds, {
      bare: () => eachOf(bareCommits.splice(0, batches), (rows) => bare.write(rows)),
      small: () => eachOf(small.commits.splice(0, batches), (commit) => small.write(commit)),
      large: () => eachOf(large.commits.splice(0, batches), (commit) => large.write(commit)),
    });
    const rate = (name: keyof typeof times) => (batches * batch * 1_000) / median(times[name]);
    const size = (moves: number) => moves.toLocaleString('en');
    return [
      figure({
        name: 'transition-durable',
        value: rate('small'),
        unit: 'transitions/s',
        limit: rate('bare'),
        kind: 'limit',
        better: 'higher',
        n: rounds,
        demand: 0.35,
        how: `Starts of queued moves, 500 a transaction, each with its event, the batch's link of the hash chain and a request for every ten in the outbox, with ${size(few)} moves stored; a batch is 500 moves in the order of their ids, as they are granted, and batches come from all over the table. The limit is UPDATE by id, INSERT of the same clocks, events and requests in one transaction of bare SQL, on twins of our tables with the same indexes and rows, on the same PostgreSQL: what versions, caps and the chain cost shows, what the tables cost does not.`,
      }),
      figure({
        name: 'transition-size',
        value: rate('large'),
        unit: 'transitions/s',
        limit: rate('small'),
        kind: 'limit',
        better: 'higher',
        n: rounds,
        demand: 0.6,
        how: `The same with ${size(many)} moves stored; the limit is the rate with ${size(few)}.`,
      }),
    ];
  },
};

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await work(item);
}

/** A database with one running campaign of so many queued moves, and the commits that start some of them, in random order. */
async function aStore({ postgres, say }: Surroundings, name: string, moves: number, taken: number) {
  const url = await (await postgres()).createDatabase(name);
  const engine = await engineOn(url, () => at);
  const { context } = engine;
  say(`storing ${moves.toLocaleString('en')} moves`);
  const tenantId = await aTenant(context, name);
  const campaign = await aRunningCampaign(context, tenantId, moves);
  // Moves are granted in the order of their ids, so that a batch lies together; batches are taken from all over the table.
  const every = Math.floor(moves / taken);
  const rows = await seedMoves(context, campaign, moves, (index) => Math.floor(index / batch) % every === 0);
  await settle(url);
  const commits: Commit[] = [];
  for (let first = 0; first < taken; first += batch)
    commits.push(starts(context, campaign, rows.slice(first, first + batch)));
  commits.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return {
    url,
    commits,
    write: async (commit: Commit) => {
      const outcome = await context.store.commit(commit);
      if (outcome.lost.length > 0 || outcome.capExceeded) throw new Error('A batch was not written as a whole.');
    },
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

/** Any order that has nothing to do with that of the table. */
function placeOf({ moves = [] }: Commit): string {
  return uuidOf(moves[0]?.moveId ?? '');
}

/** The commit with which the engine starts these moves. */
function starts(context: EngineContext, campaign: Campaign, rows: readonly MoveRow[]): Commit {
  if (rows.length !== batch) throw new Error('There are not enough moves.');
  const rules = { edition: campaign.edition, overrides: [] };
  const moves = rows.map((row) => {
    const event = journey.granted(at, rules, 'graph');
    const outcome = journey.next(row.state, event);
    if (!outcome.ok) throw new Error(outcome.problem.detail);
    const change = { state: outcome.state, event, waitingFor: journey.waitingFor(outcome.state), actor: 'engine' };
    return changeMove(context, journey, row, change, at);
  });
  const effects: EffectDraft[] = [];
  for (let first = 0; first < moves.length; first += serversPerRequest) {
    const moveIds = moves.slice(first, first + serversPerRequest).map((move) => move.moveId);
    const effectId = as<EffectId>(context.identity.newId());
    const { campaignId } = campaign;
    effects.push({ effectId, kind: 'migrate', moveIds, campaignId, key: moveIds.join('+'), dueAt: at });
  }
  return { tenantId: campaign.tenantId, at, moves, effects };
}
