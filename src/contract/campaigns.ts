import { z } from 'zod';
import { campaignRules, planStrata, prediction, rulesRequest, wavesRequest } from './campaign-rules.ts';
import { moveClause } from './move-story.ts';
import { nextEvent } from './next-event.ts';
import { planClause } from './plan-words.ts';
import { selector } from './servers.ts';
import { moveProof, observation } from './watches.ts';
import { because, edition, id, instant, moveState, siteOfServer } from './words.ts';

const excludedHost = z.strictObject({
  hostId: id,
  name: z.string(),
  site: z.string(),
  domain: z.string(),
  reason: z.string(),
  detail: z.string(),
});
const plannedHost = z.strictObject({
  hostId: id,
  name: z.string(),
  site: z.string(),
  domain: z.string(),
  stratum: z.string(),
});

/**
 * The plan document: saved, read, approved and applied exactly as it is. Instants in it are milliseconds, since the digest covers its canonical JSON.
 * No member is passed over: one that nobody reads would be a rule that nobody keeps.
 */
export const plan = z
  .strictObject({
    schema: z.literal('changeguard.plan/2', {
      error: 'This is no plan of the form changeguard.plan/2, the only one that is applied; make the plan again.',
    }),
    tenantId: id,
    journey: z.enum(['sensor-v3', 'streamlined', 'from-ata']),
    edition,
    name: z.string(),
    joins: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('The digest of the plan whose campaign it joins as a late wave'),
    author: z.string(),
    createdAt: z.number().int(),
    selector: z.string(),
    strata: planStrata,
    waves: z.array(z.strictObject({ name: z.string(), isCanary: z.boolean(), hosts: z.array(plannedHost) })),
    excluded: z.array(excludedHost),
    rules: campaignRules,
    prediction,
    channel: z.enum(['graph', 'portal']),
    demand: z.enum(['service', 'host']),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof plan>;

/** The document as a server tells it: a newer one may know more members, and the file is kept as it came. */
export const toldPlan = plan.strip().meta({ id: 'ToldPlan' });

/** No member is passed over: one that is mistyped would be a wish that nobody heard. */
export const planRequest = z.strictObject({
  selector,
  name: z.string().trim().min(1).max(100).optional(),
  channel: z.enum(['graph', 'portal']).optional(),
  demand: z
    .enum(['service', 'host'])
    .default('service')
    .describe('`host` refuses the verdict of the service as evidence'),
  waves: wavesRequest.optional(),
  rules: rulesRequest.optional(),
});
export type PlanRequest = z.input<typeof planRequest>;

const wait = z.object({
  reason: z.string().describe('A stable code'),
  words: z.string().describe('What is waited for, to be read after "waiting"'),
  since: instant,
});

export const move = z
  .object({
    id,
    serverId: id,
    server: z.string(),
    site: siteOfServer,
    campaignId: id.nullable(),
    attempt: z.number().int(),
    origin: z.enum(['campaign', 'external']),
    state: moveState,
    /** One sentence for people: what it does, until when, and what is no longer possible from when. */
    sentence: z.string(),
    story: z.array(moveClause).describe('The same in clauses, for whoever says it in another language or zone'),
    waiting: wait.nullable(),
    createdAt: instant,
    changedAt: instant,
    startedAt: instant
      .nullable()
      .describe('When the service was first seen migrating; the end of the interval between two readings'),
    expectedBy: instant.nullable().describe('Typical end of the migration'),
    deadlineAt: instant.nullable().describe('After this the move is overdue'),
    rollbackUntil: instant.nullable().describe('Rollback is promised until here: the earliest end of the observation'),
    commitDueAt: instant.nullable().describe('The latest end of the observation'),
    problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
    isProven: z.boolean().describe('All required proofs pass'),
    isDone: z.boolean().describe('Committed with its complete evidence'),
    observation: observation.nullable().describe('Since when v3.x was seen; null: it was not'),
    proofs: z.array(moveProof),
    version: z.number().int(),
  })
  .meta({ id: 'Move' });
export type Move = z.infer<typeof move>;

export const campaignHistory = z
  .object({
    asOf: instant,
    states: z
      .array(z.object({ at: instant, counts: z.record(z.string(), z.number().int()) }))
      .describe('Evenly between the first step and the last; states with no attempt are left out'),
  })
  .meta({ id: 'CampaignHistory' });
export type CampaignHistory = z.infer<typeof campaignHistory>;

const campaignState = z.enum(['running', 'paused', 'tripped', 'stopping', 'aborting', 'stopped', 'finished', 'shadow']);

const gateVerdict = z.enum(['pass', 'fail', 'inconclusive', 'error']);

const gateCondition = z
  .object({
    asks: planClause.describe('What the plan asks'),
    verdict: gateVerdict,
    summary: z.string().describe('What was measured, with its figures'),
    measuredAt: instant,
    oldestEvidenceAt: instant.nullable().describe('The oldest observation that it rests on'),
  })
  .meta({ id: 'GateCondition' });

export const campaign = z
  .object({
    id,
    name: z.string(),
    journey: z.string(),
    edition,
    state: campaignState,
    planDigest: z.string(),
    createdAt: instant,
    createdBy: z.string(),
    cap: z.number().int(),
    inFlight: z.number().int(),
    held: z
      .object({ because: z.string(), by: z.string(), since: instant, servers: z.array(z.string()) })
      .nullable()
      .describe('Why it does not run, who decided that, and which servers it is about'),
    waves: z.array(
      z.object({
        name: z.string(),
        servers: z.number().int(),
        isOpen: z.boolean(),
        isLate: z.boolean().describe('It joined after the plan was applied, by a plan of its own'),
        passedAt: instant.nullable(),
        gate: z
          .object({
            verdict: gateVerdict,
            summary: z.string(),
            unresolved: z.array(z.string()),
            judgedAt: instant,
            conditions: z
              .array(gateCondition)
              .describe('All of them, those that pass as well; none in the course of a rehearsal'),
          })
          .nullable()
          .describe('As it was last judged; null before, and behind the last wave'),
        letBy: z.string().nullable().describe('Who let the next wave begin although the gate had not passed'),
        counts: z.record(z.string(), z.number().int()).describe('Its moves by state'),
      }),
    ),
    counts: z.record(z.string(), z.number().int()).describe('Moves by state'),
    waits: z
      .array(z.object({ reason: z.string(), words: z.string(), moves: z.number().int() }))
      .describe('What moves wait for, most moves first'),
    next: nextEvent.nullable().describe('What happens next by the clock alone; null: nothing that has a time'),
    planned: z.number().int().describe('Servers in the plan; frozen'),
    late: z.number().int().describe('Servers in late waves, beside those of the plan'),
    latePlans: z.array(z.string()).describe('The digests of the plans by which they joined'),
    since: z
      .object({
        joined: z.number().int().describe('The selector takes them now, and the plan did not know them'),
        ready: z.number().int().describe('In no wave, eligible and free: they could go in a late wave'),
        gone: z.number().int().describe('In a wave, and not named by the service any more'),
      })
      .describe('What became of the selection since; it changes none of the frozen numbers'),
    version: z.number().int(),
  })
  .meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof campaign>;

export const holdRequest = z.object({ because });
export const resumeRequest = holdRequest.extend({
  accept: z
    .array(z.string().min(1).max(300))
    .max(10_000)
    .default([])
    .describe('Servers to go on without, by name or id'),
});
export const abortRequest = holdRequest.extend({
  rollBack: z.boolean().default(false).describe('Ask back whatever can still go back'),
});

/** What holding a campaign did, or would do. */
export const holdResult = z
  .object({
    campaign,
    isDryRun: z.boolean(),
    accepted: z.array(z.string()).describe('Servers without which it goes on, newly'),
    abandons: z.array(z.string()).describe('Servers that wait and never start'),
    rollsBack: z.array(z.string()).describe('Servers that are asked back, a task each'),
    finishes: z.array(z.string()).describe('Servers under way; what was sent is finished'),
  })
  .meta({ id: 'HoldResult' });
export type HoldResult = z.infer<typeof holdResult>;

/** What applying would do, or did. */
export const applyResult = z
  .object({
    campaign: campaign.nullable().describe('null for a dry run'),
    isDryRun: z.boolean(),
    isShadow: z
      .boolean()
      .describe('The connection is read-only: nothing is sent, our verdicts are scored against what the portal does'),
    wouldSend: z.array(
      z.object({ method: z.string(), path: z.string(), body: z.unknown(), servers: z.array(z.string()) }),
    ),
    warnings: z.array(z.string()),
    warningClauses: z.array(planClause).describe('What the warnings say, one each, for other languages'),
    irreversible: z
      .object({
        sentence: z.string(),
        clause: planClause.describe('What the sentence says, for other languages'),
        earliestAt: instant.nullable(),
        asOf: instant,
      })
      .nullish()
      .describe(
        'What can no longer be undone, and from when at the earliest if all starts now; null when nothing is sent',
      ),
  })
  .meta({ id: 'ApplyResult' });
export type ApplyResult = z.infer<typeof applyResult>;

/** How our verdicts fared against what the portal did, in a shadow campaign. */
export const shadowScore = z
  .object({
    agreed: z.number().int(),
    disagreed: z.number().int(),
    undecided: z.number().int(),
    rows: z.array(
      z.object({
        server: z.string(),
        ours: z.string(),
        service: z.string(),
        outcome: z.string().nullable(),
        agrees: z.boolean().nullable(),
      }),
    ),
  })
  .meta({ id: 'ShadowScore' });

export const task = z
  .object({
    id,
    name: z
      .string()
      .describe('Its kind and server, `unpin:BER-DC1`; may stand for the id wherever one open task has it'),
    kind: z.string(),
    title: z.string(),
    steps: z.array(z.string()),
    state: z.enum(['open', 'done', 'declined', 'withdrawn']),
    owner: z.string(),
    serverId: id.nullable(),
    server: z.string().nullable(),
    site: siteOfServer,
    moveId: id.nullable(),
    campaignId: id.nullable(),
    dueAt: instant.nullable(),
    choices: z.array(
      z.object({ choice: z.string(), title: z.string(), needsReason: z.boolean(), warning: z.string().optional() }),
    ),
    after: z.array(z.string()),
    warning: z.string().nullable(),
    openedAt: instant,
    closedAt: instant.nullable(),
    closedBy: z.string().nullable(),
    choice: z.string().nullable(),
    because: z.string().nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof task>;

export const taskDone = z.object({ choice: z.string().max(100).optional(), because: because.optional() });

/** The answer of verify: what was judged now, and what is missing. */
export const verification = z
  .object({
    moves: z.array(move),
    complete: z.number().int(),
    incomplete: z.number().int(),
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'Verification' });

/** The answer of rollback: nothing in Microsoft's public interfaces rolls back, so a task says what to press, and reading proves it. */
export const rollbackResult = z
  .object({
    value: z.array(
      z.object({
        move,
        task: task.nullable(),
        problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'RollbackResult' });

export const status = z
  .object({
    tenant: z.string(),
    now: instant.describe("The tenant's clock"),
    clock: z.object({ kind: z.enum(['wall', 'twin']), rate: z.number() }),
    connection: z.object({ state: z.enum(['none', 'read-only', 'armed']), channel: z.string(), where: z.string() }),
    campaigns: z.array(campaign),
    needsYou: z.array(
      z.object({
        what: z.string(),
        subject: z.string(),
        dueAt: instant.nullable(),
        command: z.string(),
        kind: z.enum(['task', 'plan', 'campaign', 'reading']).describe('What has to be looked at'),
        id: z.string().describe('The id of the task or campaign, the digest of the plan, the name of the list'),
      }),
    ),
    next: z.object({ at: instant, what: z.string() }).nullable(),
    readings: z.array(
      z.object({
        resource: z.string(),
        readAt: instant.nullable(),
        dueAt: instant,
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
    counts: z.object({ total: z.number(), byMigrationState: z.record(z.string(), z.number()) }),
    workers: z
      .object({ alive: z.number().int(), silent: z.number().int(), seenAt: instant.nullable() })
      .optional()
      .describe(
        'Processes that work on the store, where several can; those that were silent lately are taken over from',
      ),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof status>;
