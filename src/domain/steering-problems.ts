import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with how a campaign is held, resumed and ordered among others. */
export const steeringProblems = {
  'campaign-state': {
    title: 'That cannot be done to a campaign in this state',
    status: 409,
    remedy:
      'Look at its state with "changeguard status". What was stopped does not go on: make a new plan for the servers that are left.',
  },
  'reason-missing': {
    title: 'A reason is needed',
    status: 422,
    remedy: 'Say in a few words why, for whoever reads the log: --because "REASON".',
  },
  'failures-not-accepted': {
    title: 'More moves failed than the campaign may lose',
    status: 409,
    remedy: 'Address the causes; then resume and accept, by name and with a reason, the servers to go on without.',
  },
  'failure-unknown': {
    title: 'No failure of that name can be accepted',
    status: 422,
    remedy: 'Name servers whose move failed or ended without proof; "changeguard status" lists them.',
  },
} as const satisfies Record<string, ProblemEntry>;
