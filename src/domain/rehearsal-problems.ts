import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with the rehearsal of a plan. */
export const rehearsalProblems = {
  'rehearsal-too-large': {
    title: 'The estate is too large to be rehearsed',
    status: 409,
    remedy: 'Plan fewer sites and domains at once, and rehearse each plan by itself.',
  },
  'rehearsal-running': {
    title: 'A rehearsal runs already',
    status: 409,
    remedy: 'Wait until it is done: "changeguard rehearse PLAN --show" tells how far it is.',
  },
  'rehearsal-failed': {
    title: 'The rehearsal broke off',
    status: 500,
    remedy:
      'Nothing real was touched. Try again with --seeds 1; if it breaks off again, that is a bug: report it with the seed.',
  },
  'course-missing': {
    title: 'No course of a rehearsal is kept',
    status: 404,
    remedy: 'Rehearse the plan: "changeguard rehearse PLAN", or Rehearse on its page.',
  },
} as const satisfies Record<string, ProblemEntry>;
