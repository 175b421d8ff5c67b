import { z } from 'zod';
import { route } from './route.ts';
import { factValue, id, instant, page, paging, siteOfServer } from './words.ts';

const named = z.object({ id: z.string(), title: z.string() });

const run = z
  .object({
    standing: z
      .enum(['ran', 'late', 'failing', 'never', 'notRun'])
      .describe('`late`: it should have run again more than 15 minutes ago. `notRun`: people alone run it'),
    whyNot: z
      .enum(['no-connection', 'archived'])
      .nullable()
      .describe('Why changeguard does not run it; null: it does, by itself'),
    readAt: instant.nullable().describe('When it last ran and succeeded; null: never'),
    dueAt: instant.nullable().describe('When it runs again at the latest; null: nothing says so'),
    problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
    failures: z.number().int().describe('Tries in a row that failed; when each was made is not kept'),
    failsSince: instant
      .nullable()
      .describe('Since when with this problem; null: it does not, or the log has it no more'),
    everyMinutes: z
      .object({ busy: z.number(), idle: z.number() })
      .describe('How often it runs: `busy` while something moves or waits for its turn'),
    believedForHours: z.number().describe('How long a row may decide anything after it was seen'),
    rows: z.number().int().describe('Servers of which a row is kept'),
    current: z
      .number()
      .int()
      .nullable()
      .describe(
        'Of these, said by the last run; null: rows say their own time, and which were named again is not kept',
      ),
    oldestAt: instant.nullable().describe('When the oldest kept row was seen'),
    newestAt: instant.nullable(),
  })
  .meta({ id: 'HuntingRun' });
export type HuntingRun = z.infer<typeof run>;

const lint = z.object({
  rule: z.enum(['newest-row', 'newest-that-fits', 'time', 'rows', 'case-of-names']),
  verdict: z
    .enum(['fine', 'look', 'wrong'])
    .describe('`look`: right, and easily misread. `wrong`: it does not say what it seems to'),
  text: z.string(),
});

const huntingQuery = z
  .object({
    id: z.string(),
    title: z.string(),
    kql: z.string().describe('As changeguard sends it; runs as it is in advanced hunting'),
    lint: z.array(lint).describe('What is known of its text before anybody runs it'),
    proves: z.string(),
    provesNot: z.array(z.string()).describe('What must not be read out of its answer'),
    keeps: z.string().describe('What of its answer is kept, and what is not'),
    takenAs: z
      .string()
      .nullable()
      .describe('As which kind of evidence an export of its answer is imported; null: there is no way to bring it in'),
    proofs: z.array(named).describe('Kinds of proof that are judged by it'),
    gates: z.array(named).describe('Conditions of gates that are measured by it; each measures anew and keeps no rows'),
    run,
  })
  .meta({ id: 'HuntingQuery' });
export type HuntingQuery = z.infer<typeof huntingQuery>;

const huntingRow = z
  .object({
    serverId: id,
    server: z.string(),
    fqdn: z.string(),
    site: siteOfServer,
    standing: z
      .enum(['current', 'earlier', 'dated'])
      .describe(
        '`current`: the last run that succeeded said it. `earlier`: it names the server no more. `dated`: the row says its own time, and whether it was named again is not kept',
      ),
    observedAt: instant,
    freshUntil: instant.describe('Until when it may decide anything'),
    facts: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        value: factValue,
        at: instant.optional().describe('The value, where it is an instant'),
      }),
    ),
  })
  .meta({ id: 'HuntingRow' });
export type HuntingRow = z.infer<typeof huntingRow>;

export const huntingRoutes = {
  listHuntingQueries: route({
    method: 'GET',
    path: '/hunting-queries',
    summary: 'The hunting queries with their last run, and the proofs that no query gives',
    role: 'viewer',
    hosts: true,
    response: z.object({
      asOf: instant,
      value: z.array(huntingQuery),
      proofsWithout: z
        .array(named.extend({ howToGet: z.string().describe('Where its evidence comes from instead') }))
        .describe('Kinds of proof that no hunting query shows'),
    }),
  }),
  listHuntingRows: route({
    method: 'GET',
    path: '/hunting-queries/{id}/rows',
    summary: 'What a hunting query said of each server, by name; the first page counts them all',
    role: 'viewer',
    hosts: true,
    query: paging,
    response: page(huntingRow),
  }),
} as const;
