import { z } from 'zod';
import { noSite } from './no-site.ts';
import { owner } from './owner.ts';
import { requirement } from './rulebook.ts';
import { serverOrders } from './server-order.ts';
import { watches } from './watches.ts';
import {
  disposition,
  edition,
  factValue,
  id,
  instant,
  listOf,
  migrationState,
  moveState,
  overallVerdict,
  paging,
  verdictValue,
} from './words.ts';

const reason = z.object({ code: z.string(), title: z.string() }).describe('Why a server is not eligible');

/** What comes next on a server, by its newest attempt. */
const nextStep = z
  .enum(['start', 'begin', 'finish', 'revert', 'tell', 'rollback-ends', 'commit', 'prove', 'decide'])
  .describe(
    '`start`: it is asked for. `begin`: the service has begun, or the request counts as lost. `finish`: v3.x is expected. `revert`: without v3.x the service takes it back. `tell`: a reading tells how it ended. `rollback-ends`: no rollback is promised any more. `commit`: by the clock. `prove`: evidence is missing. `decide`: a person does',
  );
export type NextStep = z.infer<typeof nextStep>;

/** The newest attempt at a server, as far as a list of servers tells it. */
const serverAttempt = z.object({
  wave: z
    .object({
      number: z.number().int().describe('From 1'),
      name: z.string().nullable().describe('null for whoever does not see the whole campaign'),
      campaignId: id,
    })
    .nullable()
    .describe('null where somebody else began it'),
  next: z
    .object({
      step: nextStep,
      at: instant.nullable().describe('When, or by when; null where no clock says it'),
      waiting: z
        .object({ reason: z.string(), words: z.string() })
        .nullable()
        .describe('What it waits for, to be read after "waiting"'),
    })
    .nullable()
    .describe('null: nothing comes next'),
  commitDueAt: instant.nullable().describe('The latest end of the observation; null outside of one'),
  proof: z
    .object({
      verdict: overallVerdict.describe('`pass`: every required proof holds. `fail`: one of them fails'),
      held: z.number().int().describe('Required proofs that hold'),
      required: z.number().int(),
    })
    .nullable()
    .describe('null before anything was judged'),
});
export type ServerAttempt = z.infer<typeof serverAttempt>;

const serverHold = z.object({ since: instant, by: z.string(), because: z.string() });

/** A server in a list: what the portal shows, and what it does not. */
export const server = z
  .object({
    id,
    name: z.string(),
    fqdn: z.string(),
    domain: z.string(),
    site: z.string(),
    migrationState,
    migrationStateName: z.string().describe("The portal's name of the state"),
    sensorVersion: z.string(),
    sensorType: z.string(),
    healthStatus: z.string(),
    serviceStatus: z.string(),
    seenAt: instant.nullable(),
    verdict: overallVerdict.nullable().describe('Our own verdict; null before the first check'),
    disposition: disposition.nullable(),
    reasons: z.array(reason),
    edition: edition.nullable(),
    validUntil: instant.nullable(),
    isPinned: z.boolean(),
    hold: serverHold
      .nullable()
      .describe('A person holds it: no start of it is sent until it is released; null: nobody does'),
    moveId: id.nullable(),
    moveState: moveState.nullable(),
    attempt: serverAttempt
      .nullable()
      .optional()
      .describe('Only where `with=attempt` asked for it; null: nobody has tried anything'),
    roles: z
      .array(z.string())
      .nullable()
      .optional()
      .describe('Only where `with=roles` asked for it: its identity roles by fresh evidence; null: none tells them'),
  })
  .meta({ id: 'Server' });
export type Server = z.infer<typeof server>;

export const evidence = z.object({
  key: z.string(),
  value: factValue,
  source: z.string(),
  observedAt: instant,
  origin: z
    .object({
      file: z.string().optional(),
      member: z.string().optional(),
      line: z.number().optional(),
      record: z.number().optional(),
    })
    .optional(),
});

const verdict = z
  .object({
    check: z.string(),
    title: z.string(),
    verdict: verdictValue,
    reason: z.string(),
    summary: z.string(),
    required: z
      .array(requirement)
      .optional()
      .describe('What the check demands, with the page and the day it rests on; of the edition of the verdict'),
    evidence: z.array(evidence),
    edition,
    remedy: z.string().optional(),
    howToGet: z.string().optional(),
    owner: owner.optional().describe('Who does what is to be done next'),
    conflict: z.string().optional(),
    verify: z.object({ analyzer: z.string(), byHand: z.string() }).optional(),
    validUntil: instant,
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof verdict>;

const fact = z.object({
  key: z.string(),
  title: z.string(),
  value: factValue,
  source: z.string(),
  observedAt: instant,
  isFresh: z.boolean(),
  conflict: z
    .object({
      why: z.string(),
      others: z.array(z.object({ value: factValue, source: z.string(), observedAt: instant })),
    })
    .optional(),
});

export const serverDetail = server
  .extend({
    verdicts: z.array(verdict),
    facts: z.array(fact),
    differsIn: z.array(edition),
    watches,
    version: z.number().int(),
  })
  .meta({ id: 'ServerDetail' });
export type ServerDetail = z.infer<typeof serverDetail>;

/** What is under way on a server while it is held or released; none of it is stopped. */
const underWay = z
  .enum(['nothing', 'queued', 'asked', 'started', 'observing'])
  .describe(
    '`queued`: it stays in its queue and waits for the release. `asked`: its start was asked for; what has not left is taken back, what has is finished. `started`: the service is at it and cannot be stopped. `observing`: it has moved; observation and commit go on',
  );
export type UnderWay = z.infer<typeof underWay>;

export const serverHoldResult = z
  .object({
    server: server.describe('As it is now; of a dry run, as it would be'),
    isDryRun: z.boolean(),
    isChanged: z.boolean().describe('false: it was so already, and who held it and why stays as it was'),
    underWay,
  })
  .meta({ id: 'ServerHoldResult' });
export type ServerHoldResult = z.infer<typeof serverHoldResult>;

/** How a server counts in the coverage of its site; every server that should be protected is in one of these. */
const protection = z.enum(['protected', 'unprotected', 'unknown', 'inMotion']);
export type Protection = z.infer<typeof protection>;

const span = z
  .string()
  .max(100)
  .refine(
    (text) => {
      const [from, to, ...more] = text.split('/');
      return [from, to].every((part) => instant.safeParse(part).success) && more.length === 0;
    },
    { message: 'two RFC 3339 instants with a slash between' },
  );

/** One of the numbers in `since` of a campaign, and the campaign. */
const sinceCampaign = z
  .string()
  .max(300)
  .refine((text) => /^(joined|gone|ready)\/./.test(text), {
    message: 'joined, gone or ready, a slash, and the id of a campaign',
  });

export const serverExtras = ['attempt', 'roles'] as const;
export type ServerExtra = (typeof serverExtras)[number];

/** Filters of the servers list; `selector` is the CLI's form, for example `site:Berlin state:ready`. */
export const serverQuery = paging.extend({
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe(
      'So many servers stand before the page: for a jump to a place of the list, never together with `after`. Whoever reads on follows nextLink, which neither leaves out nor repeats a server when others come and go',
    ),
  sort: z
    .enum(serverOrders)
    .default('name')
    .describe(
      'What the list is sorted by, with a minus from the last to the first; servers that are alike in it stand by name. A nextLink goes on in its own order',
    ),
  count: z.stringbool().default(false).describe('Count the selection; without filters the count is always there'),
  id: listOf(z.string().min(1).max(100)).describe('These servers, by their ids'),
  search: z.string().max(200).optional().describe('Prefix of the name or FQDN'),
  state: listOf(migrationState),
  verdict: listOf(z.enum(['pass', 'fail', 'unknown', 'none'])),
  disposition: listOf(disposition),
  site: listOf(z.string()).describe(`\`${noSite}\`: nobody knows the site`),
  domain: listOf(z.string()),
  moveState: listOf(moveState),
  reason: listOf(z.string()),
  onlyReason: listOf(z.string()).describe('Nothing else than one of these reasons keeps it'),
  protection: listOf(protection).describe(
    'As its site counts it: a running sensor seen lately, none, nothing seen lately, or in a step; of servers that should be protected',
  ),
  commitDue: span
    .optional()
    .describe('Its observation ends at the latest in this span: `FROM/TO`, two RFC 3339 instants, TO not included'),
  since: sinceCampaign
    .optional()
    .describe(
      'What became of the selection of a campaign since it was planned: `joined/ID`, `gone/ID` or `ready/ID`, as its `since` counts them about once an hour while it may still take late waves',
    ),
  wave: listOf(z.string().regex(/^([1-9]\d{0,3}|none)$/, 'the number of a wave, from 1, or none')).describe(
    'The wave of its newest attempt, by number, whichever its campaign; `none`: it is in none',
  ),
  proof: listOf(z.enum(['pass', 'fail', 'unknown', 'none'])).describe(
    'What the required proofs of its newest attempt come to, as `attempt.proof` says it; `none`: none was judged',
  ),
  evidenceAge: listOf(z.enum(['15m', '1h', '1d', '7d', 'older', 'none'])).describe(
    'How old the oldest evidence is that its last verdict rests on, in force or not: up to that long, and longer than the one before it; `none`: it rests on none',
  ),
  whose: listOf(z.enum(['mine', 'needs-you'])).describe(
    '`mine`: the newest attempt belongs to a campaign that the caller began. `needs-you`: an open task about the server waits for a person',
  ),
  with: listOf(z.enum(serverExtras)).describe(
    'What is read beside the servers, once for the whole page: `attempt` (wave, next step, commit, proofs), `roles`',
  ),
});

export const serverCounts = z
  .object({
    total: z.number().int(),
    byMigrationState: z.record(z.string(), z.number().int()),
    byVerdict: z.record(z.string(), z.number().int()),
    byDisposition: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'ServerCounts' });

/** Which servers: all of them, or those that fit every given condition. */
export const selector = z
  .string()
  .max(10_000)
  .default('all')
  .describe('`all`, names, or conditions such as `site:Berlin state:ready reason:sense-stopped`');

const checkGroup = z.object({
  reason: z.string(),
  title: z.string(),
  remedy: z.string(),
  owner: owner.nullable().describe('Who does what the remedy says; null: nobody knows'),
  servers: z.number().int().describe('Servers that have this reason'),
  alone: z.number().int().describe('Servers that become ready when only this is fixed'),
  names: z.array(z.string()).describe('The first of them'),
});
export const checkSummary = z
  .object({
    evaluated: z.number().int(),
    pass: z.number().int(),
    fail: z.number().int(),
    unknown: z.number().int(),
    stays: z.number().int(),
    groups: z.array(checkGroup),
    servers: z.array(server),
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'CheckSummary' });
export type CheckSummary = z.infer<typeof checkSummary>;

export const diagnosis = z
  .object({
    code: z.string(),
    title: z.string(),
    severity: z.enum(['high', 'medium', 'low']),
    confidence: z.enum(['proven', 'likely', 'possible']),
    because: z.string(),
    remedy: z.string(),
    requirement: z.string(),
    evidence: z.array(evidence),
  })
  .meta({ id: 'Diagnosis' });

export const evidenceResult = z
  .object({
    format: z.string(),
    isDryRun: z.boolean(),
    mapping: z.array(z.object({ column: z.string(), key: z.string().nullable() })),
    rows: z.number().int(),
    registered: z.number().int().describe('Hosts that were new'),
    updated: z.number().int().describe('Hosts that were known'),
    hosts: z.array(z.string()).describe('Full names of the hosts, at most 1,000'),
    problems: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        detail: z.string(),
        remedy: z.string(),
        line: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'EvidenceResult' });
export type EvidenceResult = z.infer<typeof evidenceResult>;
