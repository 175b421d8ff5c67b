import { z } from 'zod';
import { eventClauseWords } from './event-words.ts';

type Says<K> = K extends `event.${infer S}` ? S : never;
export type EventSays = Says<keyof typeof eventClauseWords>;
const said = Object.keys(eventClauseWords).map((key) => key.slice('event.'.length)) as [EventSays, ...EventSays[]];

/** Which words a code has: those of the log itself, or those that a state, a reason, a wait or a problem has everywhere. */
const codeKinds = z.enum([
  'access',
  'asked',
  'campaign',
  'choice',
  'effect',
  'happened',
  'kind',
  'move',
  'problem',
  'reason',
  'receiver',
  'verdict',
  'wait',
]);
export type CodeKind = z.infer<typeof codeKinds>;

const eventCode = z.object({ of: codeKinds, code: z.string(), words: z.string() });
export type EventCode = z.infer<typeof eventCode>;

/** A piece of the sentence of an entry. Its pieces stand behind one another as they are; the last one ends the sentence. */
export const eventClause = z
  .object({
    says: z.enum(said),
    actor: z.string().optional().describe('Who did it: `engine`, or a name'),
    person: z.string().optional().describe('Somebody else that it is about'),
    name: z.string().optional().describe('A name, digest or title of Microsoft, the same in every language'),
    version: z.string().optional(),
    number: z.number().int().optional(),
    first: z.number().int().optional(),
    last: z.number().int().optional(),
    count: z.number().int().optional(),
    what: eventCode.optional().describe('A code with its English words'),
    words: z.string().optional().describe('Words of the server, in English'),
    because: z.string().optional().describe('The words of whoever decided it'),
  })
  .meta({ id: 'EventClause' });
export type EventClause = z.infer<typeof eventClause>;
