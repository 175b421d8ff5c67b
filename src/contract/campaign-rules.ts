import { z } from 'zod';

/*
 * The rules of a plan as they travel. The shapes are checked here; whether the values make sense is asked where the plan is made and where it is
 * applied, so that a threshold that makes no sense is refused and never read as "off". For the same reason no member is passed over: a rule whose
 * name is mistyped would be no rule.
 */
const count = z.number().int().min(0).max(1_000_000);
const limit = z.number().int().min(1).max(1_000_000).nullable();
const ms = z.number().int().min(0);
const epochMs = z.number().int().describe('Milliseconds since 1970 UTC');
const text = z.string().trim().min(1).max(2_000);

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time is HH:MM.');
const localTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'A local time is YYYY-MM-DDTHH:MM.');

export const calendar = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    zone: z.string().min(1).max(64).describe('A zone of the IANA database, `Europe/Berlin`'),
    open: z
      .array(
        z.strictObject({
          days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
          from: clockTime,
          to: clockTime,
        }),
      )
      .max(200)
      .describe('Empty: always open but for `closed`'),
    closed: z.array(z.strictObject({ from: localTime, to: localTime, because: text })).max(500),
  })
  .meta({ id: 'Calendar' });

const caps = z.strictObject({
  inFlight: z.number().int().min(1).max(1_000).describe('How many servers may be in flight at once'),
  perSite: limit,
  perDomain: limit,
  startsPerDay: limit,
  commitsPerDay: limit,
  blastRadius: limit.describe('Most hosts that are neither as before nor committed'),
  spreadMs: ms.describe('Least time between two starts at one site'),
});

const waiver = z.strictObject({
  of: z.enum(['site', 'domain']),
  name: z.string().max(300),
  because: text,
  expiresAt: epochMs,
});

const floor = z.strictObject({
  servers: count.describe(
    'Verified-protected servers that stay outside a disruptive step in every site and domain; never less than one',
  ),
  share: z.number().min(0).max(1),
  waivers: z.array(waiver).max(1_000),
});

const budget = z.strictObject({ failures: count, perStratum: count.nullable() });

const gateCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('success-share'), atLeast: z.number().min(0).max(1) }),
  z.strictObject({ kind: z.literal('soak'), ms }),
  z.strictObject({
    kind: z.literal('health'),
    acceptedWatches: z
      .array(text)
      .max(50)
      .optional()
      .describe('Titles of issues that only the new sensor watches for, and with which the campaign goes on'),
  }),
  z.strictObject({ kind: z.literal('detection') }),
  z.strictObject({ kind: z.literal('proofs'), proofs: z.array(z.string().min(1).max(100)).min(1).max(50) }),
  z.strictObject({ kind: z.literal('hunting'), query: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal('manual'), question: text }),
  z.strictObject({ kind: z.literal('rollback-drill') }),
]);

const commitGuard = z.strictObject({
  whenNobodyDecides: z.enum(['ask-for-rollback', 'let-commit']),
  alarmHours: z.array(z.number().int().min(1).max(1_000)).max(20),
});

const approval = z.strictObject({ people: z.number().int().min(0).max(10), perWave: z.boolean(), validMs: ms });

export const campaignRules = z
  .strictObject({
    caps,
    floor,
    budget,
    gate: z.array(gateCondition).max(50),
    calendars: z.array(calendar).max(20),
    commitGuard,
    approval,
  })
  .meta({ id: 'CampaignRules' });

/** What of the rules a person sets; everything else is as the default says. */
export const rulesRequest = z
  .strictObject({
    caps: caps.partial(),
    floor: floor.partial(),
    budget: budget.partial(),
    gate: z.array(gateCondition).max(50),
    calendars: z.array(calendar).max(20),
    commitGuard: commitGuard.partial(),
    approval: approval.partial(),
  })
  .partial()
  .meta({ id: 'RulesRequest' });

const strata = z.array(z.enum(['system', 'roles', 'site', 'proxy'])).max(4);

export const wavesRequest = z
  .strictObject({
    canary: z.boolean().default(false).describe('A wave in front, of one server of each kind'),
    strata: strata.default(['system', 'roles', 'site']).describe('What makes servers of one kind'),
    order: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('one') }),
        z.strictObject({ kind: z.literal('count'), hosts: z.number().int().min(1).max(1_000_000) }),
        z.strictObject({ kind: z.literal('percent'), percent: z.number().gt(0).max(100) }),
        z.strictObject({
          kind: z.literal('explicit'),
          waves: z
            .array(z.object({ name: z.string().trim().min(1).max(100), hosts: z.array(z.string().min(1).max(300)) }))
            .max(200),
        }),
        z.strictObject({ kind: z.literal('suggested'), shareOfGroup: z.number().gt(0).max(1).optional() }),
      ])
      .default({ kind: 'one' }),
  })
  .meta({ id: 'WavesRequest' });

const span = z.strictObject({ earliest: epochMs.nullable(), latest: epochMs.nullable() });
const coverage = z.array(
  z.strictObject({
    name: z.string(),
    servers: z.number().int(),
    lowest: z.number().int(),
    unknown: z.number().int(),
    needed: z.number().int(),
  }),
);

export const prediction = z
  .strictObject({
    asOf: epochMs,
    waves: z.array(
      z.strictObject({
        starts: span,
        ends: span,
        noReturn: span,
        allFinal: span,
        sites: coverage,
        domains: coverage,
        held: z.array(z.strictObject({ reason: z.string(), hosts: z.number().int(), names: z.array(z.string()) })),
      }),
    ),
  })
  .meta({ id: 'Prediction' });

export const planStrata = strata;
