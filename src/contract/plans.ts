import { z } from 'zod';
import { plan, toldPlan } from './campaigns.ts';
import { planClause, planPassage } from './plan-words.ts';
import { rehearsalSummary } from './rehearsals.ts';
import { because, id, instant } from './words.ts';

/** Said by a person. A database cannot hold the sign that is left out here, and nobody types it. */
const said = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\0'), 'It holds a sign that is no text.');
const saidWhy = because.refine((text) => !text.includes('\0'), 'It holds a sign that is no text.');
const wave = z.number().int().min(1).max(10_000);

const approval = z.object({
  id,
  wave: z.number().int().describe('0: the whole plan'),
  person: z.string(),
  decision: z.enum(['approve', 'refuse']),
  comment: z.string().nullable(),
  ticket: z.string().nullable(),
  decidedAt: instant,
  expiresAt: instant.nullable().describe('null: a refusal stands until it is withdrawn'),
  withdrawn: z.object({ at: instant, by: z.string(), because: z.string() }).nullable(),
  counts: z.boolean().describe('Neither withdrawn nor run out'),
});

const standing = z.object({
  wave: z.number().int().describe('0: the whole plan'),
  state: z.enum(['granted', 'missing', 'expired', 'refused']),
  /** "one more person other than the author", to be read by people. */
  words: z.string(),
  clause: planClause.describe('What the words say, for other languages'),
  left: z.number().int().describe('How many people more; 0 where none is awaited'),
  until: instant.nullable().describe('From when it is too few, if nothing happens'),
});

export const planSummary = z
  .object({
    digest: z.string(),
    name: z.string(),
    author: z.string(),
    savedBy: z.string().describe('Who made it here or handed it in; counts as an author'),
    createdAt: instant,
    savedAt: instant,
    servers: z.number().int(),
    waves: z.number().int(),
    demand: z.object({ people: z.number().int(), perWave: z.boolean(), validMs: z.number() }),
    standings: z.array(standing).describe('One a wave where each wave is approved, else one for the whole plan'),
    approvals: z.array(approval),
    rehearsal: rehearsalSummary.nullable().describe('The newest; null: it was never rehearsed'),
  })
  .meta({ id: 'PlanSummary' });
export type PlanSummary = z.infer<typeof planSummary>;

/** Servers of the selection that are in no wave, by reason; the reason of most servers first. */
const leftOut = z.array(
  z.object({
    reason: z.string().describe('A stable code'),
    title: z.string(),
    servers: z.array(
      z.object({
        id,
        name: z.string(),
        reasons: z.array(z.object({ code: z.string(), title: z.string() })).describe('What keeps it'),
        detail: z.string().describe('What no code says; may be empty'),
      }),
    ),
  }),
);
export type LeftOut = z.infer<typeof leftOut>;

const story = z
  .array(planPassage)
  .describe('The lines in clauses, for other languages; without who is left out, which leftOut tells');

export const planDetail = planSummary
  .extend({
    plan: toldPlan,
    lines: z.array(z.string()).describe('The plan as people read it'),
    story,
    leftOut,
    rules: z.array(z.string()).describe('What holds for every wave, a line each'),
  })
  .meta({ id: 'PlanDetail' });
export type PlanDetail = z.infer<typeof planDetail>;

/** A plan that is not saved, as people read it before they save it. */
export const planDraft = z
  .object({
    plan: toldPlan,
    lines: z.array(z.string()).describe('The plan as people read it'),
    story,
    leftOut,
  })
  .meta({ id: 'PlanDraft' });
export type PlanDraft = z.infer<typeof planDraft>;

/** The document may come along: then it must be the one that is saved under the digest. */
const document = plan.optional().describe('The document that was looked at; it is refused when its digest is another');

export const decision = z.object({
  wave: wave.optional(),
  comment: said(1_000).optional(),
  ticket: said(100).optional().describe('Number of a change ticket, CHG0001'),
  validMs: z.number().int().min(60_000).optional().describe('Without it as long as the plan says'),
  plan: document,
});

export const refusal = z.object({
  wave: wave.optional(),
  because: saidWhy,
  ticket: said(100).optional(),
  plan: document,
});

export const withdrawal = z.object({ wave: wave.optional(), because: saidWhy });
