import { lineAt, linesOfJson } from '../json-lines.ts';
import { linesOf } from '../lines.ts';
import { type ProblemList, quoted } from '../reading.ts';

/** Null says that the tool has no value: `unavailable`. Undefined stands for a value that is damaged. */
export type HealthValue = string | number | boolean | readonly string[] | null;

/** One key of `mdatp health` with its value, from either form. */
export interface HealthEntry {
  /** As JSON writes it: `edrMachineId`. */
  readonly name: string;
  readonly value: HealthValue | undefined;
  readonly line: number | undefined;
}

/** Real output has some forty keys. */
const entryLimit = 2_000;

/** Keys are the same in `edr_machine_id`, `edrMachineId` and any other spelling. */
export function foldedKey(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/**
 * The entries of a text (`key   : value`), of which columns are not counted: some keys are longer than their column.
 * Anything else on a line becomes a problem without its words, since a copied console shows names of users.
 */
export function textEntries(text: string, problems: ProblemList): readonly HealthEntry[] {
  const entries: HealthEntry[] = [];
  for (const { text: row, line, isEnded } of linesOf(text)) {
    if (row.trim() === '') continue;
    if (/^\s*ATTENTION: No license/i.test(row)) {
      entries.push({ name: 'licensed', value: false, line });
      continue;
    }
    const pair = pairOf(row);
    if (pair === undefined) {
      problems.addRepeated('health line', 'text-unread', 'A line has no key and value; it was left out.', line);
      continue;
    }
    const { name, raw } = pair;
    if (entries.length >= entryLimit) {
      problems.add('file-too-large', `There are more than ${entryLimit} keys; the rest was left out.`, line);
      break;
    }
    const value = textValue(raw, isEnded);
    if (value === undefined)
      problems.addRepeated(`health ${name}`, 'text-unread', `The value of ${quoted(name)} is not whole.`, line);
    entries.push({ name, value, line });
  }
  return entries;
}

/** The line parted at the first ` :`, and the key written as JSON does. */
function pairOf(row: string): { readonly name: string; readonly raw: string } | undefined {
  const end = row.search(/ :( |$)/);
  const key = end < 0 ? '' : row.slice(0, end).trim();
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(key)) return undefined;
  const name = key.replace(/[_-]+([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  return { name, raw: row.slice(end + 2).trim() };
}

/**
 * Strings are quoted, lists stand in brackets, the rest is bare. A value that begins like one of them and does not end so is damaged,
 * and so is a bare one on a last line that does not end, unless it is one of the words that nothing can follow.
 */
function textValue(raw: string, isEnded: boolean): HealthValue | undefined {
  const text = raw.replace(/\s\[managed\]$/i, '').trim();
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'unavailable') return null;
  if (text.startsWith('"')) return text.length > 1 && text.endsWith('"') ? worded(text.slice(1, -1)) : undefined;
  if (text.startsWith('[')) return listOf(text);
  if (!isEnded) return undefined;
  return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

/** A quoted `unavailable` means the same as a bare one. */
function worded(text: string): string | null {
  return text.trim().toLowerCase() === 'unavailable' ? null : text;
}

function listOf(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? itemsOf(list) : undefined;
  } catch {
    // Cut off, or not written as JSON; either way it cannot be told apart into its items.
    return undefined;
  }
}

/**
 * The entries of a document (`--output json`), behind the line that says that there is no licence, if it is there.
 * @returns undefined, with a problem, when the document is not whole.
 */
export function jsonEntries(text: string, problems: ProblemList): readonly HealthEntry[] | undefined {
  const from = text.indexOf('{');
  const entries: HealthEntry[] = /^\s*ATTENTION: No license/i.test(text.slice(0, from))
    ? [{ name: 'licensed', value: false, line: lineAt(text, text.search(/\S/)) }]
    : [];
  const document = parsed(text.slice(from));
  if (typeof document !== 'object' || document === null) {
    problems.add('file-damaged', 'The document is not whole JSON, so nothing of it was read.');
    return undefined;
  }
  const lineOf = linesOfJson(text, document, from);
  for (const [name, told] of Object.entries(document)) {
    const line = lineOf(document, name);
    if (entries.length >= entryLimit) {
      problems.add('file-too-large', `There are more than ${entryLimit} keys; the rest was left out.`, line);
      break;
    }
    const value = jsonValue(told);
    if (value === undefined)
      problems.addRepeated(
        `health ${name}`,
        'value-unknown',
        `The value of ${quoted(name)} has an unknown form.`,
        line,
      );
    entries.push({ name, value, line });
  }
  return entries;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller says so.
    return undefined;
  }
}

/** A plain value, or an object that holds it as `value` or names it as `$type`. */
function jsonValue(told: unknown): HealthValue | undefined {
  if (typeof told === 'string') return worded(told);
  if (told === null || typeof told === 'boolean' || typeof told === 'number') return told;
  if (typeof told !== 'object') return undefined;
  if (Array.isArray(told)) return itemsOf(told);
  const { value, $type } = told as { readonly value?: unknown; readonly $type?: unknown };
  const inner = value === undefined ? $type : value;
  const isPlain = inner === null || typeof inner !== 'object' || Array.isArray(inner);
  return isPlain ? jsonValue(inner) : undefined;
}

/** Items are texts, or pairs as tags are; undefined when one is anything else, since half a list says something else. */
function itemsOf(list: readonly unknown[]): readonly string[] | undefined {
  const items = list.map((item) => {
    if (typeof item === 'string' || typeof item === 'number') return String(item);
    if (typeof item !== 'object' || item === null) return undefined;
    const { key, value } = item as { readonly key?: unknown; readonly value?: unknown };
    return typeof key === 'string' && typeof value === 'string' ? `${key}=${value}` : undefined;
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}
