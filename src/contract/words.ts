import { z } from 'zod';

/** RFC 3339 in UTC, the only form of an instant on the wire. */
export const instant = z.iso.datetime({ offset: true }).describe('RFC 3339 instant');
export const id = z.string().min(1).max(100).describe('Opaque id');
export const role = z.enum(['viewer', 'operator', 'approver', 'administrator']);
export const edition = z.enum(['2026-03', '2026-09']).describe('A dated rulebook edition');
export const verdictValue = z.enum(['pass', 'fail', 'unknown', 'notApplicable']);
export const overallVerdict = z.enum(['pass', 'fail', 'unknown']);
export const disposition = z.enum(['moves', 'stays', 'unsupported']);
export const migrationState = z
  .enum(['readyForMigration', 'notReadyForMigration', 'migrating', 'migrationFailed', 'upToDate', 'unknown'])
  .describe("Microsoft's state of the server, shown as Microsoft's");
export const moveState = z
  .enum([
    'queued',
    'requested',
    'migrating',
    'external',
    'overdue',
    'observing',
    'committed',
    'reverted',
    'failed',
    'rolledBack',
    'abandoned',
  ])
  .describe('Our state of one attempt');
export const factValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** Why somebody does what cannot be explained by the data: one sentence, kept in the log. */
export const because = z
  .string()
  .trim()
  .min(3, 'Say why, in at least three letters.')
  .max(1_000)
  .describe('The reason, kept in the log');

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    code: z.string().describe('The only member that programs may look at'),
    remedy: z.string().describe('What a person does next'),
    errors: z
      .array(
        z.object({
          at: z.string(),
          message: z.string(),
          codes: z.array(z.string()).optional().describe('The reasons that the message tells by their titles'),
        }),
      )
      .optional(),
    retryAfter: z.number().optional().describe('Seconds'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem' });
export type Problem = z.infer<typeof problem>;

export const siteOfServer = z
  .string()
  .nullable()
  .describe('The site of the server, in whose zone its times can be told; null: it has none, or nobody knows it');

/** A page of a collection; `nextLink` is a path to be used unchanged. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ value: z.array(item), nextLink: z.string().optional(), count: z.number().int().optional() });
}

export const paging = z.object({
  top: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional().describe('Continuation, as nextLink carries it'),
});

/** A list in a query string: repeated or separated by commas. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',').filter((part) => part !== '') : value),
      z.array(item),
    )
    .optional();
}
