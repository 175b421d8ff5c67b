import { Readable } from 'node:stream';
import { as, type HostId, type MoveId, type TenantId } from '../../domain/ids.ts';
import type { LogEvent } from '../../domain/log.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Store } from '../../engine/ports/store.ts';
import {
  logArchiveShape,
  logCountsShape,
  logCsvHead,
  logCsvLines,
  logEntryShape,
  logVerificationShape,
  sealedShape,
} from '../../report/log-entry.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { hostNames, type Named } from './references.ts';

type LogHandlers = Pick<Handlers, 'listLog' | 'countLog' | 'listLogArchives' | 'verifyLog'>;

export function logHandlers({ control, hasArchive }: ApiContext): LogHandlers {
  const { store } = control;
  return {
    /** A page ends with a whole transaction, so it may hold a few more entries than `top`. */
    listLog: async ({ tenantId, query, request }) => {
      const type = fileTypes.find((one) => (request.headers.accept ?? '').startsWith(one));
      const filter = {
        subjectType: query.subjectType,
        subjectId: query.subjectId,
        kinds: query.kind === undefined ? undefined : [query.kind],
        newestFirst: query.order === 'newest',
      };
      const afterSeq = query.after === undefined ? undefined : seqOf(query.after);
      if (type !== undefined) return fileOf(store, tenantId, { ...filter, afterSeq }, type);
      const events = await store.events(tenantId, { ...filter, afterSeq }, query.top);
      const last = events.at(-1);
      const isMore =
        last !== undefined &&
        events.length >= query.top &&
        (await store.events(tenantId, { ...filter, afterSeq: last.seq }, 1)).length > 0;
      const names = await serverNames(store, tenantId, events);
      return {
        body: {
          value: events.map((event) => logEntryShape(event, names.get(event.subjectId) ?? null)),
          sealed: sealedShape(await control.logSeals(tenantId)),
          ...nextLink(request, isMore ? String(last.seq) : undefined),
        },
      };
    },
    countLog: async ({ tenantId, query }) => {
      const { seq: upTo } = await store.logHead(tenantId);
      const afterSeq = query.after === undefined ? upTo : seqOf(query.after);
      const counts = await store.eventCounts(tenantId, { afterSeq, upTo, most: mostCounted + 1 });
      return { body: logCountsShape(counts, { now: control.now(tenantId), upTo, most: mostCounted }) };
    },
    listLogArchives: async ({ tenantId }) => {
      const seals = await control.logSeals(tenantId);
      const value = seals.map(async (told) =>
        logArchiveShape(told, (await hasArchive?.(tenantId, told.seal.file)) ?? null),
      );
      return { body: { value: await Promise.all(value) } };
    },
    verifyLog: async ({ tenantId }) => ({ body: logVerificationShape(await control.verifyLog(tenantId)) }),
  };
}

/** Whoever was away for longer reads the log; counting on would read all of it for a number. */
const mostCounted = 20_000;

/** As what the whole selection is sent when a caller asks for it: a line an entry, to be read by programs or in a spreadsheet. */
const fileTypes = ['application/jsonl', 'text/csv'] as const;
const eventsAtOnce = 1_000;

function fileOf(
  store: Store,
  tenantId: TenantId,
  filter: Parameters<Store['events']>[1],
  type: (typeof fileTypes)[number],
) {
  const isCsv = type === 'text/csv';
  async function* lines() {
    if (isCsv) yield logCsvHead();
    for (let { afterSeq } = filter; ; ) {
      const events = await store.events(tenantId, { ...filter, afterSeq }, eventsAtOnce);
      const names = await serverNames(store, tenantId, events);
      const entries = events.map((event) => logEntryShape(event, names.get(event.subjectId) ?? null));
      yield isCsv ? logCsvLines(entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      const last = events.at(-1);
      if (last === undefined || events.length < eventsAtOnce) return;
      afterSeq = last.seq;
    }
  }
  return { file: Readable.from(lines()), type: `${type}; charset=utf-8`, name: isCsv ? 'log.csv' : 'log.jsonl' };
}

/** The log knows servers by id, people by name; a move is about a server. By the id of the subject. */
async function serverNames(
  store: Store,
  tenantId: TenantId,
  events: readonly LogEvent[],
): Promise<ReadonlyMap<string, Named>> {
  const of = (type: string) => [
    ...new Set(events.filter((one) => one.subjectType === type).map((one) => one.subjectId)),
  ];
  const moves = await store.movesById(tenantId, of('move').map(as<MoveId>));
  const hostIds = [...of('host').map(as<HostId>), ...moves.map((move) => move.hostId)];
  const names = await hostNames(store, tenantId, hostIds);
  const ofMoves = moves.map((move) => [move.moveId as string, names.get(move.hostId)] as const);
  return new Map([...names, ...ofMoves].flatMap(([id, host]) => (host === undefined ? [] : [[id, host] as const])));
}

/** @throws ProblemError('request-invalid'). */
export function seqOf(after: string): number {
  if (!/^\d{1,15}$/.test(after))
    throw new ProblemError('request-invalid', 'The continuation is not one that a page gave.', {
      errors: [{ at: 'querystring.after', message: 'Use nextLink unchanged.' }],
    });
  return Number(after);
}
