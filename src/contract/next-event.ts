import { z } from 'zod';
import { instant } from './words.ts';

/** What happens next in a campaign by the clock alone. */
export const nextEvent = z.object({
  kind: z.enum(['window-opens', 'soak-ends', 'gate-judged', 'commit']),
  at: instant,
  wave: z.number().int().nullable().describe('Of the soak or the gate, counted from 1; null of the others'),
});
export type NextEvent = z.infer<typeof nextEvent>;
