import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with who approved a plan. */
export const approvalProblems = {
  'approval-missing': {
    title: 'The plan is not approved',
    status: 409,
    remedy:
      'Somebody other than its author looks at it and approves it: "changeguard approve PLAN"; "changeguard approve --list" shows who did.',
  },
  'approval-expired': {
    title: 'The approval of the plan ran out',
    status: 409,
    remedy: 'Whoever approved it looks at it again: "changeguard approve PLAN".',
  },
  'approval-refused': {
    title: 'Somebody refused the plan',
    status: 409,
    remedy:
      'Make a plan that answers the refusal; or whoever refused takes it back: "changeguard approve PLAN --withdraw --because REASON".',
  },
  'approval-own': {
    title: 'Nobody approves a plan of their own',
    status: 409,
    remedy: 'Ask somebody else with the role approver: "changeguard approve PLAN".',
  },
  'approval-not-demanded': {
    title: 'The plan asks for no approval',
    status: 409,
    remedy: 'Make a plan that does: how many people approve it is one of its rules.',
  },
  'approval-wave-wrong': {
    title: 'That part of the plan cannot be approved by itself',
    status: 422,
    remedy: 'Name one wave with --wave where the plan is approved by waves, and none where it is approved as a whole.',
  },
  'approval-too-long': {
    title: 'An approval cannot be good for so long',
    status: 422,
    remedy: 'Give a shorter time, or none: then it is as long as the plan says.',
  },
  'approval-none-own': {
    title: 'There is nothing of yours to withdraw',
    status: 409,
    remedy:
      'Look at "changeguard approve --list". What somebody else approved can be stopped: "changeguard approve PLAN --refuse".',
  },
} as const satisfies Record<string, ProblemEntry>;
