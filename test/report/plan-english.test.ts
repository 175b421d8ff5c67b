import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { type PlanSaying, planWords } from '../../src/contract/plan-words.ts';
import { inEnglish } from '../../src/report/plan-english.ts';

/* The portal fills these messages in with a whole reader of ICU, the command line with a small one: what they say must be the same. */

const numbers = [0, 1, 2, 7, 1.5];
const texts = ['yes', 'no', 'graph', 'portal', 'host', 'service', 'rollback', 'commit'];

/** What each argument of a message can be: a number where it is counted or written as one, a word where one is chosen by, else a name. */
function choicesOf(message: string): ReadonlyMap<string, readonly (string | number)[]> {
  const choices = new Map<string, readonly (string | number)[]>();
  for (const [, name = '', kind] of message.matchAll(/\{(\w+)(?:, (plural|select|number))?[,}]/g)) {
    if (kind === 'select') choices.set(name, texts);
    else if (kind !== undefined) choices.set(name, numbers);
    else if (!choices.has(name)) choices.set(name, ['Munich']);
  }
  return choices;
}

/** Every choice of each argument once, beside the first ones of the others, and beside the second ones. */
function samplesOf(message: string): readonly Readonly<Record<string, string | number>>[] {
  const choices = [...choicesOf(message)];
  return [0, 1, 2].flatMap((at) => {
    const base = Object.fromEntries(choices.map(([name, values]) => [name, values[at % values.length] ?? '']));
    return [base, ...choices.flatMap(([name, values]) => values.map((value) => ({ ...base, [name]: value })))];
  });
}

test.each(Object.entries(planWords))(
  'portal 4.4 "%s" of a plan reads the same in the command line and in the portal',
  (says, message) => {
    const whole = new IntlMessageFormat(message, 'en');
    for (const values of samplesOf(message))
      expect(inEnglish({ says: says as PlanSaying, values }, String)).toBe(String(whole.format(values)));
  },
);

test('a clause that lacks what its message tells of is a fault of ours, and no gap in a sentence', () => {
  expect(() => inEnglish({ says: 'site', values: {} }, String)).toThrow('"name", which is not told');
});
