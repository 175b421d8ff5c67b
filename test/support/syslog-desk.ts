import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';

/** A syslog collector on TLS: it reads frames by their length, as RFC 5425 has it, and keeps whole messages. */
export interface SyslogDesk extends AsyncDisposable {
  readonly port: number;
  /** Whole messages, in the order in which they came. */
  readonly messages: string[];
  /** How many connections there were. */
  readonly connections: () => number;
  /** Breaks the next connections off after so many bytes each. */
  breakAfter(...bytes: number[]): void;
  /** Reads everything and never closes its side. */
  keepOpen(): void;
}

export async function aSyslogDesk(options: TlsOptions): Promise<SyslogDesk> {
  const messages: string[] = [];
  const breaks: number[] = [];
  const open = new Set<Socket>();
  let isOpenEnded = false;
  let connections = 0;
  const server = createServer({ ...options, allowHalfOpen: true }, (socket) => {
    connections += 1;
    const limit = breaks.shift();
    let rest = Buffer.alloc(0);
    let taken = 0;
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      const given = limit === undefined ? part : part.subarray(0, Math.max(0, limit - taken));
      taken += part.length;
      rest = Buffer.concat([rest, given]);
      for (let frame = frameIn(rest); frame !== undefined; frame = frameIn(rest)) {
        messages.push(frame.message);
        rest = rest.subarray(frame.end);
      }
      if (limit !== undefined && taken >= limit) socket.destroy();
    });
    socket.on('end', () => {
      if (!isOpenEnded) socket.end();
    });
  });
  server.on('tlsClientError', () => undefined);
  // Those too with whom no handshake came about.
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    connections: () => connections,
    breakAfter: (...bytes) => void breaks.push(...bytes),
    keepOpen: () => {
      isOpenEnded = true;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frameIn(bytes: Buffer): { message: string; end: number } | undefined {
  const gap = bytes.indexOf(' ');
  if (gap < 0) return undefined;
  const length = Number(bytes.subarray(0, gap).toString());
  const end = gap + 1 + length;
  return bytes.length < end ? undefined : { message: bytes.subarray(gap + 1, end).toString(), end };
}
