import { type RawBuilder, sql } from 'kysely';
import { ProblemError } from '../domain/problem.ts';
import type { HostOrder } from '../engine/ports/store.ts';
import { latestReading, seenByReading } from './freshness.ts';
import { keyOf } from './pages.ts';

/** In which order a page of hosts stands, and where it begins. */
export interface HostSorting {
  /** What a host called `h` is sorted by before its name; undefined where the name alone is the order, which the index has. */
  readonly key: RawBuilder<unknown> | undefined;
  /** What the key is made of, where hosts share few of them. */
  readonly value: RawBuilder<unknown> | undefined;
  /** What else the key needs beside the host. */
  readonly join: RawBuilder<unknown>;
  readonly isDescending: boolean;
  /** The condition that a host stands behind the page before. */
  readonly behind: RawBuilder<unknown> | undefined;
  /** What a continuation carries: with the name of the order, so that no page of one order goes on in another. */
  readonly cursor: (row: SortedRow) => readonly (string | number)[];
}

interface SortedRow {
  readonly name_key: string;
  readonly host_id: string;
  readonly order_key?: string | number;
}

type By = HostOrder extends `-${infer Name}` ? Name : HostOrder;

interface Sorted {
  readonly key: RawBuilder<unknown>;
  /** What the key is made of, where hosts share few of them. */
  readonly value?: RawBuilder<unknown>;
}

const verdict = sql`(CASE WHEN h.disposition = 'stays' THEN 'stays' ELSE COALESCE(h.verdict, 'none') END)`;

/**
 * No index has these: a table of hosts pays for each of its indexes with every import, and a list that somebody sorted is read now and then. Compared by bytes,
 * so that every database sorts alike.
 */
const sorted: Readonly<Record<Exclude<By, `-${string}` | 'name'>, Sorted>> = {
  site: { key: sql`lower(h.site COLLATE "C")`, value: sql`h.site` },
  domain: { key: sql`lower(h.domain COLLATE "C")`, value: sql`h.domain` },
  state: ranked(sql`h.migration_state`, [
    'notReadyForMigration',
    'readyForMigration',
    'migrating',
    'migrationFailed',
    'upToDate',
  ]),
  // What stays is shown as that, whatever was judged of it.
  verdict: ranked(verdict, ['fail', 'unknown', 'none', 'pass', 'stays']),
  health: ranked(sql`h.health_status`, [
    '',
    'unknown',
    'healthy',
    'notHealthyLow',
    'notHealthyMedium',
    'notHealthyHigh',
  ]),
  service: { key: sql`h.service_status COLLATE "C"`, value: sql`h.service_status` },
  type: { key: sql`h.sensor_type COLLATE "C"`, value: sql`h.sensor_type` },
  // Whoever was never seen was seen before everybody else.
  seen: { key: sql`COALESCE(${seenByReading(sql`h`)}, 0)` },
};

/** By their place in the list; a word that Microsoft adds stands behind those that are known. */
function ranked(value: RawBuilder<unknown>, words: readonly string[]): Sorted {
  const places = words.map((word, place) => sql`WHEN ${sql.lit(word)} THEN ${sql.lit(String(place))}`);
  return { key: sql`(CASE ${value} ${sql.join(places, sql` `)} ELSE '9' || ${value} END) COLLATE "C"`, value };
}

/** @throws ProblemError('request-invalid') when the continuation is not one of this order. */
export function hostSorting(order: HostOrder = 'name', after?: string): HostSorting {
  const isDescending = order.startsWith('-');
  const by = (isDescending ? order.slice(1) : order) as Exclude<By, `-${string}`>;
  const { key, value } = by === 'name' ? {} : sorted[by];
  const join = by === 'seen' ? latestReading(sql`h`) : sql``;
  const start = startOf(order, after, by === 'seen' ? 'number' : 'string');
  return {
    key,
    value,
    join,
    isDescending,
    behind: start && behind(start, key, isDescending),
    cursor: ({ name_key, host_id, order_key }) => {
      if (order === 'name') return [name_key, host_id];
      return key === undefined ? [order, name_key, host_id] : [order, order_key ?? '', name_key, host_id];
    },
  };
}

/** Where the page before ended: the key, if it is sorted by one, the name and the id. */
function startOf(order: HostOrder, after: string | undefined, kind: 'number' | 'string') {
  if (after === undefined) return undefined;
  // By name it is what it was before there were other orders.
  const refusal = () => otherOrder(order);
  if (order === 'name') return keyOf(after, 2, refusal);
  const members = order === '-name' ? 3 : 4;
  const [of, ...start] = keyOf(after, members, refusal) ?? [];
  const isOfKind = members === 3 || typeof start[0] === kind;
  if (of !== order || !isOfKind || !start.slice(members - 3).every((part) => typeof part === 'string')) throw refusal();
  return start;
}

function otherOrder(order: HostOrder): ProblemError {
  return new ProblemError('request-invalid', `The continuation is not one of the order "${order}": begin anew.`, {
    errors: [{ at: 'querystring.after', message: `not of the order ${order}; leave it out, or keep the order` }],
  });
}

function behind(
  start: readonly (string | number)[],
  key: RawBuilder<unknown> | undefined,
  isDescending: boolean,
): RawBuilder<unknown> {
  const [name, id] = start.slice(-2);
  if (key === undefined)
    return isDescending
      ? sql`(h.name_key, h.host_id) < (${name}, ${id})`
      : sql`(h.name_key, h.host_id) > (${name}, ${id})`;
  const [from] = start;
  if (!isDescending) return sql`(${key}, h.name_key, h.host_id) > (${from}, ${name}, ${id})`;
  return sql`(${key} < ${from} OR (${key} = ${from} AND (h.name_key, h.host_id) > (${name}, ${id})))`;
}
