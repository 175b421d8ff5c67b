import { z } from 'zod';
import { id, instant, moveState, verdictValue } from './words.ts';

/** What one proof of an attempt says, since when it says so, and what it last saw. */
export const moveProof = z.object({
  proof: z.string(),
  title: z.string(),
  verdict: verdictValue,
  isRequired: z.boolean(),
  summary: z.string(),
  howToGet: z.string().optional(),
  judgedAt: instant,
  since: instant.nullable().describe('Since when the verdict is this one; null where nobody kept it'),
  seenAt: instant.nullable().describe('The newest evidence that it rests on; null: it rests on none'),
});

/** The time in which v3.x runs and the server could still go back, as far as it was seen between readings. */
export const observation = z.object({
  seenFrom: instant
    .nullable()
    .describe('v3.x began after this reading, which still saw v2.x; null once it is committed'),
  seenAt: instant.describe('v3.x was first seen then: it runs since this instant at the latest'),
  protectedAt: instant.nullable().describe('Since when it was seen running and not badly unhealthy'),
  rollbackAskedAt: instant.nullable(),
  rollbackAskedBy: z.enum(['person', 'plan', 'drill']).nullable(),
});

const issue = z.object({
  title: z.string(),
  watchedBy: z.enum(['old', 'new', 'both', 'unknown']).describe('Which sensor can raise it'),
  standing: z
    .enum(['open', 'kept', 'fresh', 'ended', 'gone', 'expected'])
    .describe(
      '`open`: there is nothing to compare it with. `kept`: open before the switch and now. `fresh`: new since. `ended`: only v2.x could raise it, so that its end is no improvement. `gone`: not open any more, and v3.x watches it too. `expected`: a mixed estate brings it along',
    ),
});

const healthWatch = z.object({
  readAt: instant.nullable().describe('When the open issues were read last; null: never'),
  beforeAt: instant.nullable().describe('When those before the switch were kept; null: nothing to compare with'),
  problem: z.object({ code: z.string(), detail: z.string() }).nullable().describe('Why they cannot be read now'),
  issues: z.array(issue),
  onlyOld: z.array(z.string()).describe('Kinds that only v2.x watches: with v3.x nobody does'),
  onlyNew: z.array(z.string()).describe('Kinds that only v3.x watches: before it nobody did'),
});

const wayBack = z.object({
  cause: z
    .enum(['asked', 'person', 'plan', 'elsewhere'])
    .describe(
      '`asked`: it is asked for already. `person`: somebody asks for it. `plan`: a required proof is missing and nobody has decided. `elsewhere`: v2.x is seen again, by the portal or by the service itself',
    ),
  at: instant
    .nullable()
    .describe('Asked since then; until then a person can; from then the plan asks; null: at any time'),
  missing: z.array(z.string()).describe('The required proofs that do not hold now'),
});

/** What is watched of one server now, and what its observation hangs on. */
export const watches = z
  .object({
    moveId: id.nullable().describe('The newest attempt; null: nobody has tried anything'),
    moveState: moveState.nullable(),
    observation: observation.nullable().describe('null: no v3.x of this attempt was seen'),
    rollbackUntil: instant.nullable(),
    commitDueAt: instant.nullable(),
    proofs: z.array(moveProof),
    health: healthWatch,
    rollsBack: z.array(wayBack).describe('What would take the server back to v2.x; empty outside of an observation'),
  })
  .meta({ id: 'Watches' });
export type Watches = z.infer<typeof watches>;
