import { z } from 'zod';
import { instant } from './words.ts';

/** A time that lasts. */
const span = z.object({
  kind: z
    .enum(['open', 'freeze', 'wave', 'soak'])
    .describe(
      '`open`: all calendars are. `freeze`: a closed period. `wave`: from when it may start until its gate passed. `soak`: the time that its gate waits for',
    ),
  wave: z.number().int().nullable().describe('From 1; null: of no wave'),
  name: z.string().nullable().describe('Of the wave or of the calendar; null: of all calendars'),
  because: z.string().nullable().describe('Why it is closed'),
  from: instant.nullable().describe('null: never, as things are; of an opening: it has no beginning'),
  to: instant.nullable().describe('null: never, as things are; of an opening: it has no end'),
  isFromPredicted: z.boolean(),
  isToPredicted: z.boolean(),
});

/** An instant that comes whatever anybody does. */
const mark = z.object({
  kind: z
    .enum(['commit', 'no-return', 'approval-ends'])
    .describe('`commit`: observations end at the latest. `no-return`: predicted, of a wave that has not begun'),
  at: instant.describe('Of commits the beginning of their hour'),
  wave: z.number().int().nullable().describe('From 1; null: of no wave, or of the whole plan'),
  servers: z.number().int().nullable(),
  digest: z.string().nullable().describe('Of the plan whose approval ends'),
});

export const campaignTimes = z
  .object({
    asOf: instant,
    plannedAt: instant.describe('When what is predicted was predicted'),
    from: instant.describe('The strip begins with the campaign'),
    to: instant.describe('and ends after the last of it that is known'),
    zone: z
      .string()
      .nullable()
      .describe('Of the first calendar; null: neither the plan nor its tenant has one, and every time is open'),
    isCut: z.boolean().describe('There are more openings than these until then'),
    spans: z.array(span),
    marks: z.array(mark),
  })
  .meta({ id: 'CampaignTimes' });
export type CampaignTimes = z.infer<typeof campaignTimes>;
