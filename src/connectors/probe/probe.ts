import type { Duplex } from 'node:stream';
import type { ProbeResult } from '../../domain/probe.ts';
import type { ServiceUrl } from '../../domain/service-urls.ts';
import type { Instant } from '../../domain/time.ts';
import { statusOf } from './answer.ts';
import { examined } from './certificate.ts';
import { connected } from './connection.ts';
import { greeted, greetedOutdated, type Handshake } from './handshake.ts';
import type { ProbeLimits } from './limits.ts';
import { addressesOf, type Lookup } from './name.ts';
import type { TrustAnchors } from './roots.ts';
import { HeldSockets, StageFault } from './stage.ts';
import { type ProbeProxy, tunnelled } from './tunnel.ts';

export interface ProbeDeps {
  readonly lookup: Lookup;
  readonly anchors: TrustAnchors;
  /** undefined: directly. PAC and WPAD are never looked at. */
  readonly proxy: ProbeProxy | undefined;
  readonly limits: ProbeLimits;
  readonly now: Instant;
  readonly signal: AbortSignal;
  readonly onResult: (result: ProbeResult) => void;
}

/**
 * Looks at each URL as far as it goes: name, connection, tunnel, TLS, certificate, status. It says what it saw and decides nothing.
 * The results stand in the order of the URLs. @throws the signal's reason when it aborts.
 */
export async function probe(targets: readonly ServiceUrl[], deps: ProbeDeps): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  const waiting = targets.entries();
  const work = async () => {
    for (const [at, target] of waiting) {
      const result = await look(target, deps);
      results[at] = result;
      deps.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: deps.limits.concurrent }, work));
  return results;
}

/** A result while it is made. */
type Seen = { -readonly [K in keyof ProbeResult]: ProbeResult[K] };

async function look(target: ServiceUrl, deps: ProbeDeps): Promise<ProbeResult> {
  const { proxy } = deps;
  const seen: Seen = {
    target,
    outcome: 'reached',
    code: '',
    dns: null,
    tcp: null,
    proxy: {
      mode: proxy === undefined ? 'direct' : 'connect',
      address: proxy === undefined ? null : `${proxy.host}:${proxy.port}`,
      status: null,
      schemes: [],
    },
    tls: null,
    certificate: null,
    http: null,
  };
  const held = new HeldSockets();
  try {
    await walk(seen, held, deps);
  } catch (error) {
    if (!(error instanceof StageFault)) throw error;
    seen.outcome = error.outcome;
    seen.code = error.code;
  } finally {
    held.close();
  }
  return seen;
}

async function walk(seen: Seen, held: HeldSockets, deps: ProbeDeps): Promise<void> {
  const { limits, signal } = deps;
  const url = new URL(seen.target.url);
  const host = hostOf(url);
  const dial = await dialler(seen, held, url, deps);
  const handshake = await shakenHands(seen, held, host, dial, deps);
  seen.tls = { version: handshake.version, cipher: handshake.cipher };
  const { certificate, fault } = examined(handshake, host, deps.anchors, deps.now);
  seen.certificate = certificate;
  if (fault !== undefined) throw fault;
  const bound = { limitMs: limits.answerMs, headBytes: limits.headBytes, signal };
  const status = await statusOf(handshake.socket, url, bound);
  const { statuses, statusIs } = seen.target;
  seen.http = { status, usual: statusIs === 'guessed' ? null : (statuses[0] ?? null) };
  seen.code = `http-${status}`;
  if (!statuses.includes(status)) throw new StageFault('unexpected-status', `http-${status}`);
}

type Dial = () => Promise<Duplex>;

/** Resolves the name once; every call is a new connection, to the host or through the proxy. */
async function dialler(seen: Seen, held: HeldSockets, url: URL, deps: ProbeDeps): Promise<Dial> {
  const { proxy } = deps;
  const port = Number(url.port || '443');
  if (proxy === undefined) {
    const addresses = await resolved(seen, hostOf(url), deps);
    return () => dialled(seen, held, addresses, port, deps);
  }
  const bound = { lookup: deps.lookup, limitMs: deps.limits.nameMs, signal: deps.signal };
  const addresses = await addressesOf(proxy.host, bound).catch(throughProxy);
  return async () => {
    const socket = await dialled(seen, held, addresses.slice(0, deps.limits.addresses), proxy.port, deps).catch(
      throughProxy,
    );
    await tunnelled(socket, `${url.hostname}:${port}`, {
      proxy,
      limitMs: deps.limits.proxyMs,
      headBytes: deps.limits.headBytes,
      signal: deps.signal,
      onAnswer: (status, schemes) => {
        seen.proxy = { ...seen.proxy, status, schemes };
      },
    });
    return socket;
  };
}

/** Whatever keeps us from the proxy is about the proxy. */
function throughProxy(error: unknown): never {
  if (error instanceof StageFault) throw new StageFault('proxy-unreachable', error.code);
  throw error;
}

async function resolved(seen: Seen, host: string, { lookup, limits, signal }: ProbeDeps) {
  const found = await addressesOf(host, { lookup, limitMs: limits.nameMs, signal });
  const addresses = found.slice(0, limits.addresses);
  const ofFamily = (family: number) => addresses.filter((one) => one.family === family).map((one) => one.address);
  seen.dns = { ipv4: ofFamily(4), ipv6: ofFamily(6) };
  return addresses;
}

async function dialled(
  seen: Seen,
  held: HeldSockets,
  addresses: Parameters<typeof connected>[0],
  port: number,
  { limits, signal }: ProbeDeps,
): Promise<Duplex> {
  const failed: string[] = [];
  seen.tcp = { address: null, failed };
  const { socket, address } = await connected(addresses, port, {
    held,
    limitMs: limits.connectMs,
    signal,
    onFailed: (one, code) => failed.push(`${one} ${code}`),
  });
  seen.tcp = { address, failed };
  return socket;
}

/** Where no handshake comes about, an old one is tried, only to tell a too old TLS from none at all. */
async function shakenHands(
  seen: Seen,
  held: HeldSockets,
  host: string,
  dial: Dial,
  { limits, signal, anchors }: ProbeDeps,
): Promise<Handshake> {
  const bound = {
    host,
    held,
    limitMs: limits.handshakeMs,
    signal,
    roots: anchors.expected.map((root) => root.toString()),
  };
  const first = await dial();
  try {
    return await greeted(first, bound);
  } catch (fault) {
    if (!(fault instanceof StageFault) || !mayBeOutdated.has(fault.outcome)) throw fault;
    const old = await outdatedTls(dial, bound);
    if (old === undefined) throw fault;
    seen.tls = old;
    throw new StageFault('tls-too-old', fault.code);
  }
}

const mayBeOutdated: ReadonlySet<string> = new Set(['tls-too-old', 'tls-failed', 'connection-broken']);

async function outdatedTls(dial: Dial, bound: Parameters<typeof greetedOutdated>[1]) {
  try {
    return await greetedOutdated(await dial(), bound);
  } catch (error) {
    if (!(error instanceof StageFault)) throw error;
    return undefined;
  }
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
