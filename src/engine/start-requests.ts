import type { Campaign } from '../domain/campaign/campaign.ts';
import { as, type EffectId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import type { EffectDraft, MoveRow } from './ports/store.ts';

/** One request carries at most ten servers, all of one wave (I6). */
const serversPerRequest = 10;

/** The requests that start these moves, to be sent from the outbox. */
export function startRequests(
  context: EngineContext,
  campaign: Campaign,
  moves: readonly MoveRow[],
  now: Instant,
): readonly EffectDraft[] {
  const effects: EffectDraft[] = [];
  for (const wave of new Set(moves.map((move) => move.wave))) {
    const ofWave = moves.filter((move) => move.wave === wave);
    for (let at = 0; at < ofWave.length; at += serversPerRequest) {
      const group = ofWave.slice(at, at + serversPerRequest);
      effects.push({
        effectId: as<EffectId>(context.identity.newId()),
        kind: 'migrate',
        moveIds: group.map((move) => move.moveId),
        campaignId: campaign.campaignId,
        // A move that was withdrawn before it was sent is granted again, perhaps in the same instant: its version tells the two apart.
        key: `migrate:${group
          .map((move) => `${move.moveId}@${move.version}`)
          .sort()
          .join('+')}`,
        dueAt: now,
      });
    }
  }
  return effects;
}
