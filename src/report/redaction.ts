/** Names of one estate that must not leave it, by what they are. */
export interface PrivateNames {
  readonly servers: readonly string[];
  readonly domains: readonly string[];
  readonly sites: readonly string[];
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
  [/\\\\[\w.$-]{1,255}\\[^\s"|]{0,500}/g, '[path]'],
];

/** Facts that people filled in by hand, or that name another machine of the estate. */
const privateFacts: ReadonlySet<string> = new Set(['proxy.address', 'mdi.description', 'mdi.networkAdapters']);

/**
 * A function that takes names out of everything it is given and puts the same stand-in for the same name, so that what belongs together
 * still does. Longer names are taken first: `ber-dc1.bank.example` before `bank.example`.
 */
export function redactor(names: PrivateNames): <T>(value: T) => T {
  const standIns = standInsOf(names);
  const takeOut = namesTaker(standIns);
  const inText = (text: string): string =>
    takeOut(patterns.reduce((left, [found, standIn]) => left.replace(found, standIn), text));
  const inside = (value: JsonLike): JsonLike => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    const owner = value as Readonly<Record<string, JsonLike>>;
    const { key: factKey } = owner;
    return Object.fromEntries(
      Object.entries(owner).map(([name, member]) => [name, of(name, name === 'value' ? factKey : name, member)]),
    );
  };
  const of = (name: string, fact: JsonLike, member: JsonLike): JsonLike => {
    if (typeof fact !== 'string') return inside(member);
    if (name === 'value' && privateFacts.has(fact)) return '[private]';
    // Four numbers with dots between them are a version here, not an address.
    return /version$/i.test(fact) && typeof member === 'string' ? member : inside(member);
  };
  return (value) => inside(value as JsonLike) as typeof value;
}

/** What a name of a server, domain or site is mostly made of. */
const word = /[\p{L}\p{N}_.-]+/gu;
const isWord = /^[\p{L}\p{N}_.-]+$/u;

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

function standInsOf({ servers, domains, sites }: PrivateNames): ReadonlyMap<string, string> {
  const standIns = new Map<string, string>();
  const add = (kind: string, list: readonly string[]) => {
    // In order of the names, so that the same estate always gets the same stand-ins.
    const own = [...new Set(list.map((name) => name.trim().toLowerCase()))].filter((name) => name.length > 1).sort();
    for (const [at, name] of own.entries()) if (!standIns.has(name)) standIns.set(name, `${kind}-${at + 1}`);
  };
  add('server', servers);
  add('domain', domains);
  add('site', sites);
  return standIns;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
