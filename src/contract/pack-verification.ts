import { z } from 'zod';
import { instant } from './words.ts';

/** Where a pack is not what it says, what kind of thing that is, and what was found there. */
const packDifference = z.object({
  where: z.string().describe('A member of the pack, or an entry of the log in it'),
  what: z.enum(['manifest', 'signature', 'key', 'member', 'chain', 'document', 'plan', 'rules', 'record', 'decision']),
  detail: z.string(),
});
export type PackDifference = z.infer<typeof packDifference>;

const decisions = z.object({
  recomputed: z.number().int(),
  differing: z.number().int(),
  notRecomputed: z.array(z.object({ because: z.string(), count: z.number().int() })),
});

/** What somebody who has nothing but the pack can say of it. */
const packVerification = z
  .object({
    isSound: z.boolean().describe('Nothing differs'),
    pack: z
      .object({
        tenant: z.string(),
        about: z.string(),
        madeAt: instant,
        version: z.string(),
        redaction: z.enum(['none', 'names']),
        head: z.object({ seq: z.number().int(), hash: z.string() }),
      })
      .nullable()
      .describe('null: its manifest cannot be read'),
    signature: z.object({
      isGood: z.boolean(),
      fingerprint: z.string().nullable(),
      isExpected: z.boolean().nullable().describe('Whether it is the key that was given; null: none was'),
    }),
    members: z.number().int(),
    log: z.object({
      links: z.number().int(),
      entries: z.number().int(),
      bareLinks: z.number().int().describe('Links without their entries, which are not of this pack'),
      redactedLinks: z
        .number()
        .int()
        .describe('Links with an entry in which a name was replaced: only their place in the chain is proved'),
    }),
    decisions: z.object({
      gates: decisions,
      starts: decisions.describe('Eligibility at the instant of a start'),
      verdicts: decisions.describe('Eligibility as it was judged in between'),
      approvals: decisions,
      transitions: decisions,
    }),
    differences: z.array(packDifference),
    differenceCount: z.number().int().describe('More than are told where there are very many'),
  })
  .meta({ id: 'PackVerification' });
export type PackVerification = z.infer<typeof packVerification>;
