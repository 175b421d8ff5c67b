import { failuresOf, judgeBudget } from '../../src/domain/budget.ts';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import type { CampaignRules } from '../../src/domain/campaign/rules.ts';
import { effectOf, type SteeringEvent, steer } from '../../src/domain/campaign/steering.ts';
import { createLedger } from '../../src/domain/floor/ledger.ts';
import { protectionView } from '../../src/domain/floor/protection.ts';
import { gateConditions, judgeCondition, judgeGate } from '../../src/domain/gate/judge-gate.ts';
import type { WaveHost } from '../../src/domain/gate/wave-view.ts';
import { hourMs } from '../../src/domain/time.ts';
import { due } from '../../src/journeys/sensor-v3/observe.ts';
import type { MoveEvent } from '../../src/journeys/sensor-v3/states.ts';
import { next } from '../../src/journeys/sensor-v3/transitions.ts';
import {
  attemptsOf,
  hasFailed,
  type Intent,
  isAccepted,
  isGoingBack,
  isInFlight,
  isResting,
  places,
  type SearchState,
  type ServerState,
  type Setting,
  type Step,
  watchOf,
  withServer,
} from './state.ts';

/*
 * Three servers in two sites, two waves, two operators: everything that can happen, in every order. Which states follow which is asked of the
 * production functions: the table of moves, the steering, the ledger of floors and caps, the budget and the gate. Time goes by in hours.
 */

const waves = 2;
const mostAttempts = 2;
const moveMs = 2 * hourMs;
const observationMs = 3 * hourMs;
const rules: CampaignRules = {
  ...defaultRules,
  floor: {
    servers: 1,
    share: 0,
    waivers: [{ of: 'site', name: 'B', because: 'It has one server.', expiresAt: 1_000 * hourMs }],
  },
};

export function beginning(): SearchState {
  const server: ServerState = {
    move: { kind: 'queued', since: 0 },
    attempt: 1,
    isProtected: true,
    isPinned: false,
    isOurs: false,
  };
  return {
    hour: 0,
    servers: places.map(() => server),
    openWave: 1,
    steering: { kind: 'running', since: 0, accepted: [] },
    intents: [
      { says: null, isStale: false },
      { says: null, isStale: false },
    ],
    atTrip: 0,
    broken: null,
  };
}

/** Every step that anybody can take: the service, the clock, the engine, and two operators. */
export function stepsFrom(state: SearchState, setting: Setting): readonly Step[] {
  const clean = { ...state, broken: null };
  return [
    ...places.flatMap((_, at) => serviceSteps(clean, setting, at)),
    ...clockSteps(clean, setting),
    ...budgetSteps(clean, setting),
    ...gateSteps(clean),
    ...places.flatMap((_, at) => startSteps(clean, setting, at)),
    ...carryOutSteps(clean),
    ...places.flatMap((_, at) => wayBackSteps(clean, setting, at)),
    ...clean.intents.flatMap((_, operator) =>
      operator < setting.operators ? operatorSteps(clean, setting, operator) : [],
    ),
    ...(setting.operators === 0 ? saidAtOnce(clean, setting) : []),
    ...places.flatMap((_, at) => serverDecisions(clean, at)),
  ];
}

/** What must hold in every state. */
export function violationsIn(state: SearchState, setting: Setting): readonly string[] {
  const found = state.broken === null ? [] : [state.broken];
  // A way back is no start: it counts for the next one, and no cap refuses it.
  const flying = state.servers.filter(
    (server) => server.isOurs && isInFlight(server) && !isGoingBack(server.move),
  ).length;
  if (flying > setting.cap) found.push(`I2: ${flying} are in flight, the cap is ${setting.cap}.`);
  // What failed is counted before anything else is started; until then nothing can be said.
  const counted = state.servers.filter((server, at) => server.isOurs && hasFailed(server) && !isAccepted(state, at));
  if (budgetSteps(state, setting).length === 0 && counted.length > setting.failures + state.atTrip)
    found.push(
      `I8: ${counted.length} failures; ${setting.failures} are allowed, ${state.atTrip} were under way at the trip.`,
    );
  for (const { move, isPinned } of state.servers)
    if (move.kind === 'rolledBack' && !isPinned) found.push('I13: a server that was rolled back is free.');
  return found;
}

function serviceSteps(state: SearchState, setting: Setting, at: number): readonly Step[] {
  if (state.servers[at]?.move.kind === 'queued' && !setting.hasOthers) return [];
  const now = state.hour * hourMs;
  const seen = (isProtecting: boolean) => ({ from: now, since: now, at: now, isProtecting });
  const late = { deadlineAt: now + moveMs, expectedBy: now + hourMs };
  const observed = { rollbackUntilAt: now + observationMs, commitDueAt: now + observationMs };
  const doubts: readonly (readonly [MoveEvent, boolean | null])[] = [
    [{ kind: 'accepted', at: now }, null],
    [{ kind: 'answer-lost', at: now }, null],
    [{ kind: 'withdrawn', at: now, because: 'read-again' }, null],
    [{ kind: 'up-to-date-seen', ...seen(false), ...observed }, false],
    [{ kind: 'ready-seen', ...seen(false) }, false],
  ];
  const events: readonly (readonly [MoveEvent, boolean | null])[] = [
    ...(setting.hasDoubts ? doubts : []),
    [{ kind: 'refused', at: now }, null],
    [{ kind: 'migrating-seen', ...seen(true), ...late }, true],
    [{ kind: 'up-to-date-seen', ...seen(true), ...observed }, true],
    [{ kind: 'failed-seen', ...seen(true) }, true],
    [{ kind: 'ready-seen', ...seen(true) }, true],
    // Somebody rolled it back in the portal and started it again between two readings.
    ...(setting.hasOthers ? [[{ kind: 'migrating-seen', ...seen(true), ...late, isBack: true }, true] as const] : []),
  ];
  const adopted = setting.hasOthers ? adoptionSteps(state, at, { kind: 'migrating-seen', ...seen(true), ...late }) : [];
  const followed = events.flatMap(([event, isProtected]) => {
    const server = state.servers[at];
    const isLate = server?.move.kind === 'failed' && ['migrating-seen', 'up-to-date-seen'].includes(event.kind);
    if (server === undefined || !isLate) return moved(state, at, event, isProtected);
    // What failed and begins all the same was begun by the service: it takes a slot that we gave to nobody.
    return setting.hasOthers ? moved(withServer(state, at, { ...server, isOurs: false }), at, event, isProtected) : [];
  });
  return [...followed, ...adopted];
}

/** What was rolled back and is seen migrating again is an attempt of its own, and of somebody else. */
function adoptionSteps(state: SearchState, at: number, event: MoveEvent): readonly Step[] {
  const server = state.servers[at];
  if (server?.move.kind !== 'rolledBack' || server.attempt >= mostAttempts) return [];
  const again: ServerState = {
    ...server,
    move: { kind: 'queued', since: state.hour * hourMs },
    attempt: server.attempt + 1,
    isOurs: false,
  };
  const what = `${places[at]?.name}: started again by somebody else`;
  return moved(withServer(state, at, again), at, event, true).map((step) => ({ ...step, what }));
}

/** One hour later, with what the clock means to each server. */
function clockSteps(state: SearchState, { hours }: Setting): readonly Step[] {
  if (state.hour >= hours) return [];
  let later: SearchState = { ...state, hour: state.hour + 1 };
  for (let at = 0; at < places.length; at += 1) {
    const server = later.servers[at];
    const event = server && due(server.move, later.hour * hourMs, { isProven: true, isAwaited: false });
    if (event) later = moved(later, at, event, null)[0]?.state ?? later;
  }
  return [{ what: 'an hour passes', state: later }];
}

function moved(state: SearchState, at: number, event: MoveEvent, isProtected: boolean | null): readonly Step[] {
  const server = state.servers[at];
  if (server === undefined) return [];
  const outcome = next(server.move, event);
  const isNews = isProtected !== null && isProtected !== server.isProtected;
  if (!outcome.ok || (!outcome.changed && !isNews)) return [];
  const after: ServerState = {
    ...server,
    move: outcome.state,
    isProtected: isProtected ?? server.isProtected,
    // The engine pins in the same transaction.
    isPinned: server.isPinned || outcome.state.kind === 'rolledBack',
  };
  return [{ what: `${places[at]?.name}: ${event.kind}`, state: withServer(state, at, after) }];
}

function budgetSteps(state: SearchState, setting: Setting): readonly Step[] {
  const failures = failuresOf(attemptsOf(state), watchOf(state));
  const verdict = judgeBudget(failures, state.steering.accepted, { failures: setting.failures, perStratum: null });
  if (verdict.kind !== 'tripped') return [];
  const event = { kind: 'trip', at: 0, because: 'The budget is exceeded.', names: verdict.names } as const;
  return steered(state, event, 'the engine trips');
}

function gateSteps(state: SearchState): readonly Step[] {
  if (state.steering.kind !== 'running' || state.openWave >= waves) return [];
  const now = state.hour * hourMs;
  const attempts = attemptsOf(state);
  const hosts = places.flatMap(({ name, wave }, at): WaveHost[] => {
    const move = attempts[at];
    const server = state.servers[at];
    if (wave !== state.openWave || move === undefined || server === undefined) return [];
    const isSwitched = move.phase === 'observing' && server.isProtected;
    const proof = { proof: 'v3', title: 'v3', reason: '', summary: '', isRequired: true, evidence: [], judgedAt: now };
    return [
      {
        hostId: move.hostId,
        name,
        isGone: false,
        move,
        protectedByNew: isSwitched ? { earliest: now, latest: now } : null,
        seenAt: now,
        proofs: isSwitched ? [{ ...proof, verdict: 'pass' }] : [],
        health: { before: null, after: null },
      },
    ];
  });
  const limits = { sightingMs: hourMs, proofMs: hourMs, healthMs: hourMs, queryMs: hourMs, answerMs: hourMs };
  const view = {
    ...{ at: now, hosts, joined: [], accepted: state.steering.accepted, acceptedWatches: [], detectionProofs: [] },
    ...{ queries: [], answers: [], drills: [], watch: watchOf(state), limits },
  };
  const { verdict } = judgeGate(gateConditions([]).map((condition) => judgeCondition(condition, view)));
  if (verdict === 'pass')
    return [{ what: 'the gate opens', state: changed({ ...state, openWave: state.openWave + 1 }) }];
  if (verdict !== 'fail') return [];
  return steered(state, { kind: 'trip', at: 0, because: 'The gate failed.', names: [] }, 'the gate fails');
}

/** One look of the engine counts what failed first, and then grants. */
function startSteps(state: SearchState, setting: Setting, at: number): readonly Step[] {
  if (budgetSteps(state, setting).length > 0) return [];
  const { cap } = setting;
  const server = state.servers[at];
  const place = places[at];
  if (server?.move.kind !== 'queued' || place === undefined || place.wave > state.openWave) return [];
  // Which moves are looked at is a condition of the store's statement; it is said here once more.
  if (!effectOf(state.steering).starts || server.isPinned) return [];
  const now = state.hour * hourMs;
  const ledger = ledgerOf(state, cap);
  if (ledger.obstacle(ledger.seat(place), now) !== null) return [];
  const event = {
    kind: 'granted',
    at: now,
    startByAt: now + hourMs,
    deadlineAt: now + moveMs,
    expectedBy: now,
  } as const;
  const ours = withServer(state, at, { ...server, isOurs: true });
  const broken = brokenBy(state, at) ?? fallenBy(state, at, 'was started');
  return moved(ours, at, event, null).map((step) => ({ ...step, state: { ...step.state, broken } }));
}

/** What a start breaks, counted by hand on the state before it. */
function brokenBy(state: SearchState, at: number): string | null {
  if (state.steering.kind !== 'running') return `I6: a start while the campaign was ${state.steering.kind}.`;
  if (state.servers[at]?.isPinned) return 'I13: a pinned server was started.';
  return null;
}

/** Whether nobody stands any more where a server stands. */
function fallenBy(state: SearchState, at: number, what: string): string | null {
  const place = places[at];
  for (const of of ['site', 'domain'] as const) {
    const group = places.flatMap((other, index) => (other[of] === place?.[of] ? [index] : []));
    const standing = group.filter((index) => {
      const server = state.servers[index];
      return index !== at && server?.isProtected && !isInFlight(server);
    }).length;
    if (group.length > 1 && standing < 1) return `I1: ${place?.name} ${what}, and nobody stands in ${place?.[of]}.`;
  }
  return null;
}

function ledgerOf(state: SearchState, cap: number) {
  const servers = state.servers.map((one, index) => ({
    site: places[index]?.site ?? '',
    domain: places[index]?.domain ?? '',
    protection: one.isProtected ? ('protected' as const) : ('unprotected' as const),
    isDisrupted: isInFlight(one),
  }));
  const flying = state.servers.filter(isInFlight).length;
  const view = {
    ...protectionView(servers),
    ...{ inFlight: flying, startsToday: 0, commitsThen: 0, unsettled: 0, lastStartAt: new Map<string, number>() },
  };
  return createLedger(view, { caps: { ...rules.caps, inFlight: cap }, floor: rules.floor, longestMs: moveMs });
}

/** A way back begins when the floor bears it, and at once where nothing is lost by it. */
function wayBackSteps(state: SearchState, { cap }: Setting, at: number): readonly Step[] {
  const server = state.servers[at];
  const place = places[at];
  if (server?.move.kind !== 'observing' || place === undefined) return [];
  const now = state.hour * hourMs;
  const losesNothing = !server.isProtected || isInFlight(server);
  const ledger = ledgerOf(state, cap);
  if (!losesNothing && ledger.floorObstacle(ledger.seat(place), now) !== null) return [];
  const broken = losesNothing ? null : fallenBy(state, at, 'was asked back');
  return moved(state, at, { kind: 'rollback-begun', at: now }, null).map((step) => ({
    ...step,
    state: { ...step.state, broken },
  }));
}

/** What a held campaign means for its queue and for what can still go back. */
function carryOutSteps(state: SearchState): readonly Step[] {
  const { abandonsWaiting, rollsBack } = effectOf(state.steering);
  const now = state.hour * hourMs;
  return places.flatMap((_, at) => [
    ...(abandonsWaiting ? moved(state, at, { kind: 'abandoned', at: now, because: 'It was ended.' }, null) : []),
    ...(rollsBack ? moved(state, at, { kind: 'rollback-asked', at: now, waits: true }, null) : []),
  ]);
}

/** Reading and saying are two steps, so that the other operator, or the engine, comes in between. */
function operatorSteps(state: SearchState, { failures }: Setting, operator: number): readonly Step[] {
  const intent = state.intents[operator];
  if (intent === undefined) return [];
  const withIntent = (says: Intent, of = state): SearchState => ({
    ...of,
    intents: of.intents.map((one, index) => (index === operator ? { says, isStale: false } : one)),
  });
  if (intent.says === null) {
    const offered: readonly Intent[] =
      operator === 0 ? ['pause', 'resume', 'resume-accepting'] : ['resume-accepting', 'stop', 'abort'];
    return offered.map((says) => ({ what: `operator ${operator} means to ${says}`, state: withIntent(says) }));
  }
  const forgotten = withIntent(null);
  // Whoever looked at an older version is refused, and looks again.
  if (intent.isStale) return [{ what: `operator ${operator} is refused`, state: forgotten }];
  const said = steered(forgotten, eventOf(state, intent.says, failures), `operator ${operator}: ${intent.says}`);
  return said.length > 0 ? said : [{ what: `operator ${operator} is refused`, state: forgotten }];
}

function saidAtOnce(state: SearchState, { failures }: Setting): readonly Step[] {
  const verbs = ['pause', 'resume', 'resume-accepting', 'stop', 'abort'] as const;
  return verbs.flatMap((says) => steered(state, eventOf(state, says, failures), `an operator: ${says}`));
}

function eventOf(state: SearchState, says: NonNullable<Intent>, allowed: number): SteeringEvent {
  const decided = { at: 0, by: 'user:anna', because: 'The search says so.' };
  if (says === 'abort') return { kind: 'abort', way: 'roll-back', ...decided };
  if (says === 'pause' || says === 'stop') return { kind: says, ...decided };
  const failures = failuresOf(attemptsOf(state), watchOf(state));
  const accepts = says === 'resume-accepting' ? failures.map(({ name }) => name) : [];
  return {
    kind: 'resume',
    accepts,
    failures,
    unproven: [],
    budget: { failures: allowed, perStratum: null },
    ...decided,
  };
}

/** Failures are looked at and tried again, servers are asked back, and a pin is released by a person. */
function serverDecisions(state: SearchState, at: number): readonly Step[] {
  const server = state.servers[at];
  if (server === undefined) return [];
  const now = state.hour * hourMs;
  const steps = [
    ...moved(state, at, { kind: 'acknowledged', at: now }, null),
    ...moved(state, at, { kind: 'rollback-asked', at: now, waits: true }, null),
  ];
  const name = places[at]?.name;
  const goesOn = ['running', 'paused', 'tripped'].includes(state.steering.kind);
  const mayRetry = (server.move.kind === 'failed' || server.move.kind === 'reverted') && goesOn;
  if (mayRetry && server.attempt < mostAttempts && !isInFlight(server)) {
    const again: ServerState = {
      ...server,
      move: { kind: 'queued', since: now },
      attempt: server.attempt + 1,
      isOurs: false,
    };
    steps.push({ what: `${name}: tried again`, state: withServer(state, at, again) });
  }
  if (server.isPinned && server.move.kind !== 'rolledBack')
    steps.push({ what: `${name}: released`, state: withServer(state, at, { ...server, isPinned: false }) });
  return steps;
}

function steered(state: SearchState, event: SteeringEvent, what: string): readonly Step[] {
  const outcome = steer(state.steering, event);
  if (!outcome.ok || !outcome.changed) return [];
  const isHeld = state.steering.kind === 'running' && outcome.state.kind !== 'running';
  const underWay = state.servers.filter(
    (server) => server.isOurs && (hasFailed(server) || !isResting(server.move)),
  ).length;
  const atTrip = isHeld ? Math.max(state.atTrip, underWay) : state.atTrip;
  return [{ what, state: changed({ ...state, steering: outcome.state, atTrip }) }];
}

/** The campaign is another version now: what anybody read of it before is stale. */
function changed(state: SearchState): SearchState {
  return { ...state, intents: state.intents.map((one) => (one.says === null ? one : { ...one, isStale: true })) };
}
