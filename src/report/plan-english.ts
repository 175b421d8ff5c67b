import { type PlanClause, type PlanLine, type PlanValue, planWords } from '../contract/plan-words.ts';
import { fromRfc3339, type Instant, toRfc3339 } from '../domain/time.ts';
import { dayInWords, hourInWords } from './local-time.ts';

/** How the reader shows an instant: in which zone and form. */
export type Tell = (at: Instant) => string;

type LineValue = PlanLine['values'][string];

/** A line before anybody said in which zone it is read. */
export interface UnsaidLine extends Pick<PlanLine, 'says' | 'values'> {
  readonly isDeeper?: boolean;
}

/** An instant as it stands in a clause. */
export function atOf(at: Instant): PlanValue {
  return { at: toRfc3339(at) };
}

/** One clause inside a line. */
export function inside(...clauses: readonly PlanClause[]): LineValue {
  return { clauses: [...clauses], joined: '' };
}

/** A clause or line as the command line says it: the messages of the one table, filled in. */
export function inEnglish({ says, values }: Pick<PlanLine, 'says' | 'values'>, tell: Tell): string {
  return filled(planWords[says], values, tell);
}

/** The line with its English sentence. */
export function said(line: UnsaidLine, tell: Tell): PlanLine {
  return { text: inEnglish(line, tell), isDeeper: line.isDeeper === true, says: line.says, values: line.values };
}

type Values = PlanLine['values'];

/** Fills in a message. Its forms are few (see the table), and whatever else ICU knows is not among them. */
function filled(message: string, values: Values, tell: Tell): string {
  let text = '';
  let at = 0;
  while (at < message.length) {
    const next = message.indexOf('{', at);
    if (next < 0) return text + message.slice(at);
    const end = closing(message, next);
    text += message.slice(at, next) + argument(message.slice(next + 1, end), values, tell);
    at = end + 1;
  }
  return text;
}

function argument(inner: string, values: Values, tell: Tell): string {
  const [, name = '', kind, branches = ''] = /^(\w+)(?:, (\w+))?(?:, (.*))?$/s.exec(inner) ?? [];
  const value = values[name];
  if (value === undefined) throw new Error(`A message about a plan asks for "${name}", which is not told.`);
  if (kind !== 'plural' && kind !== 'select') return valueInEnglish(value, tell);
  const options = branchesOf(branches);
  const keys = kind === 'select' ? [String(value)] : [`=${value}`, value === 1 ? 'one' : 'other'];
  const chosen = keys.find((key) => options.has(key)) ?? 'other';
  return filled(options.get(chosen) ?? '', values, tell);
}

/** "one {a} other {b}", by the words before the braces. */
function branchesOf(text: string): ReadonlyMap<string, string> {
  const branches = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const begin = text.indexOf('{', at);
    if (begin < 0) break;
    const end = closing(text, begin);
    branches.set(text.slice(at, begin).trim(), text.slice(begin + 1, end));
    at = end + 1;
  }
  return branches;
}

function closing(text: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`A message about a plan does not close its braces: ${text}`);
}

function valueInEnglish(value: LineValue, tell: Tell): string {
  if (typeof value !== 'object') return String(value);
  if ('clauses' in value) return value.clauses.map((clause) => inEnglish(clause, tell)).join(value.joined);
  if ('at' in value) return tell(fromRfc3339(value.at) ?? Number.NaN);
  if ('wait' in value) return value.words;
  if ('told' in value) return value.told;
  const local = Date.parse(`${value.local}Z`);
  const hour = hourInWords(local);
  return value.form === 'hour' ? hour : `${dayInWords(local, value.form === 'year')} ${hour}`;
}
