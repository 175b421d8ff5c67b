/** What an attempt does, in clauses: {at} is when something was seen or since when it is so, {by} what is due. */
export const enStory = {
  'story.attempt': 'Attempt {number}.',
  'story.queued': 'Queued since {at}; nothing was asked of the service yet.',
  'story.requested-unanswered':
    'Start asked for at {at}; it has no answer yet. Without a start it counts as lost from {by}.',
  'story.requested-accepted':
    'Start asked for at {at}; the service accepted it and has not been seen migrating yet. Without a start it counts as lost from {by}.',
  'story.requested-in-portal':
    'Asked for at {at}, for a person to press in the portal; nobody has said yet that it is pressed.',
  'story.requested-pressed':
    'Start asked for at {at}; a person says that it is pressed in the portal, and it has not been seen migrating yet. Without a start it counts as lost from {by}.',
  'story.requested-uncertain':
    'Start asked for at {at}; its answer was lost, so only reading tells whether it arrived. Without a start it counts as lost from {by}.',
  'story.migrating': 'Migrating since {at}, expected to end by {by}; v2.x keeps protecting the server.',
  'story.migrating-slow': 'Migrating since {at}, longer than expected (by {by}); v2.x keeps protecting the server.',
  'story.external':
    'Started by somebody else, migrating since {at}, expected to end by {by}; v2.x keeps protecting the server.',
  'story.external-slow':
    'Started by somebody else, migrating since {at}, longer than expected (by {by}); v2.x keeps protecting the server.',
  'story.reverts-by': 'The service reverts it by itself if it is not done by {by}.',
  'story.prerequisite-lost': 'A prerequisite was lost at {at}: diagnose the server.',
  'story.overdue':
    'Overdue since {at}: it was due {by}, and neither the revert to v2.x nor v3.x has been seen. It keeps its slot; diagnose the server.',
  'story.observing': 'v3.x runs since {at}, under observation:',
  'story.observing-late': 'v3.x runs since {at} (later than the deadline), under observation:',
  'story.rollback-until': 'can be rolled back until {at}, irreversible after {by}.',
  'story.rollback-over': 'a rollback can no longer be promised since {at}; irreversible after {by}.',
  'story.rollback-unpromised':
    'this rulebook edition promises no rollback; treat it as irreversible now, and as committed after {by}.',
  'story.rollback-asked': 'A rollback was asked for at {at}.',
  'story.regressed': 'The service took back what it had said.',
  'story.committed-proven':
    'Committed (by clock) at {at}, with its complete evidence; the server stays on v3.x for good.',
  'story.committed-unproven':
    'Committed (by clock) at {at}, before its evidence was complete; the server stays on v3.x for good.',
  'story.reverted': 'The service went back to v2.x at {at}: {what}.',
  'story.failed': 'Failed at {at}: {what}.',
  'story.to-acknowledge': 'Address the cause, acknowledge the failure, and it can be retried.',
  'story.acknowledged': 'Acknowledged; it can be retried.',
  'story.rolled-back': 'Rolled back to v2.x at {at}, as asked; the server is pinned until a person releases it.',
  'story.rolled-back-unasked':
    'Rolled back to v2.x at {at}, in the portal, without being asked here; the server is pinned until a person releases it.',
  'story.abandoned': 'Taken out before it started, at {at}: {because}',
  'story.waiting': 'Waiting since {at} {what}.',
  'story.waiting-now': 'Waiting {what}.',
  'story.other': '{what}',
};
