import { z } from 'zod';
import { id, instant } from './words.ts';

const secretRef = z
  .string()
  .max(1_000)
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'env:NAME or file:PATH');
const mailAddress = z.email().max(320);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

const quietHours = z
  .object({
    from: timeOfDay,
    to: timeOfDay.describe('Before `from`: it ends on the next day'),
    zone: z.string().min(1).max(100).describe('A zone of the IANA database, such as Europe/Berlin'),
  })
  .meta({
    id: 'QuietHours',
    description: 'Hours in which only alarms are sent; everything else comes as one summary behind them',
  });

const receiverAddress = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    url: z
      .string()
      .min(1)
      .max(2_000)
      .describe('https address without a query, or where a secret address is: env:NAME or file:PATH'),
    secretRef: secretRef.describe('Where the key of the signature is'),
  }),
  z.object({
    kind: z.literal('mail'),
    server: z.string().min(1).max(300).describe('smtp://host:port with STARTTLS, or smtps://host:port'),
    from: mailAddress,
    to: z.array(mailAddress).min(1).max(50),
    login: z
      .object({ user: z.string().min(1).max(320), secretRef: secretRef.describe('Where the password is') })
      .nullable()
      .default(null),
  }),
  z.object({
    kind: z.literal('teams'),
    urlRef: secretRef.describe('Where the address of the workflow is; whoever knows it may post'),
  }),
]);

const kinds = z.array(z.string().min(1).max(60)).min(1).max(50).nullable().describe('Kinds of notices; null: all');

export const receiver = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(['webhook', 'mail', 'teams']),
    host: z.string().describe('The host behind the address; the address itself is not shown'),
    to: z.array(z.string()).describe('Mail addresses; empty for the other kinds'),
    isEnabled: z.boolean(),
    kinds: z.array(z.string()).nullable().describe('Kinds of notices; null: all'),
    quietHours: quietHours.nullable(),
    createdAt: instant,
    sentAt: instant.nullable().describe('When a message last got through'),
    waiting: z.number().int().describe('Notices that have not got through yet'),
    problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Receiver' });
export type Receiver = z.infer<typeof receiver>;

export const receiverRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}]+$/u, 'No control characters.'),
  address: receiverAddress,
  kinds: kinds.default(null),
  quietHours: quietHours.nullable().default(null),
});

export const receiverChange = z.object({
  isEnabled: z.boolean().optional(),
  kinds: kinds.optional(),
  quietHours: quietHours.nullable().optional(),
});

export const receiverTest = z
  .object({
    receiver,
    messageId: z.string(),
    isDelivered: z.boolean(),
    answer: z.string().nullable().describe('What the receiver said'),
    durationMs: z.number(),
    problem: receiver.shape.problem,
  })
  .meta({ id: 'ReceiverTest' });
