import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Retryable } from '../../domain/problem.ts';
import type { AuditRecord } from '../../engine/ports/audit.ts';
import type { AuditLimits } from './limits.ts';
import { frame, type SyslogOrigin, syslogMessage } from './syslog-message.ts';
import { WatchedStream } from './watched-stream.ts';

export interface SyslogAddress {
  readonly host: string;
  readonly port: number;
  /** `tcp` is in the clear, and for a relay on this very machine alone. */
  readonly transport: 'tls' | 'tcp';
  /** Certificates in PEM that the collector's must lead to; without it those that Node trusts. */
  readonly ca: string | undefined;
  /** A certificate with its key in PEM, where the collector asks who we are. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
  /** Whether the collector closes its side when it has read everything. Where it does not, what the system has taken counts as sent. */
  readonly confirms: boolean;
}

/** A connection whose other side is who it says. */
interface Connection {
  readonly socket: Socket;
  /** Whether the other side took its leave, rather than just being gone. */
  readonly hasTakenLeave: () => boolean;
}

/**
 * Sends messages over a connection of their own, and comes back when the other side has read them to the end. Syslog has no answers: what was written may lie
 * in a buffer when the other side dies. So we end our side and wait until the other one takes its leave, which it does after the last byte; one that does so
 * before, or breaks off, may have missed something, and gets all of it again.
 * @throws Retryable('audit-undelivered')
 */
export async function sendSyslog(
  address: SyslogAddress,
  records: readonly AuditRecord[],
  origin: SyslogOrigin,
  limits: AuditLimits,
  stopped: AbortSignal,
): Promise<void> {
  const { socket, hasTakenLeave } = await connected(address, limits, stopped);
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it closed the connection before it had everything')));
    socket.once('end', () => {
      if (socket.writableEnded && hasTakenLeave()) resolve();
      else reject(new Error('it broke the connection off before it had everything'));
    });
  });
  closed.catch(() => undefined);
  const abort = () => socket.destroy(new Error('it was stopped'));
  stopped.addEventListener('abort', abort, { once: true });
  // Nothing is expected; only what is read lets the end be seen.
  socket.resume();
  try {
    for (const record of records) {
      const isRoom = socket.write(frame(syslogMessage(record, origin, limits.messageBytes)));
      if (!isRoom) await Promise.race([once(socket, 'drain'), closed]);
    }
    const isTaken = new Promise<void>((resolve) => socket.end(() => resolve()));
    const isSent = address.confirms ? closed : Promise.race([isTaken, closed]);
    await inTime(isSent, limits.closeMs, 'it did not close its side: it may not have read everything');
  } catch (error) {
    throw undelivered(address, error);
  } finally {
    stopped.removeEventListener('abort', abort);
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

/** A connection with a verified other side. @throws Retryable('audit-undelivered') */
export async function connected(
  address: SyslogAddress,
  limits: AuditLimits,
  stopped: AbortSignal,
): Promise<Connection> {
  const { host, port, transport } = address;
  const raw = connectPlain({ host, port });
  const opening: Socket[] = [raw];
  try {
    await inTime(once(raw, 'connect', { signal: stopped }), limits.connectMs, 'it did not answer in time');
    // Between two processes of one machine there is nothing to verify, and nobody who takes leave: the end has to do.
    if (transport === 'tcp') return { socket: raw, hasTakenLeave: () => true };
    const watched = new WatchedStream(raw);
    const socket = connectTls({ ...secured(address), socket: watched });
    opening.push(socket);
    await inTime(
      once(socket, 'secureConnect', { signal: stopped }),
      limits.connectMs,
      'no handshake came about in time',
    );
    return { socket, hasTakenLeave: () => watched.hasTakenLeave };
  } catch (error) {
    for (const socket of opening.reverse()) {
      socket.on('error', () => undefined);
      socket.destroy();
    }
    throw undelivered(address, error);
  }
}

function secured({ host, ca, own }: SyslogAddress): ConnectionOptions {
  return {
    host,
    minVersion: 'TLSv1.2',
    // A name for those that are named; an address has none to send.
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
    ...own,
  };
}

async function inTime<T>(work: Promise<T>, ms: number, why: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(why)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function undelivered({ host, port }: SyslogAddress, error: unknown): Retryable {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  const why = code === undefined || message.includes(code) ? message : `${code}: ${message}`;
  return new Retryable('audit-undelivered', `The collector ${host}:${port} did not get the audit: ${why}.`, {
    mayHaveHappened: true,
    cause: error,
  });
}
