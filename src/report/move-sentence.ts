import { durationInWords, type Instant } from '../domain/time.ts';
import { deadlineInWords, instantInWords } from './instant.ts';
import type { Clause } from './move-story.ts';

/** The story of a move as one English line for people, with absolute times. */
export function moveSentence(story: readonly Clause[], now: Instant): string {
  return story.map((clause) => clauseInWords(clause, now)).join(' ');
}

function clauseInWords(clause: Clause, now: Instant): string {
  const { says, at = now, by = now, because } = clause;
  const what = clause.what?.words ?? '';
  const seen = instantInWords(at);
  const due = deadlineInWords(by, now);
  const lasting = durationInWords(now - at);
  switch (says) {
    case 'attempt':
      return `Attempt ${clause.number}.`;
    case 'queued':
      return `Queued for ${lasting}; nothing was asked of the service yet.`;
    case 'requested-in-portal':
      return `Asked for ${lasting} ago, for a person to press in the portal; nobody has said yet that it is pressed.`;
    case 'requested-unanswered':
    case 'requested-accepted':
    case 'requested-uncertain':
    case 'requested-pressed':
      return `Start asked for ${lasting} ago; ${answers[says]}. Without a start it counts as lost from ${due}.`;
    case 'migrating':
    case 'migrating-slow':
      return `Migrating ${paceInWords(clause, now)}; v2.x keeps protecting the server.`;
    case 'external':
    case 'external-slow':
      return `Started by somebody else, migrating ${paceInWords(clause, now)}; v2.x keeps protecting the server.`;
    case 'reverts-by':
      return `The service reverts it by itself if it is not done by ${due}.`;
    case 'prerequisite-lost':
      return `A prerequisite was lost at ${seen}: diagnose the server.`;
    case 'overdue':
      return `Overdue for ${lasting}: it was due ${due}, and neither the revert to v2.x nor v3.x has been seen. It keeps its slot; diagnose the server.`;
    case 'observing':
      return `v3.x runs since ${seen}, under observation:`;
    case 'observing-late':
      return `v3.x runs since ${seen} (later than the deadline), under observation:`;
    case 'rollback-until':
      return `can be rolled back until ${deadlineInWords(at, now)}, irreversible after ${due}.`;
    case 'rollback-over':
      return `a rollback can no longer be promised since ${seen}; irreversible after ${due}.`;
    case 'rollback-unpromised':
      return `this rulebook edition promises no rollback; treat it as irreversible now, and as committed after ${due}.`;
    case 'rollback-asked':
      return `A rollback was asked for at ${seen}.`;
    case 'regressed':
    case 'other':
      return says === 'other' ? what : `${what}.`;
    case 'committed-proven':
      return `Committed (by clock) at ${seen}, with its complete evidence; the server stays on v3.x for good.`;
    case 'committed-unproven':
      return `Committed (by clock) at ${seen}, before its evidence was complete; the server stays on v3.x for good.`;
    case 'reverted':
      return `The service went back to v2.x at ${seen}: ${what}.`;
    case 'failed':
      return `Failed at ${seen}: ${what}.`;
    case 'to-acknowledge':
      return 'Address the cause, acknowledge the failure, and it can be retried.';
    case 'acknowledged':
      return 'Acknowledged; it can be retried.';
    case 'rolled-back':
      return `Rolled back to v2.x at ${seen}, as asked; the server is pinned until a person releases it.`;
    case 'rolled-back-unasked':
      return `Rolled back to v2.x at ${seen}, in the portal, without being asked here; the server is pinned until a person releases it.`;
    case 'abandoned':
      return `Taken out before it started, at ${seen}: ${because ?? ''}`;
    case 'waiting':
      return `Waiting${clause.at === undefined ? '' : ` for ${lasting}`} ${what}.`;
  }
}

const answers = {
  'requested-unanswered': 'it has no answer yet',
  'requested-accepted': 'the service accepted it and has not been seen migrating yet',
  'requested-pressed': 'a person says that it is pressed in the portal, and it has not been seen migrating yet',
  'requested-uncertain': 'its answer was lost, so only reading tells whether it arrived',
} as const;

/** Elapsed against expected (S3-08): both, because only together they say whether to worry. */
function paceInWords({ at = 0, by = 0, says }: Clause, now: Instant): string {
  const elapsed = durationInWords(now - at);
  const expected = durationInWords(by - at);
  const isSlow = says.endsWith('-slow');
  return `for ${elapsed}, ${isSlow ? `longer than the expected ${expected}` : `of about ${expected} expected`}`;
}
