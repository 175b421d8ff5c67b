import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { eventStreamPath } from '../contract/routes.ts';
import type { TenantId } from '../domain/ids.ts';
import type { LogEvent } from '../domain/log.ts';
import { ProblemError } from '../domain/problem.ts';
import { eventId, logEntryShape } from '../report/log-entry.ts';
import { accessOf, admitAgain } from './access.ts';
import type { ApiContext } from './context.ts';
import { RateLimited } from './problem-answer.ts';

interface Place {
  readonly seq: number;
  readonly ordinal: number;
}

/**
 * `GET /events`: the tenant's log as server-sent events, id `seq.ordinal`. Resumed by Last-Event-ID (or `?after=`, for a first
 * connection that shall not miss anything); without either it begins at the end of the log.
 */
export function registerEventStream(app: FastifyInstance, context: ApiContext): void {
  const open = new Set<PassThrough>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.destroy();
  });
  app.get(
    eventStreamPath,
    {
      schema: { hide: true } as Record<string, unknown>,
      config: { demand: { role: 'viewer', scope: 'tenant' } },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      if (open.size >= context.options.streams.most) throw new RateLimited(30);
      const tenantId = accessOf(request).tenantId as TenantId;
      const place = placeOf(request) ?? { ...(await context.control.store.logHead(tenantId)), ordinal: Infinity };
      // Small on purpose: what a slow client has not taken stays in the log, not in our memory.
      const stream = new PassThrough({ highWaterMark: 16 * 1024 });
      open.add(stream);
      stream.once('close', () => open.delete(stream));
      reply.raw.once('close', () => stream.destroy());
      pump(context, request, tenantId, place, stream).catch((error: unknown) => {
        // Destroying the stream is how it ends when the client goes away; anything else is worth a line.
        if (!stream.destroyed) request.log.warn({ err: error }, 'An event stream ended.');
        stream.destroy();
      });
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  );
}

function placeOf(request: FastifyRequest): Place | undefined {
  const { after } = request.query as { after?: unknown };
  const given = request.headers['last-event-id'] ?? after;
  if (given === undefined || given === '') return undefined;
  const found = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(String(given));
  if (found === null)
    throw new ProblemError('request-invalid', 'Last-Event-ID is not the id of an event (seq.ordinal).', {
      errors: [{ at: 'headers.last-event-id', message: 'Expected seq.ordinal, for example 12.0.' }],
    });
  return { seq: Number(found[1]), ordinal: found[2] === undefined ? Infinity : Number(found[2]) };
}

/** Reads on from a place for as long as somebody listens: a page at a time, waiting while the client does not take it. */
async function pump(
  context: ApiContext,
  request: FastifyRequest,
  tenantId: TenantId,
  from: Place,
  stream: PassThrough,
): Promise<void> {
  const { streams } = context.options;
  const bell = ringOnCommit(context, tenantId, stream);
  let place = from;
  let beatAt = context.clocks.machineNow();
  await write(stream, 'retry: 2000\n\n: changeguard events\n\n', streams.stallMs);
  while (!stream.destroyed) {
    const events = await eventsAfter(context, tenantId, place);
    for (const event of events) {
      await write(stream, frame(event), streams.stallMs);
      place = event;
    }
    if (events.length > 0) continue;
    if (context.clocks.machineNow() - beatAt >= streams.heartbeatMs) {
      beatAt = context.clocks.machineNow();
      await admitAgain(context, request);
      await write(stream, ': still here\n\n', streams.stallMs);
    }
    await bell.wait(Math.min(streams.pollMs, streams.heartbeatMs));
  }
}

async function eventsAfter(context: ApiContext, tenantId: TenantId, place: Place): Promise<readonly LogEvent[]> {
  // The link of the place itself is read again, because the client may have seen only part of it.
  const isWhole = place.ordinal === Infinity;
  const afterSeq = isWhole ? place.seq : place.seq - 1;
  const limit = context.options.streams.eventsAtOnce;
  const found = await context.control.store.events(tenantId, { afterSeq }, limit);
  const news = found.filter((event) => event.seq > place.seq || event.ordinal > place.ordinal);
  // A full page of what was seen already: the link is larger than a page, and the store gave all of it.
  if (news.length === 0 && found.length >= limit && !isWhole)
    return context.control.store.events(tenantId, { afterSeq: place.seq }, limit);
  return news;
}

function frame(event: LogEvent): string {
  return `id: ${eventId(event)}\nevent: ${event.kind}\ndata: ${JSON.stringify(logEntryShape(event))}\n\n`;
}

/** Writes and waits until there is room again; a client that makes none in time is closed. */
async function write(stream: PassThrough, text: string, stallMs: number): Promise<void> {
  if (stream.destroyed) throw new Error('The stream has ended.');
  if (stream.write(text)) return;
  const timer = AbortSignal.timeout(stallMs);
  const ended = new AbortController();
  const onClose = () => ended.abort();
  stream.once('close', onClose);
  try {
    await once(stream, 'drain', { signal: AbortSignal.any([timer, ended.signal]) });
  } finally {
    stream.off('close', onClose);
  }
}

/** Wakes up at a commit of the tenant, at the end of the stream, or after a while. */
function ringOnCommit(context: ApiContext, tenantId: TenantId, stream: PassThrough) {
  let ring = () => {};
  let hasRung = false;
  const stop = context.onCommit?.((committed) => {
    if (committed !== tenantId) return;
    hasRung = true;
    ring();
  });
  stream.once('close', () => {
    stop?.();
    ring();
  });
  return {
    wait: (timeoutMs: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(done, hasRung || stream.destroyed ? 0 : timeoutMs);
        function done() {
          clearTimeout(timer);
          ring = () => {};
          hasRung = false;
          resolve();
        }
        ring = done;
      }),
  };
}
