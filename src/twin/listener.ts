import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TwinReply, TwinRequest } from './wire.ts';

export interface Listener {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Loopback only: the twin hands out tokens for nothing but itself, and belongs to one machine. */
  readonly host?: '127.0.0.1' | '::1';
}

/** No Graph call of this product comes near; a larger body is a mistake or an attack. */
const largestBodyBytes = 1_048_576;

/** Puts a handler behind node:http. */
export function listen(handle: (request: TwinRequest) => TwinReply, options: ListenOptions): Promise<Listener> {
  const host = options.host ?? '127.0.0.1';
  if (host !== '127.0.0.1' && host !== '::1') throw new RangeError('the twin listens on loopback only');
  const delayed = new Set<NodeJS.Timeout>();
  const server = createServer((incoming, outgoing) => {
    readBody(incoming)
      .then((body) => {
        if (body === undefined) {
          outgoing.writeHead(413, { connection: 'close' }).end();
          return;
        }
        const reply = handle(requestOf(incoming, body, host));
        send(reply, incoming, outgoing, delayed);
      })
      .catch((problem: unknown) => {
        // A broken twin must look broken, and not like one of its own faults.
        outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`The twin itself failed: ${String(problem)}`);
      });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.off('error', reject);
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://${host === '::1' ? '[::1]' : host}:${port}`,
        close: () =>
          new Promise((closed, failed) => {
            for (const timer of delayed) clearTimeout(timer);
            server.close((problem) => (problem ? failed(problem) : closed()));
            server.closeAllConnections();
          }),
      });
    });
  });
}

function send(
  reply: TwinReply,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  delayed: Set<NodeJS.Timeout>,
): void {
  if (reply.kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  // A silent answer keeps the socket open until the client gives up or the twin closes.
  if (reply.kind === 'silence') return;
  const write = () => outgoing.writeHead(reply.status, { ...reply.headers }).end(reply.body);
  if (reply.delayMs === 0) {
    write();
    return;
  }
  const timer = setTimeout(() => {
    delayed.delete(timer);
    write();
  }, reply.delayMs);
  delayed.add(timer);
}

function requestOf(incoming: IncomingMessage, body: string, host: string): TwinRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    url: `http://${headers.host ?? host}${incoming.url ?? '/'}`,
    headers,
    body,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
