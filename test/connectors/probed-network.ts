import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { ProbeLimits } from '../../src/connectors/probe/limits.ts';
import { probeLimits } from '../../src/connectors/probe/limits.ts';
import type { Lookup } from '../../src/connectors/probe/name.ts';
import { type ProbeDeps, probe } from '../../src/connectors/probe/probe.ts';
import type { TrustAnchors } from '../../src/connectors/probe/roots.ts';
import type { ProbeResult } from '../../src/domain/probe.ts';
import { givenUrl, type ServiceUrl } from '../../src/domain/service-urls.ts';
import { anAuthority, issued } from '../support/certificates.ts';

/** The name under which every test knows its service; it exists in no name server. */
export const host = 'edr.service.example';

/** The root that takes the place of Microsoft's, and the certificate of a service that is as it should be. */
export const root = anAuthority('Expected Root');
export const genuine = issued(root, { names: [host] });

export const now = Date.parse('2026-11-25T12:00:00Z');

type Wait = 'nameMs' | 'connectMs' | 'proxyMs' | 'handshakeMs' | 'answerMs';

/** Short for the one stage of which a test waits for the end; the others keep their time, however busy the machine is. */
export function impatient(wait: Wait): Partial<ProbeLimits> {
  return { [wait]: 50 };
}

/** All names lead to this machine. */
export const loopback: Lookup = async () => [{ address: '127.0.0.1', family: 4 }];

export function anchors(more: Partial<TrustAnchors> = {}): TrustAnchors {
  return { expected: [root.certificate], own: [], others: [], pins: new Set(), ...more };
}

export function aTarget(port: number, more: Partial<ServiceUrl> = {}): ServiceUrl {
  const url = `https://${host}:${port}/commands/test`;
  return { ...givenUrl(url), statuses: [200, 404], statusIs: 'known', ...more };
}

type Wish = Partial<Omit<ProbeDeps, 'limits'>> & { readonly limits?: Partial<ProbeLimits> };

export async function lookAtAll(targets: readonly ServiceUrl[], wish: Wish = {}): Promise<readonly ProbeResult[]> {
  return probe(targets, {
    lookup: loopback,
    anchors: anchors(),
    proxy: undefined,
    now,
    signal: new AbortController().signal,
    onResult: () => undefined,
    ...wish,
    limits: { ...probeLimits, ...wish.limits },
  });
}

export async function lookAt(target: ServiceUrl, wish: Wish = {}): Promise<ProbeResult> {
  const [result] = await lookAtAll([target], wish);
  if (result === undefined) throw new Error('The probe gave no result.');
  return result;
}

interface Listener extends AsyncDisposable {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
}

/** Listens on loopback; whatever still hangs on it is cut at the end of the test. */
export async function listening(server: Server | HttpServer): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A client that goes away is what many of these tests are about.
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A service that answers every request with this status. */
export function aService(
  options: TlsOptions = genuine,
  answer: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Listener> {
  return listening(
    createHttpsServer(options, (_, response) => {
      response.writeHead(answer.status ?? 200, answer.headers);
      response.end('Ok');
    }),
  );
}

/** TLS as it should be, and then whatever the test does. */
export function aTlsServer(act: (socket: TLSSocket) => void, options: TlsOptions = genuine): Promise<Listener> {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined);
    act(socket);
  });
  server.on('tlsClientError', () => undefined);
  return listening(server);
}

/** No TLS at all. */
export function aTcpServer(act: (socket: Socket) => void): Promise<Listener> {
  return listening(createServer(act));
}

/** A port where nobody listens. */
export async function aClosedPort(): Promise<number> {
  const listener = await aTcpServer(() => undefined);
  await listener[Symbol.asyncDispose]();
  return listener.port;
}

/** A proxy that does with CONNECT what the test wants. */
export function aProxy(act: (request: IncomingMessage, socket: Duplex) => void): Promise<Listener> {
  const server = createHttpServer();
  server.on('connect', (request, socket) => {
    socket.on('error', () => undefined);
    act(request, socket);
  });
  return listening(server);
}

/** Lets everything through to this port, whatever was asked for. */
export function letThrough(socket: Duplex, port: number, head = 'HTTP/1.1 200 Connection established\r\n\r\n'): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}
