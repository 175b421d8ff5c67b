import { z } from 'zod';

/** Anything that JSON can say. Not as the recursive shape of it, which no document of the API can name. */
const json = z.unknown();
const standing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wave'), at: z.number().int().describe('Counted from 0'), wave: z.string() }),
  z.object({ kind: z.literal('excluded'), reason: z.string(), detail: z.string() }),
  z.object({ kind: z.literal('absent') }),
]);
const hostChanges = z.array(z.object({ name: z.string(), from: standing, to: standing }));
const change = z.object({
  path: z.string(),
  from: json.optional().describe('Missing: it is in the second plan only'),
  to: json.optional().describe('Missing: it is in the first plan only'),
});

/** What `plan diff --json` prints: what the second plan would do otherwise than the first. Nothing in any list: they say the same. */
export const planDiff = z.object({
  joined: hostChanges,
  gone: hostChanges,
  moved: hostChanges,
  leftOut: hostChanges,
  described: z.array(change),
  reordered: z.array(z.string()),
  waves: z.array(change),
  rules: z.array(change),
  prediction: z
    .array(
      z.object({
        of: z.enum(['asOf', 'starts', 'ends', 'noReturn', 'allFinal', 'held', 'site', 'domain']),
        wave: z.number().int().optional().describe('From 1; missing for the whole plan'),
        name: z.string().optional().describe('Of the site or domain'),
        from: json.optional().describe('Missing: it is in the second plan only'),
        to: json.optional().describe('Missing: it is in the first plan only'),
      }),
    )
    .describe('Instants in milliseconds since 1970 UTC'),
  other: z.array(change),
});
export type PlanDiff = z.infer<typeof planDiff>;

/** How a value of a change is told: the name of its member says what a number is. Kept in one place, for the page and the command line say the same. */
export function valueKind(
  path: string,
  value: unknown,
): 'none' | 'never' | 'instant' | 'duration' | 'text' | 'members' {
  if (Array.isArray(value) && value.length === 0) return 'none';
  if (typeof value === 'number' && /(At|asOf|earliest|latest)$/.test(path)) return 'instant';
  if (typeof value === 'number' && /([a-z]Ms|\.ms|^ms)$/.test(path)) return 'duration';
  if (value === null) return /(earliest|latest)$/.test(path) ? 'never' : 'none';
  return typeof value === 'object' ? 'members' : 'text';
}

/** Of one kind of difference people are told so many; the difference itself has all. */
export const mostDifferencesShown = 50;

const named = z.object({ digest: z.string(), name: z.string() });

/** Two saved plans, and what the second would do otherwise than the first. */
export const planDifference = z
  .object({
    from: named,
    to: named,
    isSame: z.boolean().describe('They say the same'),
    lines: z.array(z.string()).describe('The difference as people read it; of each kind the first 50'),
    diff: planDiff.describe('All of it'),
    reasons: z.record(z.string(), z.string()).describe('Titles of the reason codes in it'),
    details: z
      .record(z.string(), z.object({ codes: z.array(z.string()), rest: z.string() }))
      .describe('What the detail of each exclusion says, by the detail: codes, and what no code says'),
    waits: z.record(z.string(), z.string()).describe('Words for what would be waited for, to be read after "waiting"'),
  })
  .meta({ id: 'PlanDifference' });
export type PlanDifference = z.infer<typeof planDifference>;

/** What can differ between two plans, in the order in which people read it, and how the lines of each are made. */
export const differenceKinds = [
  { kind: 'joined', lines: 'hosts' },
  { kind: 'gone', lines: 'hosts' },
  { kind: 'moved', lines: 'hosts' },
  { kind: 'leftOut', lines: 'hosts' },
  { kind: 'described', lines: 'changes' },
  { kind: 'reordered', lines: 'texts' },
  { kind: 'waves', lines: 'changes' },
  { kind: 'rules', lines: 'changes' },
  { kind: 'prediction', lines: 'predicted' },
  { kind: 'other', lines: 'changes' },
] as const satisfies readonly { kind: keyof PlanDiff; lines: string }[];
export type DifferenceKind = (typeof differenceKinds)[number];
