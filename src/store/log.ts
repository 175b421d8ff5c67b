import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import { genesisHash, type LogEvent, type LogLink, type WrittenEvent } from '../domain/log.ts';
import type { LogStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { type EventRecord, type LinkRecord, toEvent, toLink, toWritten } from './rows.ts';

const linksAtOnce = 200;
/** A page of events ends before the link that would bring it over so many; one link alone may be larger. Few enough to be forgotten while they are young. */
const eventsAtOnce = 1_000;

type LogReader = Pick<LogStore, 'logHead' | 'events' | 'eventCounts' | 'links'>;

export function logReader(database: Database): LogReader {
  return {
    async logHead(tenantId) {
      const { rows } = await database.read((db) =>
        sql<{ seq: number; hash: string }>`SELECT seq, hash FROM log_head WHERE tenant_id = ${tenantId}`.execute(db),
      );
      return rows[0] ?? { seq: 0, hash: genesisHash };
    },
    events: (tenantId, filter, limit) => events(database, tenantId, filter, limit),
    async eventCounts(tenantId, { afterSeq, upTo, most }) {
      const { rows } = await database.read((db) =>
        sql<{ kind: string; events: number }>`SELECT kind, count(*) AS events FROM (
            SELECT kind FROM log_event WHERE tenant_id = ${tenantId} AND seq > ${afterSeq} AND seq <= ${upTo}
            ORDER BY seq, ordinal LIMIT ${most}) AS e GROUP BY kind ORDER BY kind`.execute(db),
      );
      return Object.fromEntries(rows.map((row) => [row.kind, row.events]));
    },
    links: (tenantId, afterSeq) =>
      links(database, tenantId, afterSeq, { columns: sql`*`, shape: (row: EventRecord) => toEvent(row) }),
  };
}

/** All links with their events as they are written, for whoever digests them. */
export function writtenLinks(
  database: Database,
  tenantId: TenantId,
): AsyncGenerator<{ readonly link: LogLink; readonly events: readonly WrittenEvent[] }> {
  const columns = sql`seq, kind, subject_type, subject_id, payload::text AS payload_text, personal`;
  return links(database, tenantId, 0, { columns, shape: toWritten });
}

/** How events are read: which columns of their rows, and what becomes of one. */
interface Form<Row, Event> {
  readonly columns: RawBuilder<unknown>;
  readonly shape: (row: Row) => Event;
}

/**
 * A page never ends inside a link: the rest of the last one comes along beyond the limit, so that `afterSeq` of its last event loses nothing.
 * Newest first, `afterSeq` is the place to go on from downwards.
 */
async function events(
  database: Database,
  tenantId: TenantId,
  filter: Parameters<LogStore['events']>[1],
  limit: number,
): Promise<readonly LogEvent[]> {
  const conditions: RawBuilder<unknown>[] = [sql`tenant_id = ${tenantId}`];
  if (filter.subjectType !== undefined) conditions.push(sql`subject_type = ${filter.subjectType}`);
  if (filter.subjectId !== undefined) conditions.push(sql`subject_id = ${filter.subjectId}`);
  if (filter.kinds) conditions.push(sql`kind = ANY(${[...filter.kinds]}::text[])`);
  const direction = filter.newestFirst ? sql`DESC` : sql`ASC`;
  const select = (more: readonly RawBuilder<unknown>[], end: RawBuilder<unknown>) =>
    database.read((db) =>
      sql<EventRecord>`SELECT * FROM log_event WHERE ${sql.join([...conditions, ...more], sql` AND `)}
        ORDER BY seq ${direction}, ordinal ${direction} ${end}`.execute(db),
    );
  const from = filter.afterSeq;
  const start = from === undefined ? [] : [filter.newestFirst ? sql`seq < ${from}` : sql`seq > ${from}`];
  const { rows } = await select(start, sql`LIMIT ${limit}`);
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return rows.map(toEvent);
  const beyond = filter.newestFirst ? sql`ordinal < ${last.ordinal}` : sql`ordinal > ${last.ordinal}`;
  const rest = await select([sql`seq = ${last.seq}`, beyond], sql``);
  return [...rows, ...rest.rows].map(toEvent);
}

async function* links<Row extends { readonly seq: number }, Event>(
  database: Database,
  tenantId: TenantId,
  afterSeq: number,
  form: Form<Row, Event>,
): AsyncGenerator<{ readonly link: LogLink; readonly events: readonly Event[] }> {
  for (let after = afterSeq; ; ) {
    const found = await database.read((db) =>
      sql<LinkRecord>`SELECT * FROM log_link WHERE tenant_id = ${tenantId} AND seq > ${after}
        ORDER BY seq LIMIT ${linksAtOnce}`.execute(db),
    );
    const links = found.rows.map(toLink);
    const last = links.at(-1);
    if (last === undefined) return;
    const pages = pagesOf(links);
    let coming = eventsOf(database, tenantId, after, pages[0], form);
    for (const [place, page] of pages.entries()) {
      const events = await coming;
      // The database reads the next page while whoever asked works on this one.
      coming = eventsOf(database, tenantId, page.at(-1)?.seq ?? after, pages[place + 1], form);
      // Told when it is awaited, or to nobody when the reader has had enough.
      coming.catch(() => undefined);
      for (const link of page) yield { link, events: events.get(link.seq) ?? [] };
    }
    after = last.seq;
  }
}

/** The events of links that follow each other, from behind the link `after`. */
async function eventsOf<Row extends { readonly seq: number }, Event>(
  database: Database,
  tenantId: TenantId,
  after: number,
  page: readonly LogLink[] | undefined,
  { columns, shape }: Form<Row, Event>,
): Promise<ReadonlyMap<number, readonly Event[]>> {
  const last = page?.at(-1);
  if (page === undefined || last === undefined) return new Map();
  const { rows } = await database.read((db) =>
    sql<Row>`SELECT ${columns} FROM log_event
      WHERE tenant_id = ${tenantId} AND seq > ${after} AND seq <= ${last.seq} ORDER BY seq, ordinal`.execute(db),
  );
  const bySeq = new Map<number, Event[]>(page.map((link) => [link.seq, []]));
  for (const row of rows) bySeq.get(row.seq)?.push(shape(row));
  return bySeq;
}

function pagesOf(links: readonly LogLink[]): readonly (readonly LogLink[])[] {
  const pages: LogLink[][] = [];
  let sum = 0;
  for (const link of links) {
    sum += link.eventCount;
    const page = pages.at(-1);
    if (page !== undefined && sum <= eventsAtOnce) page.push(link);
    else {
      pages.push([link]);
      sum = link.eventCount;
    }
  }
  return pages;
}
