/** The line on which a member of a parsed object stands; of the object itself, when no member is named or it stands on the same line. */
export type LineOf = (holder: object, member?: string) => number | undefined;

/** So many lines are kept; what stands behind has none. A report of a large forest has some hundred thousand. */
const mostLines = 1_000_000;

/** What a holder begins on, and which of its members stand on another line. */
interface Held {
  readonly line: number;
  members?: Map<string, number>;
}

/** An object or a list of the text, and what the parser made of it. */
interface Open {
  /** Undefined where a member of the same name comes later: then the parser kept that one. */
  readonly made: object | undefined;
  readonly isList: boolean;
  /** The member that is being read, or the index of the item. */
  at: string | number;
}

/**
 * Where the parts of a JSON text stand. `JSON.parse` does not tell, so the text is gone through once more beside what it made.
 * @param text one that `JSON.parse` took, from `from` on.
 */
export function linesOfJson(text: string, value: unknown, from = 0): LineOf {
  const held = new WeakMap<object, Held>();
  const open: Open[] = [];
  let kept = 0;
  let line = lineAt(text, from);
  // A text is read as a name until what follows shows that it is a value.
  let word = '';

  const keep = (name: string) => {
    const top = open.at(-1);
    if (top === undefined || top.isList) return;
    top.at = name;
    const found = top.made === undefined ? undefined : held.get(top.made);
    if (found === undefined) return;
    // The last of one name is the one that counts, so an earlier line must not stay.
    if (found.line === line) found.members?.delete(name);
    else if (kept < mostLines) {
      found.members ??= new Map();
      found.members.set(name, line);
      kept += 1;
    }
  };
  const enter = (isList: boolean) => {
    const top = open.at(-1);
    const made = top === undefined ? value : (top.made as Record<string | number, unknown> | undefined)?.[top.at];
    const isMade = typeof made === 'object' && made !== null && Array.isArray(made) === isList;
    open.push({ made: isMade ? made : undefined, isList, at: isList ? 0 : '' });
    if (!isMade || isList || kept >= mostLines) return;
    held.set(made, { line });
    kept += 1;
  };

  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') {
      const end = endOfText(text, at);
      word = text.slice(at, end + 1);
      at = end;
    } else if (sign === ':') keep(JSON.parse(word) as string);
    else if (sign === '{' || sign === '[') enter(sign === '[');
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '\n' || (sign === '\r' && text[at + 1] !== '\n')) line += 1;
    else if (sign === ',') {
      const top = open.at(-1);
      if (typeof top?.at === 'number') top.at += 1;
    }
  }
  return (holder, member) => {
    const found = held.get(holder);
    return (member === undefined ? undefined : found?.members?.get(member)) ?? found?.line;
  };
}

/** The line on which a place of a text is, from 1. */
export function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = 0; at < place; at += 1)
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line += 1;
  return line;
}

/** Where a text ends that begins with a quotation mark. Not by a pattern: of a long one it would run out of stack. */
function endOfText(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
