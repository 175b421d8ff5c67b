/** Names of one estate that must not leave it, by what they are. */
export interface PrivateNames {
  readonly servers: readonly string[];
  readonly domains: readonly string[];
  readonly sites: readonly string[];
  /** Whole values that people filled in or that name another machine; they are told in sentences, too. */
  readonly texts?: readonly string[] | undefined;
}

type JsonLike =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly JsonLike[]
  | { readonly [key: string]: JsonLike };

/**
 * What is private whatever it is called: addresses, accounts, mail. Ids of devices, sensors and requests stay: support cannot work without them,
 * and Microsoft has them already.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bS-1-\d{1,2}(?:-\d{1,10}){1,14}\b/g, '[account id]'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b/g, '[mail]'],
  // Four numbers behind such a word are a version.
  [/(?<!\b(?:sensor|version|build|v)[ :=]{0,2})\b(?:\d{1,3}\.){3}\d{1,3}\b(?!\.\d)/gi, '[address]'],
  [/\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b/gi, '[address]'],
  // A certification authority of one's own, an account or a computer. Public ones have no component of a domain.
  [
    /\b(?:(?:CN|OU)=[^,;"|=]{1,255},\s?){0,10}DC=[^,;"|=\s]{1,63}(?:,\s?DC=[^,;"|=\s]{1,63}){0,10}/gi,
    '[directory name]',
  ],
  [/\\\\[\w.$-]{1,255}\\[^\s"|]{0,500}/g, '[path]'],
];

/** Facts that people filled in by hand, or that name another machine of the estate: a root of its own is called after the server that issues it. */
const privateFacts: ReadonlySet<string> = new Set([
  'proxy.address',
  'mdi.description',
  'mdi.networkAdapters',
  'tls.rootIssuer',
]);

/** A fact in one of the shapes in which it is told. */
interface ToldFact {
  readonly key: string;
  readonly value: unknown;
  readonly conflict?: { readonly others: readonly { readonly value: unknown }[] } | undefined;
}

/** The values of private facts, for sentences that tell them. */
export function privateTexts(facts: readonly ToldFact[]): readonly string[] {
  return facts
    .filter(({ key }) => privateFacts.has(key))
    .flatMap(({ value, conflict }) => [value, ...(conflict?.others ?? []).map((other) => other.value)].flat())
    .filter((text) => typeof text === 'string');
}

/**
 * A function that takes names out of everything it is given and puts the same stand-in for the same name, so that what belongs together
 * still does. Longer names are taken first: `ber-dc1.bank.example` before `bank.example`.
 */
export function redactor(names: PrivateNames): <T>(value: T) => T {
  const standIns = standInsOf(names);
  const takeOut = namesTaker(standIns);
  const inText = (text: string): string =>
    takeOut(patterns.reduce((left, [found, standIn]) => left.replace(found, standIn), text));
  const inside = (value: JsonLike, factKey?: JsonLike): JsonLike => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map((one) => inside(one, factKey));
    if (typeof value !== 'object' || value === null) return value;
    const owner = value as Readonly<Record<string, JsonLike>>;
    // Values that contradict a fact stand below it, without its key.
    const { key = factKey } = owner;
    return Object.fromEntries(Object.entries(owner).map(([name, member]) => [name, of(name, key, member)]));
  };
  const of = (name: string, factKey: JsonLike, member: JsonLike): JsonLike => {
    const fact = name === 'value' ? factKey : name;
    if (typeof fact !== 'string') return inside(member, factKey);
    if (name === 'value' && privateFacts.has(fact)) return '[private]';
    // Four numbers with dots between them are a version here, not an address.
    return /version$/i.test(fact) && typeof member === 'string' ? member : inside(member, factKey);
  };
  return (value) => inside(value as JsonLike) as typeof value;
}

/** What a name of a server, domain or site is mostly made of. */
const word = /[\p{L}\p{N}_.-]+/gu;
const isWord = /^[\p{L}\p{N}_.-]+$/u;

/** More labels has no name of a host, and a word with more of them would have runs without end. */
const mostLabels = 12;

/** Every word in texts, and every run of its labels: what could be a name of a host. In lower case, each once. */
export function wordsIn(texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) for (const [found] of text.matchAll(word)) words.add(found.toLowerCase());
  for (const found of [...words]) {
    const labels = found.split('.');
    if (labels.length === 1 || labels.length > mostLabels) continue;
    for (let from = 0; from < labels.length; from += 1)
      for (let end = from + 1; end <= labels.length; end += 1) words.add(labels.slice(from, end).join('.'));
  }
  return [...words].filter((found) => found.length > 1);
}

/**
 * Names of one word are looked up, however many there are; in a word of several labels the longest known run of labels is replaced. Only names of
 * several words, as some sites have, are searched for one by one.
 */
function namesTaker(standIns: ReadonlyMap<string, string>): (text: string) => string {
  const several = [...standIns.keys()].filter((name) => !isWord.test(name)).sort((a, b) => b.length - a.length);
  const pattern =
    several.length === 0 ? undefined : new RegExp(`(?<![\\w-])(?:${several.map(escaped).join('|')})(?![\\w-])`, 'gi');
  const inWord = (whole: string): string => standIns.get(whole.toLowerCase()) ?? byLabels(whole, standIns);
  return (text) => {
    const rest = pattern === undefined ? text : text.replace(pattern, (name) => standIns.get(name.toLowerCase()) ?? '');
    return standIns.size === 0 ? rest : rest.replace(word, inWord);
  };
}

function byLabels(whole: string, standIns: ReadonlyMap<string, string>): string {
  if (!whole.includes('.')) return whole;
  const labels = whole.split('.');
  const told: string[] = [];
  for (let from = 0; from < labels.length; ) {
    let end = labels.length;
    let standIn: string | undefined;
    for (; end > from; end -= 1) {
      standIn = standIns.get(labels.slice(from, end).join('.').toLowerCase());
      if (standIn !== undefined) break;
    }
    told.push(standIn ?? labels[from] ?? '');
    from = standIn === undefined ? from + 1 : end;
  }
  return told.join('.');
}

function standInsOf({ servers, domains, sites, texts = [] }: PrivateNames): ReadonlyMap<string, string> {
  const standIns = new Map<string, string>();
  const add = (kind: string, list: readonly string[]) => {
    // In order of the names, so that the same estate always gets the same stand-ins.
    const own = [...new Set(list.map((name) => name.trim().toLowerCase()))].filter((name) => name.length > 1).sort();
    for (const [at, name] of own.entries()) if (!standIns.has(name)) standIns.set(name, `${kind}-${at + 1}`);
  };
  add('server', servers);
  add('domain', domains);
  add('site', sites);
  for (const text of texts.map((one) => one.trim().toLowerCase()))
    if (text.length > 1 && !standIns.has(text)) standIns.set(text, '[private]');
  return standIns;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
