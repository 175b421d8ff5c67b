import { z } from 'zod';
import { instant } from './words.ts';

/** What can be said of an attempt, a clause each. `at` is when it happened or since when it is so, `by` what is due, `what` a code with its English words. */
export const moveClause = z
  .object({
    says: z.enum([
      'attempt',
      'queued',
      'requested-unanswered',
      'requested-accepted',
      'requested-uncertain',
      'requested-in-portal',
      'requested-pressed',
      'migrating',
      'migrating-slow',
      'external',
      'external-slow',
      'reverts-by',
      'prerequisite-lost',
      'overdue',
      'observing',
      'observing-late',
      'rollback-until',
      'rollback-over',
      'rollback-unpromised',
      'rollback-asked',
      'regressed',
      'committed-proven',
      'committed-unproven',
      'reverted',
      'failed',
      'to-acknowledge',
      'acknowledged',
      'rolled-back',
      'rolled-back-unasked',
      'abandoned',
      'waiting',
      'other',
    ]),
    at: instant.optional(),
    by: instant.optional(),
    number: z.number().int().optional(),
    what: z.object({ code: z.string(), words: z.string() }).optional(),
    because: z.string().optional().describe('The words of whoever decided it'),
  })
  .meta({ id: 'MoveClause' });
export type MoveClause = z.infer<typeof moveClause>;
