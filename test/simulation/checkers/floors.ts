import { minuteMs } from '../../../src/domain/time.ts';
import type { CampaignStory, LinkTold, MoveStory } from '../chronicle.ts';
import { type Checker, instant, isInFlight, type Sight } from './checker.ts';
import { protectedBy, truths, wasProtected } from './truth.ts';

/** No reading of the service is believed for longer (I4). */
const believedMs = 15 * minuteMs;
/** What holds without a plan: one protected server stays. */
const least = { servers: 1, share: 0, waivers: [] };

/*
 * I1 by the log and by what the twin knows of protection: whenever a server is given its start, and whenever a person is asked to take one back. Both take
 * protection away for a while, or may.
 */

const floorOfStarts: Checker = {
  id: 'I1',
  link: (sight, link) => link.granted.flatMap((move) => fallen(sight, link, move, 'was started')),
};

/** A task that asks a person to press is the request: from then on it may be pressed at any moment. */
const floorOfWaysBack: Checker = {
  id: 'I1',
  link: (sight, link) =>
    link.events.flatMap(({ kind, subjectType, payload }) => {
      if (subjectType !== 'task' || kind !== 'task-opened' || payload.kind !== 'portal-rollback') return [];
      const move = sight.chronicle.moves.get(String(payload.moveId));
      if (move === undefined || !losesProtection(sight, link, move)) return [];
      return fallen(sight, link, move, 'was asked back');
    }),
};

/** Protected by a sensor for as long as anybody may have believed it: whoever was without one at any time of that may have been seen so, and loses nothing. */
function losesProtection(sight: Sight, { at }: LinkTold, move: MoveStory): boolean {
  const host = sight.chronicle.hosts.get(move.hostId);
  const truth = host && truths(sight).get(host.firstFqdn);
  // What is not seen protected since its switch is in a disruptive step already.
  if (truth === undefined || move.state.protectedAt === undefined) return false;
  return [...protectedBy(truth, at - believedMs - sight.lagMs, at)].every((by) => ['v2', 'v3', 'both'].includes(by));
}

function fallen(sight: Sight, { at }: LinkTold, move: MoveStory, what: string): readonly string[] {
  const host = sight.chronicle.hosts.get(move.hostId);
  if (host === undefined) return [];
  const wanted = campaignOf(sight, move)?.plan.rules.floor ?? least;
  const all = [...truths(sight).entries()];
  const inFlight = new Set(
    [...sight.chronicle.moves.values()]
      .filter(isInFlight)
      .map((one) => sight.chronicle.hosts.get(one.hostId)?.firstFqdn),
  );
  return (['site', 'domain'] as const).flatMap((of) => {
    const group = all.filter(([, { view }]) => view[of] === host[of]);
    if (group.length < 2) {
      const isWaived = wanted.waivers.some((one) => one.of === of && one.name === host[of] && one.expiresAt > at);
      // Whoever asks for exactly one server back, with a reason, has decided it.
      return isWaived || move.state.isRollbackNamed === true
        ? []
        : [`${host.name} ${what} alone in ${of} ${host[of]}, and nobody had waived the floor.`];
    }
    const must = Math.max(1, wanted.servers, Math.ceil(wanted.share * group.length - 1e-9));
    const standing = group.filter(
      ([name, truth]) => !inFlight.has(name) && wasProtected(truth, at - believedMs - sight.lagMs, at),
    );
    return standing.length >= must
      ? []
      : [`${instant(at)} ${host.name} ${what}; ${standing.length} of ${of} ${host[of]} stand, ${must} must.`];
  });
}

function campaignOf({ chronicle }: Sight, move: MoveStory): CampaignStory | undefined {
  return move.campaignId === null ? undefined : chronicle.campaigns.get(move.campaignId);
}

export const floorCheckers: readonly Checker[] = [floorOfStarts, floorOfWaysBack];
