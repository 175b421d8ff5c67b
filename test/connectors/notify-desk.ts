import {
  createServer as createHttp,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { createMessenger, type MessengerDeps, messengerLimits } from '../../src/connectors/notify/messenger.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import { as, type ReceiverId, type TenantId } from '../../src/domain/ids.ts';
import type { Message, Notice, Receiver, ReceiverAddress } from '../../src/engine/ports/notify.ts';

const noticedAt = Date.parse('2026-03-30T06:00:00Z');
/** The messenger's clock; signatures carry it. */
export const sentAt = Date.parse('2026-03-30T06:01:30Z');

export function aNotice(more: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'move-failed:m-1:100',
    kind: 'move-failed',
    title: 'A migration failed',
    isAlarm: true,
    at: noticedAt,
    server: 'BER-DC1',
    sentence: 'BER-DC1: The engine recorded "failed seen" for a move: now failed.',
    remedy: 'changeguard diagnose BER-DC1',
    seq: 12,
    ...more,
  };
}

export function aMessage(more: Partial<Message> = {}): Message {
  return {
    messageId: '0199f0c2-6b1e-7a40-9c55-3a1d5e8b7c20',
    tenant: { tenantId: as<TenantId>('t-1'), name: 'Nordufer Bank' },
    kind: 'alarm',
    madeAt: noticedAt,
    head: { seq: 14, hash: 'ab'.repeat(32) },
    notices: [aNotice()],
    more: 0,
    ...more,
  };
}

/** The messenger on real sockets, and a way to send to an address. */
export function aMessenger(
  address: ReceiverAddress,
  environment: Readonly<Record<string, string>> = {},
  more: Partial<MessengerDeps> = {},
) {
  const messenger = createMessenger({
    fetch: outboundFetch({}),
    readSecret: secretReader(environment),
    machineNow: () => sentAt,
    limits: messengerLimits,
    isLoopback: () => true,
    ...more,
  });
  const receiver: Receiver = {
    tenantId: as<TenantId>('t-1'),
    receiverId: as<ReceiverId>('r-1'),
    name: 'pager',
    address,
    host: '',
    kinds: null,
    quietHours: null,
    isEnabled: true,
    createdAt: 0,
    version: 1,
  };
  return {
    hostOf: () => messenger.hostOf(address),
    send: (message: Message = aMessage(), signal: AbortSignal = new AbortController().signal) =>
      messenger.send(receiver, message, signal),
  };
}

interface SeenPost {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Hook extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenPost[];
  /** What it does with the next requests, one each; the last one is repeated. */
  answers(...answers: ((response: ServerResponse) => void)[]): void;
  /** Resolves when the next request has come wholly. */
  next(): Promise<SeenPost>;
}

export function answering(status: number, headers: Readonly<Record<string, string>> = {}, body = '') {
  return (response: ServerResponse) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** A real HTTP server on loopback, with TLS where a certificate is given. */
export async function aHook(tls?: { readonly cert: string; readonly key: string }): Promise<Hook> {
  const seen: SeenPost[] = [];
  let script: ((response: ServerResponse) => void)[] = [answering(204)];
  let arrived: (post: SeenPost) => void = () => undefined;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const post = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(post);
      const answer = script.length > 1 ? script.shift() : script[0];
      answer?.(response);
      arrived(post);
    });
  };
  const server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${tls === undefined ? '127.0.0.1' : 'localhost'}:${port}`,
    seen,
    answers: (...answers) => {
      script = answers;
    },
    next: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
