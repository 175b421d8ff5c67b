/**
 * What a language says of what the server tells of one thing alone: a gate, a task, a check. The server keeps such sentences in its log and judges them by their
 * letters when it is verified, so they come as they are, and are found again here by their English, in which `{name}` stands where the thing itself does.
 */
export interface ToldWords {
  /** Whole sentences. The own words are ICU messages with the same places. */
  readonly sentences: Readonly<Record<string, string>>;
  /** What stands in a list within a sentence. */
  readonly items: Readonly<Record<string, string>>;
  /** Single words that stand in a place: states of services, yes and no. */
  readonly words: Readonly<Record<string, string>>;
  /** What stands between and around what is said of a thing. */
  readonly signs: {
    readonly and: string;
    readonly andNo: string;
    readonly decimal: string;
    /** Before and behind a word of the server that has none of the own language. */
    readonly quotes: readonly [string, string];
  };
}

type Fill = (message: string, values: Readonly<Record<string, string | number>>) => string;

/** What may stand in a place, and how it is said; undefined where it cannot be said, so that the whole is not said by halves. */
interface Place {
  readonly is: string;
  readonly said: (value: string, teller: Teller) => string | number | undefined;
}

const asItIs = (value: string) => value;
const time = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.]*Z?`;
const length = String.raw`\d+ (?:d|h|min|s)(?: \d+ (?:h|min|s))?`;

const number: Place = { is: String.raw`\d+`, said: Number };
const aName: Place = { is: '.+?', said: asItIs };

/** By the name of the place. What is not here is a name, which no language changes. */
const places: Readonly<Record<string, Place>> = {
  count: number,
  of: number,
  failed: number,
  unproven: number,
  open: number,
  wave: number,
  attempt: number,
  limit: number,
  more: number,
  share: { is: String.raw`\d+(?:\.\d)?`, said: (value, { signs }) => value.replace('.', signs.decimal) },
  host: { is: String.raw`\S+`, said: asItIs },
  hosts: { is: 'hosts?', said: asItIs },
  at: { is: time, said: asItIs },
  day: { is: String.raw`\d{4}-\d{2}(?:-\d{2})?`, said: asItIs },
  version: { is: String.raw`\S+`, said: asItIs },
  least: { is: String.raw`\S+`, said: asItIs },
  ago: { is: length, said: asItIs },
  word: { is: String.raw`\w+`, said: (value, { words, signs }) => own(words, value) ?? signs.quotes.join(value) },
  there: { is: '.+?', said: (value, { words }) => own(words, value) ?? value },
  installed: { is: '.+?', said: (value, teller) => teller.item(value) },
  value: { is: '.+?', said: (value, { words }) => own(words, value) ?? value },
  now: { is: '.+?', said: (value, { words }) => own(words, value) ?? value },
  /** The title of a fact, a proof or a problem. */
  title: { is: '.+?', said: (value, teller) => teller.sentence(value) },
  source: { is: '.+?', said: (value, teller) => teller.sentence(value) },
  other: { is: '.+?', said: (value, teller) => teller.sentence(value) },
  update: { is: '.+?', said: (value, teller) => teller.item(value) ?? value },
  titles: { is: '.+?', said: (value, teller) => inList(value, ', ', (one) => teller.item(one)) },
  causes: { is: '.+?', said: (value, teller) => inList(value, ', ', (one) => teller.item(one)) },
  changes: { is: '.+?', said: (value, teller) => inList(value, '; ', (one) => teller.item(one)) },
  sources: {
    is: '.+?',
    said: (value, teller) =>
      inList(value, ' and ', (one) => teller.item(one) ?? teller.sentence(one), teller.signs.and),
  },
  both: { is: '.+?', said: (value, teller) => inList(value, ' and ', (one) => teller.item(one), teller.signs.and) },
  either: {
    is: '.+?',
    said: (value, teller) => inList(value, ' and no ', (one) => teller.item(one), teller.signs.andNo),
  },
  /** More of the same sentence, behind a semicolon each. */
  tail: { is: '(?:; .+?)?', said: (value, teller) => tailIn(value, teller) },
  /** Names, and behind them more of the same sentence. */
  tailed: { is: '.+?', said: (value, teller) => tailedIn(value, teller) },
  /** A sentence of its own, or several. */
  rest: { is: '.+', said: (value, teller) => teller.sentence(value) },
};

function tailIn(value: string, teller: Teller): string | undefined {
  if (value === '') return '';
  const items = inList(value.slice('; '.length), '; ', (one) => teller.item(one));
  return items === undefined ? undefined : `; ${items}`;
}

function tailedIn(value: string, teller: Teller): string {
  for (let at = value.indexOf('; '); at >= 0; at = value.indexOf('; ', at + 1)) {
    const tail = tailIn(value.slice(at), teller);
    if (tail !== undefined) return value.slice(0, at) + tail;
  }
  return value;
}

/** Says the parts of a list. A part may have the sign between parts in it: the shortest parts that can be said are taken. */
function inList(
  text: string,
  between: string,
  said: (part: string) => string | undefined,
  ownBetween = between,
): string | undefined {
  // What follows a place is looked at once, however many ways lead there: a list that cannot be said must not take long either.
  const rests = new Map<number, string | undefined>();
  const from = (start: number): string | undefined => {
    if (rests.has(start)) return rests.get(start);
    let found: string | undefined;
    for (let at = text.indexOf(between, start); found === undefined && at >= 0; at = text.indexOf(between, at + 1)) {
      const first = said(text.slice(start, at));
      const others = first === undefined ? undefined : from(at + between.length);
      if (others !== undefined) found = first + ownBetween + others;
    }
    found ??= said(text.slice(start));
    rests.set(start, found);
    return found;
  };
  return from(0);
}

interface Pattern {
  readonly matches: RegExp;
  readonly names: readonly string[];
  readonly message: string;
}

const placeSign = /\{(\w+)\}/;

function patternsOf(table: Readonly<Record<string, string>>): readonly Pattern[] {
  return Object.entries(table)
    .filter(([english]) => placeSign.test(english))
    .map(([english, message]) => {
      const pieces = english.split(placeSign);
      const source = pieces.map((piece, at) => (at % 2 === 0 ? escaped(piece) : `(${placeNamed(piece).is})`));
      return {
        matches: new RegExp(`^${source.join('')}$`),
        names: pieces.filter((_, at) => at % 2 === 1),
        message,
      };
    });
}

function placeNamed(name: string): Place {
  return places[name] ?? aName;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What was said once is kept, up to this many: a list tells the same of many servers. */
const mostKept = 2_000;

/** Says the sentences of the server in one language. */
export class Teller {
  readonly words: Readonly<Record<string, string>>;
  readonly signs: ToldWords['signs'];
  readonly #listed: Readonly<Record<string, string>>;
  readonly #told: ToldWords;
  readonly #fill: Fill;
  readonly #kept = new Map<string, string | undefined>();
  #patterns: { readonly sentences: readonly Pattern[]; readonly items: readonly Pattern[] } | undefined;

  /** @param listed sentences out of the server's lists, word for word. */
  constructor(listed: Readonly<Record<string, string>>, told: ToldWords, fill: Fill) {
    this.words = told.words;
    this.signs = told.signs;
    this.#listed = listed;
    this.#told = told;
    this.#fill = fill;
  }

  /** One sentence or several; undefined where the language cannot say all of it. */
  sentence(english: string): string | undefined {
    if (this.#kept.has(english)) return this.#kept.get(english);
    const said = own(this.#listed, english) ?? this.#several(english) ?? this.#one(english);
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(english, said);
    return said;
  }

  /** A part of a sentence; a title is one too. */
  item(english: string): string | undefined {
    return (
      own(this.#told.items, english) ?? own(this.#listed, english) ?? this.#byPattern(english, this.#compiled().items)
    );
  }

  /** The first sentences as short as they can be said, and what follows them. */
  #several(english: string): string | undefined {
    for (const { index, 0: end } of english.matchAll(/[.?!”] (?=\S)/g)) {
      const at = index + end.length - 1;
      const first = own(this.#listed, english.slice(0, at)) ?? this.#one(english.slice(0, at));
      if (first === undefined) continue;
      const others = this.sentence(english.slice(at + 1));
      if (others !== undefined) return `${first} ${others}`;
    }
    return undefined;
  }

  #one(english: string): string | undefined {
    return own(this.#told.sentences, english) ?? this.#byPattern(english, this.#compiled().sentences);
  }

  #byPattern(english: string, patterns: readonly Pattern[]): string | undefined {
    for (const { matches, names, message } of patterns) {
      const found = matches.exec(english);
      if (found === null) continue;
      const values = names.map((name, at) => [name, placeNamed(name).said(found[at + 1] ?? '', this)] as const);
      if (values.some(([, value]) => value === undefined)) continue;
      return this.#fill(message, Object.fromEntries(values) as Readonly<Record<string, string | number>>);
    }
    return undefined;
  }

  /** Made when something is told for the first time: most screens tell nothing by patterns. */
  #compiled() {
    this.#patterns ??= { sentences: patternsOf(this.#told.sentences), items: patternsOf(this.#told.items) };
    return this.#patterns;
  }
}
