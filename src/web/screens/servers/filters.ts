import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { QueryIn } from '../../../contract/routes.ts';
import type { ServerOrder } from '../../../contract/server-order.ts';

/** The filters that the API offers, each a list of values in the address of the page. */
export const filterNames = [
  'whose',
  'state',
  'verdict',
  'disposition',
  'moveState',
  'site',
  'domain',
  'reason',
  'protection',
  'wave',
  'proof',
  'evidenceAge',
  'onlyReason',
  'commitDue',
  'since',
] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Readonly<Record<FilterName, readonly string[]>> & { readonly search: string };

/** The filters in the address, so that a link shows what its sender saw and the back button goes to what was there before. */
export function useFilters() {
  const [parameters, setParameters] = useSearchParams();
  const { columns, sort, pane, text } = lookIn(parameters);
  const filters = useMemo(() => filtersIn(new URLSearchParams(text)), [text]);
  const put = (name: 'columns' | 'sort' | 'pane', wanted: string | undefined) => {
    const next = new URLSearchParams(parameters);
    next.delete(name);
    if (wanted !== undefined) next.set(name, wanted);
    setParameters(next);
  };
  const show = (wanted: string | undefined) => put('columns', wanted);
  const order = (wanted: string | undefined) => put('sort', wanted);
  const lay = (server: string | undefined) => put('pane', server);
  const set = (name: FilterName | 'search', values: readonly string[]) => {
    const next = new URLSearchParams(parameters);
    next.delete(name);
    if (values.length > 0) next.set(name, values.join(','));
    setParameters(next);
  };
  const clear = () => setParameters(lookOf({ columns, sort }));
  return { filters, text, columns, sort, pane, show, order, lay, set, clear };
}

/** Which columns are shown, in which order, and what stands beside the list, is no question of which servers are: `text` is that. */
function lookIn(parameters: URLSearchParams) {
  const selection = new URLSearchParams(parameters);
  for (const name of ['columns', 'sort', 'pane']) selection.delete(name);
  return {
    columns: parameters.get('columns') ?? undefined,
    sort: parameters.get('sort') ?? undefined,
    pane: parameters.get('pane') ?? undefined,
    text: selection.toString(),
  };
}

/** What an address asks for, for whoever asks before the list is drawn. */
export function askedIn(address: string) {
  const { columns, sort, text } = lookIn(new URLSearchParams(address));
  return { columns, sort, filters: filtersIn(new URLSearchParams(text)) };
}

/** How somebody looks at the list, which stays from one selection to the next. */
export interface Look {
  readonly columns: string | undefined;
  readonly sort: string | undefined;
}

/** Without what nobody chose. */
export function lookOf({ columns, sort }: Look): Readonly<Record<string, string>> {
  return { ...(columns === undefined ? {} : { columns }), ...orderQuery(sort) };
}

function filtersIn(parameters: URLSearchParams): Filters {
  const listed = (name: FilterName) => (parameters.get(name) ?? '').split(',').filter(Boolean);
  return {
    whose: listed('whose'),
    state: listed('state'),
    verdict: listed('verdict'),
    disposition: listed('disposition'),
    moveState: listed('moveState'),
    site: listed('site'),
    domain: listed('domain'),
    reason: listed('reason'),
    protection: listed('protection'),
    wave: listed('wave'),
    proof: listed('proof'),
    evidenceAge: listed('evidenceAge'),
    onlyReason: listed('onlyReason'),
    commitDue: listed('commitDue'),
    since: listed('since'),
    search: parameters.get('search') ?? '',
  };
}

export function isFiltered(filters: Filters): boolean {
  return filters.search !== '' || filterNames.some((name) => filters[name].length > 0);
}

/** The order as the API takes it; by name where none is named. */
export function orderQuery(sort: string | undefined): { readonly sort?: ServerOrder } {
  return sort === undefined ? {} : { sort: sort as ServerOrder };
}

/** As the API takes them. What a person typed into the address stands there as it is: the API says what it does not know. */
export function queryOf(filters: Filters): Partial<NonNullable<QueryIn<'listServers'>>> {
  const listed = filterNames.flatMap((name) => (filters[name].length === 0 ? [] : [[name, filters[name].join(',')]]));
  return { ...Object.fromEntries(listed), ...(filters.search === '' ? {} : { search: filters.search }) };
}
