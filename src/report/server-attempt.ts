import type { NextStep, ServerAttempt } from '../contract/servers.ts';
import { type Campaign, wavesOf } from '../domain/campaign/campaign.ts';
import { isComplete, type ProofVerdict } from '../domain/proof.ts';
import type { Instant } from '../domain/time.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import type { MoveState } from '../journeys/sensor-v3/states.ts';
import { instantOrNull } from './instant.ts';
import { moveTimes } from './move.ts';
import { waitInWords } from './wait.ts';

/** Reasons to wait that end with the next opening of the calendars. */
const calendarWaits: ReadonlySet<string | null> = new Set(['window-closed', 'freeze', 'too-late-in-window']);

/** Whether the calendars say when this attempt starts. */
export function waitsForOpening({ state, waitingFor }: Pick<MoveRow, 'state' | 'waitingFor'>): boolean {
  return state.kind === 'queued' && calendarWaits.has(waitingFor);
}

interface AttemptInput {
  readonly move: MoveRow;
  /** Undefined where somebody else began it. */
  readonly campaign: Campaign | undefined;
  /** Whether the reader sees the whole campaign: names of waves may tell of sites. */
  readonly isWhole: boolean;
  /** A rolled-back host is pinned until a person releases it. */
  readonly isPinned: boolean;
  /** When its calendars open for long enough; null where they never do, or nobody waits for them. */
  readonly opensAt: Instant | null;
}

/** The newest attempt at a server, as a list tells it: where it stands in the campaign, what comes next and when, and what is proved. */
export function serverAttemptShape(input: AttemptInput, now: Instant): ServerAttempt {
  const { move, campaign, isWhole } = input;
  const state = move.state as MoveState;
  const name = campaign === undefined ? undefined : wavesOf(campaign)[move.wave - 1]?.name;
  const next = nextOf(input, now);
  return {
    wave:
      move.campaignId === null
        ? null
        : { number: move.wave, name: isWhole ? (name ?? null) : null, campaignId: move.campaignId },
    next: next && {
      step: next.step,
      at: instantOrNull(next.at),
      waiting: move.waitingFor === null ? null : { reason: move.waitingFor, words: waitInWords(move.waitingFor) },
    },
    commitDueAt: instantOrNull(moveTimes(state).commitDueAt),
    proof: proofOf(move.proofs),
  };
}

/** A step with its hour; without one where no clock says it. */
function nextOf(
  { move, isPinned, opensAt }: AttemptInput,
  now: Instant,
): { readonly step: NextStep; readonly at?: Instant | null } | null {
  const state = move.state as MoveState;
  switch (state.kind) {
    case 'queued':
      return { step: 'start', at: waitsForOpening(move) ? opensAt : null };
    case 'requested':
      // Nothing is lost of what nobody has pressed: it is asked anew.
      return { step: 'begin', at: state.inPortal && !state.isAccepted ? null : state.startByAt };
    case 'migrating':
    case 'external':
      return now < state.expectedBy
        ? { step: 'finish', at: state.expectedBy }
        : { step: 'revert', at: state.deadlineAt };
    case 'overdue':
      return { step: 'tell' };
    case 'observing':
      return state.rollbackUntilAt !== null && now < state.rollbackUntilAt
        ? { step: 'rollback-ends', at: state.rollbackUntilAt }
        : { step: 'commit', at: state.commitDueAt };
    case 'committed':
      return isComplete(move.proofs) ? null : { step: 'prove' };
    case 'reverted':
    case 'failed':
      return state.acknowledgedAt === undefined ? { step: 'decide' } : null;
    case 'rolledBack':
      return isPinned ? { step: 'decide' } : null;
    default:
      // Taken out before it started; or of a newer version, and then nobody guesses.
      return null;
  }
}

function proofOf(proofs: readonly ProofVerdict[]): ServerAttempt['proof'] {
  const required = proofs.filter((proof) => proof.isRequired);
  if (required.length === 0) return null;
  const held = required.filter(({ verdict }) => verdict === 'pass' || verdict === 'notApplicable').length;
  const hasFailed = required.some(({ verdict }) => verdict === 'fail');
  const verdict = hasFailed ? 'fail' : held === required.length ? 'pass' : 'unknown';
  return { verdict, held, required: required.length };
}
