import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { codeOf, type HeldSockets, StageFault, withinTime } from './stage.ts';

interface HandshakeBound {
  readonly host: string;
  readonly held: HeldSockets;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Roots in PEM that OpenSSL judges by, and no others: what this machine trusts besides does not matter to the sensors. */
  readonly roots: readonly string[];
}

/** A finished handshake. The certificates are still to be judged. */
export interface Handshake {
  readonly socket: TLSSocket;
  readonly version: string;
  readonly cipher: string;
  /** Leaf first, each followed by its issuer as far as the server sent them. */
  readonly chain: readonly X509Certificate[];
  /** OpenSSL's own opinion of the chain; undefined when it is content. */
  readonly complaint: string | undefined;
}

const modern: ConnectionOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' };
/** OpenSSL takes the old versions only at its lowest level. Nothing but the handshake is ever sent in this way. */
const outdated: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

/** TLS 1.2 or 1.3, as the services demand. @throws StageFault */
export async function greeted(socket: Duplex, bound: HandshakeBound): Promise<Handshake> {
  const secure = await greetedWith(socket, bound, { ...modern, ca: [...bound.roots] });
  const { name } = secure.getCipher();
  return {
    socket: secure,
    version: secure.getProtocol() ?? 'unknown',
    cipher: name,
    chain: chainOf(secure),
    complaint: secure.authorized ? undefined : codeOfComplaint(secure.authorizationError),
  };
}

/** How the other side speaks TLS 1.0 or 1.1, after it did not greet in a newer version. @throws StageFault when it does not. */
export async function greetedOutdated(
  socket: Duplex,
  bound: HandshakeBound,
): Promise<Pick<Handshake, 'version' | 'cipher'>> {
  const secure = await greetedWith(socket, bound, outdated);
  return { version: secure.getProtocol() ?? 'unknown', cipher: secure.getCipher().name };
}

function greetedWith(socket: Duplex, bound: HandshakeBound, options: ConnectionOptions): Promise<TLSSocket> {
  const { host, held } = bound;
  const late = new StageFault('timed-out', 'tls-timed-out');
  return withinTime({ ...bound, late }, () => {
    const secure = held.hold(
      connect({
        ...options,
        socket,
        host,
        // An address is no server name.
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ALPNProtocols: ['http/1.1'],
        // Judged by us, in words that help; nothing is sent before.
        rejectUnauthorized: false,
      }),
    );
    return new Promise((resolve, reject) => {
      secure.once('secureConnect', () => resolve(secure));
      secure.once('error', (error) => reject(handshakeFault(codeOf(error))));
    });
  });
}

const tooOld: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_VERSION_TOO_LOW',
]);
const cut: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
]);

function handshakeFault(code: string): StageFault {
  if (tooOld.has(code)) return new StageFault('tls-too-old', code);
  return new StageFault(cut.has(code) ? 'connection-broken' : 'tls-failed', code);
}

/** More is not sent by any honest server, and a chain may go round in circles. */
const longestChain = 10;

function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  try {
    let one = socket.getPeerCertificate(true);
    while (one?.raw !== undefined && !seen.has(one.fingerprint256) && chain.length < longestChain) {
      seen.add(one.fingerprint256);
      chain.push(new X509Certificate(one.raw));
      one = one.issuerCertificate;
    }
  } catch (error) {
    throw new StageFault('certificate-invalid', codeOf(error));
  }
  return chain;
}

function codeOfComplaint(error: unknown): string {
  return typeof error === 'string' ? error : codeOf(error);
}
