import { BlockList, isIP } from 'node:net';
import { usageProblem } from '../cli/problem.ts';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
/** They stand for every address of the machine, and are no name that anybody could type. */
const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

interface ReachAsked {
  readonly host: string | undefined;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Addresses of the proxy, or networks as 10.0.0.0/24, separated by commas. */
  readonly behindProxy: string | undefined;
}

/** Where the server listens, and where people reach it. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** What a Host header may say. */
  readonly names: readonly string[];
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** Whether an address is the proxy's; undefined: there is none. */
  readonly isProxy: ((address: string) => boolean) | undefined;
  /** Whether a command on this machine may speak plain HTTP with that address. */
  readonly isPlainLoopback: boolean;
}

/**
 * Beyond loopback a password would travel in the clear: so only with TLS of our own, or with that of a proxy, whose address is named.
 * @throws the command line's usage problem.
 */
export function reachOf(asked: ReachAsked): Reach {
  const host = asked.host ?? '127.0.0.1';
  const isNear = loopback.has(host);
  const tls = tlsOf(asked);
  const isProxy = proxyOf(asked.behindProxy);
  if (!isNear && tls === undefined && isProxy === undefined)
    throw usageProblem(
      `"${host}" can be reached from other machines, and without TLS a password would travel in the clear.`,
      'Give --tls-cert and --tls-key, or --behind-proxy where a proxy does TLS; or listen on 127.0.0.1 and reach it through an SSH tunnel.',
    );
  const publicUrl = publicUrlOf(asked, host, { isTls: tls !== undefined, hasProxy: isProxy !== undefined });
  const names = [...loopback, '[::1]', bare(host), new URL(publicUrl).hostname];
  const known = names.filter((name) => name !== '::1' && !everywhere.has(name));
  return {
    host,
    port: asked.port,
    publicUrl,
    names: [...new Set(known)],
    tls,
    isProxy,
    isPlainLoopback: isNear && tls === undefined,
  };
}

function tlsOf({ tlsCert, tlsKey }: ReachAsked): Reach['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw usageProblem('TLS needs a certificate and its key.', 'Give both --tls-cert FILE and --tls-key FILE.');
  return { certificate: tlsCert, key: tlsKey };
}

/** Only the proxy is believed when it says who asks; anybody can write a header. */
function proxyOf(text: string | undefined): Reach['isProxy'] {
  if (text === undefined) return undefined;
  const list = new BlockList();
  const parts = text.split(',').map((part) => part.trim());
  for (const part of parts) {
    const [address = '', bits, ...more] = part.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const isFine = isIP(address) !== 0 && more.length === 0 && (bits === undefined || /^\d{1,3}$/.test(bits));
    if (!isFine || Number(bits ?? most) > most || bits === '0')
      throw usageProblem(
        `--behind-proxy has "${part}".`,
        'Give addresses of the proxy, or networks as 10.0.0.0/24, separated by commas.',
      );
    list.addSubnet(address, Number(bits ?? most), family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

function publicUrlOf(
  { publicUrl, port }: ReachAsked,
  host: string,
  { isTls, hasProxy }: { readonly isTls: boolean; readonly hasProxy: boolean },
): string {
  if (publicUrl === undefined) {
    if (hasProxy || everywhere.has(host))
      throw usageProblem(
        'Nobody can tell under which address people reach this server.',
        'Give --public-url, as "https://guard.bank.example".',
      );
    return `${isTls ? 'https' : 'http'}://${bare(host)}:${port}`;
  }
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isAddress = url !== undefined && url.origin === publicUrl.replace(/\/$/, '') && /^https?:$/.test(url.protocol);
  if (!isAddress)
    throw usageProblem(
      `--public-url is "${publicUrl}".`,
      'Give scheme, name and port alone: "https://guard.bank.example".',
    );
  if (url.protocol === 'http:' && (isTls || hasProxy || !loopback.has(host)))
    throw usageProblem(
      `--public-url is "${publicUrl}".`,
      'Give an address with https: passwords and sessions pass over it.',
    );
  return url.origin;
}

function bare(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
