import { z } from 'zod';
import { owner } from './owner.ts';
import { id, instant } from './words.ts';

/** The estate at a glance, beside the status: how well each site stands, what becomes final when, and what blocks. */
export const overview = z
  .object({
    asOf: instant.describe("The tenant's clock"),
    readAt: instant.nullable().describe('When the list of sensors was read: protection is as of then'),
    decidesUntil: instant
      .nullable()
      .describe('Nothing starts on a reading for longer; until the next one is late it is still shown'),
    sites: z
      .array(
        z.object({
          site: z.string().describe('Empty: nobody knows the site'),
          servers: z.number().int().describe('Servers that should be protected'),
          protected: z.number().int().describe('Of which a running sensor was seen lately, and that are in no step'),
          inMotion: z.number().int().describe('In flight, whoever started it'),
          unknown: z.number().int().describe('Of which nothing was seen lately'),
          floor: z.number().int().describe('Servers that must stay protected; the highest floor of what runs now'),
        }),
      )
      .describe('The sites nearest to their floor first'),
    commits: z
      .array(
        z.object({
          from: instant.describe('The beginning of the hour'),
          servers: z.number().int(),
          proven: z.number().int().describe('Of which every required proof holds'),
        }),
      )
      .describe('When observations end at the latest, by hour'),
    blockers: z
      .array(
        z.object({
          reason: z.string(),
          title: z.string(),
          remedy: z.string(),
          owner: owner.nullable().describe('Who does what the remedy says; null: nobody knows'),
          servers: z.number().int().describe('Servers that have this reason'),
          alone: z.number().int().describe('Servers that have no other reason'),
        }),
      )
      .describe('What frees most servers first; at most ten'),
    oldestEvidence: z
      .object({
        serverId: id,
        server: z.string(),
        source: z.string(),
        title: z.string().describe('The source in words'),
        observedAt: instant,
        believedUntil: instant.describe('From then on no verdict may rest on it'),
      })
      .nullable()
      .describe('The oldest evidence that a verdict in force rests on; null: no verdict rests on evidence now'),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overview>;

/** How one tenant stands, beside others: for whoever looks after several. */
export const standing = z
  .object({
    id,
    name: z.string(),
    asOf: instant.describe("The tenant's clock"),
    needs: z.number().int().describe('Things that wait for somebody, as its status lists them'),
    listsInTrouble: z.number().int().describe('Lists of the service that cannot be read'),
    servers: z.number().int().describe('Servers that should be protected'),
    protected: z.number().int().describe('Of which a running sensor was seen lately, and that are in no step'),
    unknown: z.number().int().describe('Of which nothing was seen lately'),
    inFlight: z.number().int(),
    campaigns: z.number().int().describe('Campaigns that have not ended'),
    dueAt: instant.nullable().describe('The nearest deadline: of a task, or when a server is reverted or committed'),
  })
  .meta({ id: 'Standing' });
export type Standing = z.infer<typeof standing>;
