import { z } from 'zod';
import { campaign } from './campaigns.ts';
import { sampleEstates } from './sample-estates.ts';
import { instant } from './words.ts';

const names = z.array(z.string());
const estate = z.enum(['mine', ...sampleEstates]);
const brake = z.enum([
  'last-look',
  'reading',
  'deadline',
  'failure-budget',
  'gate',
  'commit-guard',
  'undeclared-commit',
]);
const seconds = z.object({ least: z.number(), median: z.number(), most: z.number() });
const times = z.object({ least: instant, median: instant, most: instant }).nullable();
const siteLow = z.object({
  name: z.string(),
  servers: z.number().int(),
  protected: z.number().int().describe('Servers with a protecting sensor, at the lowest'),
  undisturbed: z.number().int().describe('Of these, outside of a migration: what the floor is about'),
  at: instant,
});

/** What a plan saved here is known by that was rehearsed; the whole result has an address of its own. */
export const rehearsalSummary = z.object({
  digest: z.string().describe('Of the whole result'),
  rehearsedAt: instant,
  rehearsedBy: z.string(),
  estate,
  isAnonymous: z.boolean(),
  seeds: z.number().int(),
  finished: z.number().int().describe('In how many seeds the campaign came to its end'),
});

const faultWish = z.object({ kind: z.string(), rate: z.number() });

const seedRun = z.object({
  seed: z.number().int(),
  outcome: z.enum(['finished', 'stopped', 'open']),
  because: z.string().nullable(),
  startedAt: instant.nullable(),
  switchedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  waves: z.array(z.object({ wave: z.number().int(), startedAt: instant.nullable(), switchedAt: instant.nullable() })),
  states: z.record(z.string(), z.number().int()),
  sites: z.array(siteLow),
  unprotected: z.object({
    seconds: z.number(),
    servers: z.number().int(),
    causes: z.array(z.object({ cause: z.string(), seconds: z.number(), servers: z.number().int() })),
  }),
  faults: z.array(z.object({ kind: z.string(), fired: z.number().int(), servers: names, stoppedBy: z.array(brake) })),
  brakes: z.array(z.object({ kind: brake, at: instant, detail: z.string(), servers: names, faults: names })),
  decisions: z.array(
    z.object({
      task: z.string(),
      asked: z.number().int(),
      choices: z.record(z.string(), z.number().int()),
      firstAt: instant,
      servers: names,
    }),
  ),
  log: z.object({ seq: z.number().int(), hash: z.string() }),
});

const rehearsalResult = z
  .object({
    schema: z.literal('changeguard.rehearsal/1'),
    digest: z.string(),
    planDigest: z.string(),
    planName: z.string(),
    estate: z.object({
      kind: estate,
      isAnonymous: z.boolean(),
      servers: z.number().int(),
      moving: z.number().int(),
    }),
    startAt: instant,
    rehearsedAt: instant,
    rehearsedBy: z.string(),
    faults: z.array(faultWish),
    assumptions: z.array(
      z.object({
        fact: z.string(),
        value: z.string(),
        why: z.enum(['unknown', 'outdated']),
        servers: z.number().int(),
        names,
      }),
    ),
    policy: names.describe('What the stand-ins for people did'),
    summary: z.object({
      seeds: z.number().int(),
      finished: z.number().int(),
      startedAt: times,
      switchedAt: times,
      finishedAt: times,
      waves: z.array(z.object({ wave: z.number().int(), startedAt: times, switchedAt: times })),
      sites: z.array(siteLow),
      unprotectedSeconds: seconds,
      causes: z.array(z.object({ cause: z.string(), seconds })),
      faults: z.array(
        z.object({
          kind: z.string(),
          fired: z.number().int(),
          stoppedBy: z.array(z.object({ brake, seeds: z.number().int() })),
        }),
      ),
      decisions: z.array(z.object({ task: z.string(), asked: seconds, choices: names })),
    }),
    runs: z.array(seedRun),
  })
  .meta({ id: 'Rehearsal' });
export type RehearsalResult = z.infer<typeof rehearsalResult>;

/** Where the rehearsal of a plan stands. */
export const rehearsalState = z
  .object({
    state: z.enum(['none', 'running', 'done', 'failed']),
    progress: z
      .object({ done: z.number().int(), of: z.number().int(), clockAt: instant.nullable() })
      .nullable()
      .describe('Seeds that are done, and where the turned clock of the next one stands'),
    problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
    rehearsal: rehearsalResult.nullable().describe('The newest that is kept'),
  })
  .meta({ id: 'RehearsalState' });
export type RehearsalState = z.infer<typeof rehearsalState>;

/** How the rehearsed campaign stood at a stop of the turned clock, in the form in which a campaign is shown. */
const courseStop = campaign
  .pick({ state: true, held: true, inFlight: true, waits: true, waves: true })
  .extend({ at: instant.describe('By the turned clock') });

/** A rehearsal as it went on. */
export const rehearsalCourse = z
  .object({
    planDigest: z.string(),
    planName: z.string(),
    digest: z.string().describe('Of the rehearsal'),
    rehearsedAt: instant,
    seed: z.number().int(),
    stops: z
      .array(courseStop)
      .describe('Turning points and stops between them, a bounded number; the last one is how it ended'),
  })
  .meta({ id: 'RehearsalCourse' });
export type RehearsalCourse = z.infer<typeof rehearsalCourse>;

/** What can be laid on a rehearsal. */
export const rehearsalFault = z
  .object({
    kind: z.string(),
    description: z.string(),
    strikes: z.enum(['servers', 'calls']).describe('Of what the rate is a share'),
    rate: z.number().describe('The share when none is given'),
  })
  .meta({ id: 'RehearsalFault' });
export type RehearsalFault = z.infer<typeof rehearsalFault>;

export const rehearsalRequest = z.object({
  seed: z.number().int().min(0).max(2_000_000_000).default(1).describe('The first seed'),
  seeds: z.number().int().min(1).max(100).default(20),
  faults: z
    .array(z.object({ kind: z.string().max(100), rate: z.number().gt(0).max(1).optional() }))
    .max(50)
    .default([])
    .describe('rate: share of the calls, or of the servers that move'),
  estate: estate.default('mine'),
  anonymise: z.boolean().default(false),
});
