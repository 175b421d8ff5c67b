import { hourMs } from '../../../src/domain/time.ts';
import { steeringViolations } from '../../support/steering-violations.ts';
import type { MoveStory } from '../chronicle.ts';
import { type Checker, instant, isInFlight, nameOf, type Sight } from './checker.ts';
import { protectedBy, truths } from './truth.ts';

/** Proofs are judged hourly while a server is observed; an end rests on nothing older. */
const provenMs = 3 * hourMs;

/* What must hold of deadlines, of ends, and of what is called done. */

const silence: Checker = {
  id: 'I7',
  stop: (sight) =>
    [...sight.chronicle.moves.values()].flatMap((move) => {
      const { kind, deadlineAt } = move.state;
      if (!['requested', 'migrating', 'external'].includes(kind) || typeof deadlineAt !== 'number') return [];
      return sight.now <= deadlineAt + hourMs + sight.longestPauseMs
        ? []
        : [`${instant(sight.now)} ${nameOf(sight, move)} rests ${kind}, its deadline was ${instant(deadlineAt)}.`];
    }),
};

/** The sentence bears the id already: I6 and I8 are told from the log by one walk. */
const budget: Checker = { id: '', end: ({ world }) => steeringViolations(world) };

const proven: Checker = {
  id: 'I9',
  link: (sight, { at, changedMoves }) => {
    const found: string[] = [];
    const done = changedMoves.filter(({ move, event }) => event === 'commit-due' && move.state.isProven === true);
    if (done.length === 0) return found;
    const hosts = truths(sight);
    for (const { move } of done) {
      if (!isProven(move)) found.push(`${instant(at)} ${nameOf(sight, move)} counts as done without its proofs.`);
      const truth = hosts.get(sight.chronicle.hosts.get(move.hostId)?.firstFqdn ?? '');
      const reach = provenMs + sight.longestPauseMs + sight.lagMs;
      if (truth && !protectedBy(truth, at - reach, at).has('v3'))
        found.push(`${instant(at)} ${nameOf(sight, move)} counts as done, and v3.x did not protect it.`);
    }
    return found;
  },
  end: ({ chronicle }) =>
    [...chronicle.campaigns.values()].flatMap((campaign) =>
      campaign.waves.flatMap(({ passedAt, letBy }, index) => {
        if (passedAt === null || letBy !== undefined) return [];
        const share = campaign.plan.rules.gate.find((one) => one.kind === 'success-share')?.atLeast ?? 1;
        const planned = campaign.plan.waves[index]?.hosts.length ?? 0;
        const moves = [...chronicle.moves.values()].filter(
          (move) => move.campaignId === campaign.campaignId && move.wave === index + 1,
        );
        const switched = new Set(
          moves.filter((move) => everSwitched(move) || campaign.accepted.has(move.moveId)).map((move) => move.hostId),
        );
        return switched.size >= Math.floor(share * planned) || moves.some((move) => move.state.kind === 'abandoned')
          ? []
          : [`Wave ${index + 1} passed with ${switched.size} of ${planned} servers switched.`];
      }),
    ),
};

function isProven({ proofs }: MoveStory): boolean {
  const required = proofs.filter((proof) => proof.isRequired);
  return required.length > 0 && required.every(({ verdict }) => verdict === 'pass' || verdict === 'notApplicable');
}

/** What ended otherwise later was switched once if it came to observation. */
function everSwitched({ state }: MoveStory): boolean {
  return ['observing', 'committed', 'rolledBack'].includes(state.kind);
}

const declared: Checker = {
  id: 'I11',
  link: (sight, { at, changedMoves, events }) =>
    changedMoves.flatMap(({ move, event }) => {
      if (event !== 'commit-due') return [];
      const isDeclared = isProven(move) || move.state.isDeclared === true;
      const isAlarmed = events.some((one) => one.kind === 'commit-passed-unproven' && one.subjectId === move.moveId);
      return isDeclared || isAlarmed ? [] : [`${instant(at)} ${nameOf(sight, move)} passed its commit undeclared.`];
    }),
  end: (sight) => {
    const hosts = truths(sight);
    return [...sight.chronicle.moves.values()].flatMap((move) => {
      const truth = hosts.get(sight.chronicle.hosts.get(move.hostId)?.firstFqdn ?? '');
      const isKnown = ['committed', 'observing'].includes(move.state.kind);
      const isNewest = ![...sight.chronicle.moves.values()].some(
        (other) => other.hostId === move.hostId && other.attempt > move.attempt,
      );
      const wasOurs = truth?.view.attempts.at(-1)?.by === 'graph';
      if (!isNewest || !wasOurs || truth?.view.migration !== 'committed' || isKnown) return [];
      return [`${nameOf(sight, move)} is committed for good, and the log calls it ${move.state.kind}.`];
    });
  },
};

const noStall: Checker = {
  id: 'I14',
  stop: ({ chronicle, now }) =>
    [...chronicle.moves.values()].flatMap((move) =>
      move.state.kind === 'queued' && move.waitingFor === null
        ? [`${instant(now)} a move waits, and nobody says for what.`]
        : [],
    ),
  end: (sight) => [...sight.chronicle.campaigns.values()].flatMap((campaign) => stall(sight, campaign.campaignId)),
};

/** A campaign that has not ended is held with a reason, or somebody is asked for something, or a clock runs that was told. */
function stall({ chronicle, now }: Sight, campaignId: string): readonly string[] {
  const campaign = chronicle.campaigns.get(campaignId);
  if (campaign === undefined) return [];
  const { state, because } = campaign;
  if (state === 'finished') return [];
  if (state !== 'running') return because === '' ? [`It is ${state} without a reason.`] : [];
  const asked = chronicle.openTasks().some((task) => task.campaignId === campaignId || task.moveId !== undefined);
  const moves = [...chronicle.moves.values()].filter((move) => move.campaignId === campaignId);
  const goesOn = moves.some((move) => isInFlight(move) || move.state.kind === 'observing');
  const waits = new Set(moves.flatMap((move) => (move.state.kind === 'queued' ? [move.waitingFor ?? ''] : [])));
  waits.delete('its-turn');
  waits.delete('');
  return asked || goesOn || waits.size > 0
    ? []
    : [`${instant(now)} the campaign runs, nothing moves, and nobody is asked for anything.`];
}

export const endCheckers: readonly Checker[] = [silence, budget, proven, declared, noStall];
