import { z } from 'zod';
import { calendar } from './campaign-rules.ts';
import { eventClause } from './event-story.ts';
import { planLine } from './plan-words.ts';
import { because, edition, id, instant, paging, role, siteOfServer } from './words.ts';

export const grant = z
  .object({
    tenantId: id.nullable().describe('null: every tenant'),
    role,
    hosts: z.string().nullable().describe('A selector; null: all hosts'),
  })
  .meta({ id: 'Grant' });
export const me = z
  .object({
    actor: z.string(),
    role,
    tenantId: id.nullable(),
    csrfToken: z.string().optional(),
    grants: z.array(grant).optional().describe('Of an account: its role in each tenant'),
  })
  .meta({ id: 'Me' });

const siteZones = z
  .record(z.string().min(1).max(300), z.string().min(1).max(64))
  .describe('The zone of each site that has one, by the name of the site: `Europe/Berlin`, or `UTC`');

const calendars = z
  .array(calendar)
  .max(16)
  .describe(
    'Windows and freezes of the whole tenant: nothing starts unless all of them, and those of its plan, are open',
  );

export const tenant = z
  .object({
    id,
    name: z.string(),
    edition,
    overrides: z.array(z.object({ rule: z.string(), value: z.unknown(), because: z.string() })),
    usesVpnIntegration: z.boolean().nullable(),
    usesSyslog: z.boolean().nullable(),
    featureLossAcceptedBy: z.string().nullable(),
    siteZones,
    calendars,
    openings: z.array(planLine).describe('When all of its calendars are open next, five times; empty: it has none'),
    clock: z.enum(['wall', 'twin']),
    createdAt: instant,
    archivedAt: instant.nullable().describe('Since when nothing is started, read or changed there'),
    version: z.number().int(),
  })
  .meta({ id: 'Tenant' });
export const tenantChange = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  edition: edition.optional(),
  overrides: z.array(z.object({ rule: z.string(), value: z.unknown(), because })).optional(),
  usesVpnIntegration: z.boolean().optional(),
  usesSyslog: z.boolean().optional(),
  siteZones: siteZones.optional(),
  calendars: calendars.optional().describe('All of them, in place of those before; needs `because`'),
  because: because.optional(),
});

export const token = z
  .object({
    id,
    name: z.string(),
    role,
    tenantId: id.nullable(),
    createdAt: instant,
    createdBy: z.string(),
    expiresAt: instant,
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'Token' });
export const tokenRequest = z.object({
  name: z.string().trim().min(1).max(100),
  role,
  tenantId: id.nullable().default(null),
  days: z.number().int().min(1).max(366).default(30),
});

export const connection = z
  .object({
    id,
    kind: z.literal('graph'),
    cloud: z.enum(['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom']),
    loginUrl: z.string(),
    graphUrl: z.string(),
    directoryId: z.string(),
    clientId: z.string(),
    secretRef: z.string().describe('Where the secret is, never the secret'),
    isArmed: z.boolean(),
    channel: z.enum(['graph', 'portal']),
    createdAt: instant,
    version: z.number().int(),
  })
  .meta({ id: 'Connection' });
export const connectionRequest = z.object({
  cloud: z.enum(['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom']).default('global'),
  loginUrl: z.url().optional().describe('Only for cloud `custom`'),
  graphUrl: z.url().optional().describe('Only for cloud `custom`'),
  directoryId: z.string().min(1).max(200).describe('Directory (tenant) id'),
  clientId: z.string().min(1).max(200),
  secretRef: z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'env:NAME or file:PATH'),
  channel: z.enum(['graph', 'portal']).optional(),
  edition: edition.optional(),
});
export const finding = z
  .object({
    what: z.string(),
    verdict: z.enum(['pass', 'fail', 'unknown']),
    detail: z.string(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'Finding' });
export const findings = z.object({ value: z.array(finding) });

export const logEntry = z
  .object({
    id: z.string().describe('`seq.ordinal`; also the id of the event stream'),
    seq: z.number().int(),
    at: instant,
    kind: z.string(),
    subjectType: z.string(),
    subjectId: z.string(),
    server: z.string().nullable().describe('Name of the server that the subject is, or is about; in lists only'),
    site: siteOfServer,
    actor: z.string(),
    sentence: z.string().describe('One English sentence for people'),
    story: z.array(eventClause).describe('The same in pieces, for whoever says it in another language'),
    payload: z.unknown(),
    personal: z.record(z.string(), z.string()),
  })
  .meta({ id: 'LogEntry' });
export const logQuery = paging.extend({
  subjectType: z.string().optional(),
  subjectId: z.string().optional(),
  kind: z.string().optional(),
  order: z.enum(['oldest', 'newest']).default('newest'),
});
/** How much was logged behind a place. */
export const logCounts = z
  .object({
    asOf: instant.describe("The tenant's clock"),
    upTo: z.number().int().describe('The last link of the log now, which is the place to ask from next time'),
    entries: z.number().int(),
    isWhole: z.boolean().describe('False where there are more entries than were counted'),
    kinds: z.array(z.object({ kind: z.string(), entries: z.number().int() })).describe('By kind, by name'),
  })
  .meta({ id: 'LogCounts' });
/** The entries that are in sealed archives alone. */
export const sealedPart = z
  .object({
    lastSeq: z.number().int().describe('Up to this link entries may be in an archive'),
    until: instant.describe('Of that link'),
    entries: z.number().int().describe('Entries that are in archives alone'),
  })
  .meta({ id: 'SealedPart' });
export const logArchive = z
  .object({
    file: z.string(),
    firstSeq: z.number().int(),
    lastSeq: z.number().int(),
    from: instant,
    to: instant,
    hashBefore: z.string(),
    hashAfter: z.string(),
    links: z.number().int(),
    entries: z.number().int(),
    sealedEntries: z
      .number()
      .int()
      .describe('Entries that are in the archive alone; the others are in the log as well'),
    sha256: z.string(),
    key: z.string().describe('Fingerprint of the key that signed it'),
    sealedAt: instant,
    isHere: z.boolean().nullable().describe('Whether the file lies in the data directory of this server'),
  })
  .meta({ id: 'LogArchive' });
export const logVerification = z
  .object({
    isIntact: z.boolean(),
    links: z.number().int(),
    events: z.number().int(),
    sealed: z
      .object({ links: z.number().int(), events: z.number().int(), lastSeq: z.number().int() })
      .nullable()
      .describe('Links of which the log keeps the place and the digest, and an archive the entries'),
    head: z.object({ seq: z.number().int(), hash: z.string() }),
    breaks: z.array(z.object({ seq: z.number().int(), what: z.string(), detail: z.string() })),
    viewsAgree: z.boolean().describe('Folding the log gives the stored state'),
    differences: z.array(z.string()),
  })
  .meta({ id: 'LogVerification' });

export const coverageReport = z
  .object({
    servers: z.array(
      z.object({
        server: z.string(),
        intervals: z.array(
          z.object({ by: z.enum(['v2', 'v3', 'none', 'unknown']), from: instant, to: instant.nullable() }),
        ),
        unprotectedSeconds: z.number(),
      }),
    ),
    unprotectedSeconds: z.number(),
  })
  .meta({ id: 'CoverageReport' });

export const campaignReport = z
  .object({
    campaignId: id,
    name: z.string(),
    madeAt: instant,
    planDigest: z.string(),
    head: z.object({ seq: z.number().int(), hash: z.string() }),
    planned: z.number().int().describe('Servers in the plan; frozen'),
    late: z.number().int().describe('Servers that joined in late waves'),
    joined: z.array(z.string()).describe('Servers that the selector takes now and that are in no wave'),
    gone: z.array(z.string()).describe('Servers in a wave that the service does not name any more; they still count'),
    done: z.number().int(),
    committedUnproven: z.number().int(),
    attempts: z.array(
      z.object({
        server: z.string(),
        attempt: z.number().int(),
        state: z.string(),
        startedAt: instant.nullable(),
        endedAt: instant.nullable(),
        problem: z.string().nullable(),
        isDone: z.boolean(),
      }),
    ),
    openTasks: z.number().int(),
    coverage: coverageReport,
  })
  .meta({ id: 'CampaignReport' });

export const twinClock = z
  .object({ now: instant, rate: z.number(), nextDueAt: instant.nullable() })
  .meta({ id: 'TwinClock' });
export const twinClockRequest = z.object({
  advance: z.string().optional().describe('A duration: 20m, 2h, 7d, P7D'),
  rate: z.number().min(0).max(100_000).optional().describe('Times faster than the wall clock; 0 stops it'),
});
export const twinFault = z
  .object({ kind: z.string(), description: z.string(), fired: z.number().int(), isActive: z.boolean() })
  .meta({ id: 'TwinFault' });
export const twinFaultRequest = z.object({
  kind: z.string(),
  host: z.string().optional(),
  rate: z.number().min(0).max(1).optional(),
  count: z.number().int().min(1).optional(),
  off: z.boolean().optional(),
});
export const twinAct = z.object({
  act: z.enum(['rollback', 'migrate', 'collect-host-facts']),
  servers: z.array(z.string()).min(1).max(1_000),
});
export const twinActResult = z.object({
  value: z.array(z.object({ server: z.string(), ok: z.boolean(), detail: z.string() })),
});
