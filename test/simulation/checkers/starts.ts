import { openMinutes, reading } from '../../domain/calendar/minute-oracle.ts';
import type { CampaignStory, Chronicle, LinkTold, MoveStory } from '../chronicle.ts';
import { type Checker, instant, isGoingBack, isInFlight, isUnsettled, nameOf, type Sight } from './checker.ts';
import { truths } from './truth.ts';

/** What the page says of the service: after two hours it reverts. */
const longestMinutes = 120;
const mostServers = 10;

/* What must hold whenever a server is given its start, and whenever a request leaves. */

const caps: Checker = {
  id: 'I2',
  link: (sight, { at, granted, changedMoves }) => {
    if (changedMoves.length === 0) return [];
    const found: string[] = [];
    const flying = [...sight.chronicle.moves.values()].filter(isInFlight);
    for (const { campaignId, plan } of sight.chronicle.campaigns.values()) {
      // What began late or went back was given no slot by us; that it counts at the next start is asked below.
      const own = flying.filter(
        (move) =>
          move.campaignId === campaignId &&
          move.grantedAt !== null &&
          move.state.kind !== 'rolledBack' &&
          !isGoingBack(move),
      );
      if (own.length > plan.rules.caps.inFlight)
        found.push(`${instant(at)} ${own.length} are in flight, the cap is ${plan.rules.caps.inFlight}.`);
    }
    for (const move of granted) found.push(...overCaps(sight, move, flying, at));
    return found;
  },
  end: async ({ world }) => {
    const { campaigns, moves } = await world.store.views(world.tenantId);
    return campaigns.flatMap(({ campaignId, inFlight }) => {
      const counted = moves.filter((move) => move.campaignId === campaignId && move.schedule.inFlight).length;
      return counted === inFlight ? [] : [`The counter says ${inFlight}, ${counted} are in flight.`];
    });
  },
};

function overCaps(sight: Sight, move: MoveStory, flying: readonly MoveStory[], at: number): readonly string[] {
  const campaign = campaignOf(sight.chronicle, move);
  const host = sight.chronicle.hosts.get(move.hostId);
  if (campaign === undefined || host === undefined) return [];
  const { caps: limits, calendars } = campaign.plan.rules;
  const hostOf = (one: MoveStory) => sight.chronicle.hosts.get(one.hostId);
  const own = [...sight.chronicle.moves.values()].filter((one) => one.campaignId === campaign.campaignId);
  const zone = calendars[0]?.zone ?? 'UTC';
  const day = (when: number) => Math.floor(reading(zone, when) / 1440);
  const counts: readonly (readonly [string, number, number | null])[] = [
    ['in the tenant', flying.length, limits.inFlight],
    [`in site ${host.site}`, flying.filter((one) => hostOf(one)?.site === host.site).length, limits.perSite],
    [`in domain ${host.domain}`, flying.filter((one) => hostOf(one)?.domain === host.domain).length, limits.perDomain],
    [
      'started on one day',
      own.filter((one) => one.grantedAt !== null && day(one.grantedAt) === day(at)).length,
      limits.startsPerDay,
    ],
    ['neither old nor committed', own.filter(isUnsettled).length, limits.blastRadius],
  ];
  const over = counts.flatMap(([what, count, most]) =>
    most !== null && count > most ? [`${instant(at)} ${count} are ${what}, the cap is ${most}.`] : [],
  );
  const near = own.some(
    (one) =>
      one !== move &&
      hostOf(one)?.site === host.site &&
      one.grantedAt !== null &&
      one.grantedAt <= at &&
      at - one.grantedAt < limits.spreadMs,
  );
  return near ? [...over, `${instant(at)} two starts in ${host.site} are nearer than the plan allows.`] : over;
}

const permitted: Checker = {
  id: 'I3',
  link: (sight, { at, granted }) =>
    granted.flatMap((move) => {
      const campaign = campaignOf(sight.chronicle, move);
      return campaign ? unpermitted(sight.chronicle, campaign, move.wave, at, 'was started') : [];
    }),
  stop: (sight) =>
    sight.sent.flatMap(({ at, sensorIds }) => {
      const campaign = [...sight.chronicle.campaigns.values()][0];
      const wave = waveOfRequest(sight, sensorIds)[0];
      return campaign && wave ? unpermitted(sight.chronicle, campaign, wave, at, 'was sent') : [];
    }),
};

function unpermitted(
  chronicle: Chronicle,
  { plan }: CampaignStory,
  wave: number,
  at: number,
  what: string,
): readonly string[] {
  const found: string[] = [];
  const { calendars, approval } = plan.rules;
  if (calendars.length > 0 && openMinutes(calendars, at, longestMinutes).includes(false))
    found.push(`${instant(at)} a start of wave ${wave} ${what} outside its window, or too late in it.`);
  if (approval.people === 0) return found;
  // Who takes an approval back in the instant of a request may come after it; every later instant is held to it.
  const own = [...chronicle.approvals.values()].filter(
    (one) => one.digest === plan.digest && (one.withdrawnAt === null || one.withdrawnAt >= at),
  );
  if (own.some((one) => one.decision === 'refuse')) found.push(`${instant(at)} a start ${what} of a refused plan.`);
  const good = own.filter(
    (one) =>
      one.decision === 'approve' &&
      one.wave === (approval.perWave ? wave : 0) &&
      one.person !== plan.author &&
      one.decidedAt + approval.validMs > at &&
      (one.expiresAt ?? 0) > at,
  );
  const people = new Set(good.map((one) => one.person)).size;
  if (people < approval.people)
    found.push(
      `${instant(at)} a start of wave ${wave} ${what} with the approval of ${people}, not ${approval.people}.`,
    );
  return found;
}

const eligible: Checker = {
  id: 'I4',
  link: (sight, { at, granted }) =>
    granted.flatMap((move) => {
      const verdict = sight.chronicle.hosts.get(move.hostId)?.verdict;
      return verdict === 'pass' ? [] : [`${instant(at)} ${nameOf(sight, move)} was started with verdict ${verdict}.`];
    }),
  stop: ({ sent }) =>
    sent.flatMap(({ at, listReadAt }) =>
      listReadAt === at ? [] : [`${instant(at)} a request left, and the list was read last ${instant(listReadAt)}.`],
    ),
};

const onlyOne: Checker = {
  id: 'I5',
  link: (sight, { at, changedMoves }) =>
    changedMoves.flatMap(({ move }) => {
      const changing = [...sight.chronicle.moves.values()].filter(
        (one) =>
          one.hostId === move.hostId &&
          ['requested', 'migrating', 'external', 'overdue', 'observing'].includes(one.state.kind),
      );
      return changing.length <= 1 ? [] : [`${instant(at)} ${nameOf(sight, move)} has ${changing.length} changes.`];
    }),
};

const stopped: Checker = {
  id: 'I6',
  link: (sight, { at, granted }) =>
    granted.flatMap((move) => {
      const campaign = campaignOf(sight.chronicle, move);
      if (campaign === undefined) return [];
      const found = campaign.state === 'running' ? [] : [`${instant(at)} a start while it was ${campaign.state}.`];
      return move.wave <= campaign.openWave
        ? found
        : [...found, `${instant(at)} a start of wave ${move.wave}, open is ${campaign.openWave}.`];
    }),
  stop: (sight) =>
    sight.sent.flatMap(({ at, sensorIds, campaignStates }) => {
      const found: string[] = [];
      if (![...campaignStates.values()].includes('running'))
        found.push(`${instant(at)} a request left while no campaign ran.`);
      if (sensorIds.length > mostServers) found.push(`${instant(at)} a request carried ${sensorIds.length} servers.`);
      const waves = waveOfRequest(sight, sensorIds);
      if (waves.length > 1) found.push(`${instant(at)} a request carried servers of waves ${waves.join(', ')}.`);
      return found;
    }),
};

const pinned: Checker = {
  id: 'I13',
  link: (sight, link) =>
    link.granted.flatMap((move) =>
      sight.chronicle.hosts.get(move.hostId)?.isPinned
        ? [`${instant(link.at)} ${nameOf(sight, move)} was rolled back, is pinned, and was started.`]
        : [],
    ),
  end: ({ chronicle }) =>
    [...chronicle.moves.values()].flatMap((move) => {
      if (move.state.kind !== 'rolledBack') return [];
      const host = chronicle.hosts.get(move.hostId);
      const wasReleased = [...chronicle.tasks.values()].some(
        (task) => task.kind === 'unpin' && task.hostId === move.hostId && task.state === 'done',
      );
      return host?.isPinned || wasReleased
        ? []
        : [`${host?.name} was rolled back and is free without a person's word.`];
    }),
};

/** Between the hold of a server and its release nothing starts it: it is given no start, and no request that leaves carries it. */
const held: Checker = {
  id: 'I13',
  link: (sight, link) =>
    link.granted.flatMap((move) =>
      sight.chronicle.hosts.get(move.hostId)?.isHeld
        ? [`${instant(link.at)} ${nameOf(sight, move)} is held by a person, and was started.`]
        : [],
    ),
  stop: (sight) => {
    const names = namesOfSensors(sight);
    return sight.sent.flatMap(({ at, sensorIds, held: then }) =>
      sensorIds.flatMap((id) => {
        const name = names.get(id);
        return name !== undefined && then.includes(name)
          ? [`${instant(at)} a request left that carried ${name}, which a person holds.`]
          : [];
      }),
    );
  },
};

/** A pin and a hold are released by people only. */
const released: Checker = {
  id: 'I13',
  link: (sight: Sight, { events, at }: LinkTold) =>
    events.flatMap((event) =>
      event.actor === 'engine' &&
      ((event.kind === 'host-changed' && event.payload.isPinned === false) || event.kind === 'host-released')
        ? [`${instant(at)} the engine released ${sight.chronicle.hosts.get(event.subjectId)?.name}.`]
        : [],
    ),
};

/** The servers of the twin by the ids of their sensors. */
function namesOfSensors(sight: Sight): ReadonlyMap<string, string> {
  return new Map([...truths(sight).entries()].map(([name, { view }]) => [view.sensor?.id ?? view.host, name] as const));
}

function campaignOf(chronicle: Chronicle, move: MoveStory): CampaignStory | undefined {
  return move.campaignId === null ? undefined : chronicle.campaigns.get(move.campaignId);
}

/** The waves of the servers in a request, by the newest move of each. */
function waveOfRequest(sight: Sight, sensorIds: readonly string[]): readonly number[] {
  const names = namesOfSensors(sight);
  const wanted = new Set(sensorIds.map((id) => names.get(id)));
  const waves = [...sight.chronicle.moves.values()]
    .filter((move) => move.grantedAt !== null && wanted.has(sight.chronicle.hosts.get(move.hostId)?.firstFqdn))
    .reduce((newest, move) => newest.set(move.hostId, move), new Map<string, MoveStory>());
  return [...new Set([...waves.values()].map((move) => move.wave))];
}

export const startCheckers: readonly Checker[] = [caps, permitted, eligible, onlyOne, stopped, pinned, held, released];
