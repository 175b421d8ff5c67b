import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import { as, type EffectId } from '../../src/domain/ids.ts';
import type { Journey, Sighting } from '../../src/domain/journey.ts';
import type { MoveEventBase } from '../../src/domain/move.ts';
import { minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { beginMove, changeMove } from '../../src/engine/moves.ts';
import type { Commit, EffectDraft, MoveRow, MoveWrite } from '../../src/engine/ports/store.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { engineOn } from '../engine.ts';
import { hostOf } from '../estate.ts';
import { aRunningCampaign, aTenant } from '../seed.ts';
import type { StepsWorker } from './steps-worker.ts';

/** Servers a transaction; what the engine takes at once. */
const batch = 500;
const serversPerRequest = 10;
/** Transactions under way at once, as of two workers. */
const lanes = 3;
const journey = sensorV3 as unknown as Journey;
const startAt = Date.parse('2026-06-01T08:00:00Z');

/**
 * Three durable steps a server in our way: granted, seen migrating, seen on v3.x. Each is a transition of the production's table, committed by the production's
 * store with its event, the link of the chain, and at the start a request for every ten in the outbox. What a move has to be begun with is in it.
 */
export async function ourSteps(url: string): Promise<StepsWorker> {
  const engine = await engineOn(url, () => startAt);
  const { context } = engine;
  const tenantId = await aTenant(context, 'peers');
  const campaign = await aRunningCampaign(context, tenantId, 1_000_000);
  let begun = 0;
  return {
    run: async (servers) => {
      const last = begun + servers;
      const lane = async () => {
        while (begun < last) {
          const first = begun;
          begun += Math.min(batch, last - first);
          await moveAll(context, campaign, first, begun - first);
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

async function moveAll(context: EngineContext, campaign: Campaign, first: number, count: number): Promise<void> {
  const { tenantId, campaignId } = campaign;
  const given = { campaignId, attempt: 1, origin: 'campaign', wave: 1, actor: 'user:bench' } as const;
  const moves = Array.from({ length: count }, (_, index) =>
    beginMove(context, journey, { host: hostOf(first + index), state: journey.queued(startAt), ...given }, startAt),
  );
  let rows = await commit(context, { tenantId, at: startAt, moves });
  for (const [step, event] of steps(campaign).entries()) {
    const at = startAt + step * minuteMs;
    const changes = rows.map((row) => changed(context, row, event(row), at));
    const effects = step === 0 ? requests(context, campaign, changes) : [];
    rows = await commit(context, { tenantId, at, moves: changes, effects });
  }
}

type Step = (row: MoveRow) => MoveEventBase | undefined;

function steps({ edition }: Campaign): readonly Step[] {
  const rules = { edition, overrides: [] };
  const seen = (step: number, migrationState: Sighting['migrationState'], generation: 'v2' | 'v3'): Step => {
    const [from, since] = [startAt + (step - 1) * minuteMs, startAt + step * minuteMs];
    const sighting = { migrationState, generation, isProtecting: true, lost: [], from, since, at: since };
    return (row) => journey.observe(row.state, sighting, rules);
  };
  return [() => journey.granted(startAt, rules, 'graph'), seen(1, 'migrating', 'v2'), seen(2, 'upToDate', 'v3')];
}

function changed(context: EngineContext, row: MoveRow, event: MoveEventBase | undefined, at: number): MoveWrite {
  if (event === undefined) throw new Error(`Nothing follows on ${row.state.kind}.`);
  const outcome = journey.next(row.state, event);
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  const { state } = outcome;
  return changeMove(
    context,
    journey,
    row,
    { state, event, waitingFor: journey.waitingFor(state), actor: 'engine' },
    at,
  );
}

function requests(context: EngineContext, { campaignId }: Campaign, moves: readonly MoveWrite[]): EffectDraft[] {
  const effects: EffectDraft[] = [];
  for (let first = 0; first < moves.length; first += serversPerRequest) {
    const moveIds = moves.slice(first, first + serversPerRequest).map((move) => move.moveId);
    const effectId = as<EffectId>(context.identity.newId());
    effects.push({ effectId, kind: 'migrate', moveIds, campaignId, key: moveIds.join('+'), dueAt: startAt });
  }
  return effects;
}

/** @returns the rows as they are now; a batch that was not written as a whole is no measurement. */
async function commit(
  context: EngineContext,
  draft: Commit & { readonly moves: readonly MoveWrite[] },
): Promise<MoveRow[]> {
  const outcome = await context.store.commit(draft);
  if (outcome.lost.length > 0 || outcome.capExceeded) throw new Error('A batch was not written as a whole.');
  const { tenantId, at } = draft;
  return draft.moves.map((move) => ({ ...move, tenantId, version: move.expectedVersion + 1, changedAt: at }));
}
