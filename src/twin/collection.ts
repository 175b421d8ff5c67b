import { badRequest } from './wire.ts';

interface CollectionOrder<T> {
  readonly url: URL;
  readonly context: string;
  readonly all: readonly T[];
  readonly pageSize: number;
  /** The query options that the page of this collection documents; any other is a 400. */
  readonly options: readonly string[];
  /** Shapes the items of one page; called once, so that a fault of reading strikes the answer as a whole. */
  readonly shape: (items: readonly T[]) => readonly object[];
}

/** One page of a collection: `$top` bounds the whole answer, the server's page size bounds each page. */
export function collectionPage<T>(order: CollectionOrder<T>): object {
  const { url, all } = order;
  for (const option of url.searchParams.keys()) {
    if (option.startsWith('$') && option !== '$skiptoken' && !order.options.includes(option)) {
      throw badRequest(`The query option '${option}' is not supported for this collection.`);
    }
  }
  const { begin, end } = bounds(url, all.length);
  const pageEnd = Math.min(end, begin + order.pageSize);
  return {
    '@odata.context': `${url.origin}${order.context}`,
    ...(url.searchParams.get('$count') === 'true' ? { '@odata.count': all.length } : {}),
    ...(pageEnd < end ? { '@odata.nextLink': nextLink(url, pageEnd, end) } : {}),
    value: order.shape(all.slice(begin, pageEnd)),
  };
}

function bounds(url: URL, length: number): { begin: number; end: number } {
  const token = url.searchParams.get('$skiptoken');
  if (token !== null) {
    const match = /^(\d{1,9}):(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
    if (match === null) throw badRequest('The skip token is not valid.');
    // The collection may have shrunk since the link was given out.
    return { begin: Math.min(Number(match[1]), length), end: Math.min(Number(match[2]), length) };
  }
  const begin = Math.min(wholeNumber(url, '$skip') ?? 0, length);
  const top = wholeNumber(url, '$top');
  return { begin, end: top === undefined ? length : Math.min(length, begin + top) };
}

function nextLink(url: URL, begin: number, end: number): string {
  const next = new URL(url);
  next.searchParams.delete('$skip');
  next.searchParams.delete('$top');
  next.searchParams.set('$skiptoken', Buffer.from(`${begin}:${end}`).toString('base64url'));
  // Graph leaves the dollar sign as it is; a client must take the link unchanged either way.
  return next.href.replaceAll('%24', '$');
}

function wholeNumber(url: URL, option: string): number | undefined {
  const text = url.searchParams.get(option);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`The value of '${option}' is not a whole number.`);
  return Number(text);
}

type Comparable = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * The documented filters only: `name eq 'value'` and `names/any(s:endswith(s,'value'))`, joined by `and`.
 * Names and values compare without case, as the service does.
 */
export function filterOf(text: string | null, names: readonly string[]): (item: Comparable) => boolean {
  if (text === null) return () => true;
  const tests = text.split(/\s+and\s+/i).map((part) => clause(part.trim(), names));
  return (item) => tests.every((test) => test(item));
}

function clause(part: string, names: readonly string[]): (item: Comparable) => boolean {
  const equal = /^(\w+)\s+eq\s+'((?:[^']|'')*)'$/i.exec(part);
  if (equal !== null) {
    const name = knownName(equal[1], names);
    const wanted = (equal[2] ?? '').replaceAll("''", "'").toLowerCase();
    return (item) => String(item[name]).toLowerCase() === wanted;
  }
  const any = /^(\w+)\/any\(\s*(\w+)\s*:\s*endswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)\s*\)$/i.exec(part);
  if (any !== null && any[2] === any[3]) {
    const name = knownName(any[1], names);
    const wanted = (any[4] ?? '').replaceAll("''", "'").toLowerCase();
    return (item) => {
      const values = item[name];
      return Array.isArray(values) && values.some((value) => String(value).toLowerCase().endsWith(wanted));
    };
  }
  throw badRequest(`The filter '${part}' is not supported.`);
}

function knownName(name: string | undefined, names: readonly string[]): string {
  const known = names.find((candidate) => candidate.toLowerCase() === name?.toLowerCase());
  if (known === undefined) throw badRequest(`The property '${name}' cannot be filtered.`);
  return known;
}
