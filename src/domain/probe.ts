import type { FactKey, FactValue } from './fact.ts';
import type { ServiceUrl } from './service-urls.ts';

/**
 * What came of one URL, with a word and what to do next. Only `reached` is a yes.
 * The probe speaks of the network on which it runs, never of a server: nothing here is stored as a fact of a host.
 */
export const probeOutcomes = {
  reached: { title: 'reached', remedy: '' },
  'name-not-found': {
    title: 'name not found',
    remedy: 'Let the name servers of this network answer for these names, or go through the proxy that does (--proxy).',
  },
  'name-unanswered': {
    title: 'name servers silent',
    remedy: 'See that this machine reaches its name servers, and that they may ask outside for these names.',
  },
  refused: { title: 'refused', remedy: 'Open outbound TCP 443 to these hosts in the firewall; something refuses it.' },
  unreachable: {
    title: 'no route',
    remedy: 'Give this network a route to these hosts, or go through a proxy (--proxy).',
  },
  'timed-out': {
    title: 'timed out',
    remedy:
      'Open outbound TCP 443 to these hosts in the firewall. Where the connection was made and then silent, a firewall or proxy holds it by name.',
  },
  'connection-broken': {
    title: 'connection cut',
    remedy: 'Allow these names wherever traffic is filtered by name; something between cuts the connection.',
  },
  'tls-too-old': {
    title: 'TLS too old',
    remedy: 'Let the traffic around the proxy or middlebox that answers here, or bring it to TLS 1.2 or later.',
  },
  'tls-failed': {
    title: 'no TLS',
    remedy:
      'Find what answers here in place of the service, and let these hosts around it; it does not speak usable TLS.',
  },
  inspected: {
    title: 'inspected',
    remedy:
      'Exempt these URLs from TLS inspection. The sensors pin the certificates of the services, so trusting the inspecting CA does not help.',
  },
  'issuer-unverified': {
    title: 'issuer unverified',
    remedy:
      'The certificate names an issuer of Microsoft that cannot be verified here. Give its root with --ca, or the key that you know with --pin.',
  },
  'certificate-expired': {
    title: 'certificate expired',
    remedy: 'Set the clock of this machine. If it is right, see what answers here in place of the service.',
  },
  'certificate-wrong-name': {
    title: 'wrong name',
    remedy:
      'See where these names lead (name servers, hosts file, proxy): what answers has the certificate of another host.',
  },
  'certificate-invalid': {
    title: 'certificate unusable',
    remedy: 'See what answers here in place of the service: its certificate may not be used for this.',
  },
  'proxy-unreachable': {
    title: 'proxy not reached',
    remedy: 'Check the address of the proxy, and that this machine may connect to it.',
  },
  'proxy-wants-credentials': {
    title: 'proxy wants credentials',
    remedy:
      'Exempt these URLs from sign-in at the proxy: the sensors run as the system and cannot sign in as a user. To go on looking, give --proxy-auth env:NAME.',
  },
  'proxy-refuses-credentials': {
    title: 'proxy refuses sign-in',
    remedy: 'Correct the credentials behind --proxy-auth. Only Basic is offered; the sensors sign in nowhere.',
  },
  'proxy-refuses': {
    title: 'proxy refuses',
    remedy:
      'Allow CONNECT to port 443 of these hosts on the proxy; with 502 to 504 it may connect and does not get there itself.',
  },
  'proxy-garbled': {
    title: 'no proxy',
    remedy: 'Check address and port: what answers there is no HTTP proxy that takes CONNECT.',
  },
  'unexpected-status': {
    title: 'unexpected status',
    remedy: 'See who gave this answer: the service gives others. A filter or a portal page may stand between.',
  },
  'answer-garbled': {
    title: 'no HTTP',
    remedy: 'See what answers here in place of the service: what came over TLS is no HTTP.',
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly remedy: string }>>;
export type ProbeOutcome = keyof typeof probeOutcomes;

/** Of whom the certificate is. `genuine`: leads to a root or key expected for Microsoft's endpoints. `unnamed`: to nothing that is known. */
export type CertificateOrigin = 'genuine' | 'microsoft-by-name' | 'own-ca' | 'public-ca' | 'unnamed';

/** What was seen of one URL, stage by stage; null where it did not get so far. Certificates themselves are not kept. */
export interface ProbeResult {
  readonly target: ServiceUrl;
  readonly outcome: ProbeOutcome;
  /** The finer reason: the system's code, a TLS alert, `http-302`. */
  readonly code: string;
  /** null behind a proxy, which resolves the name itself. */
  readonly dns: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } | null;
  /** Where the connection was made, and the addresses that failed before it. */
  readonly tcp: { readonly address: string | null; readonly failed: readonly string[] } | null;
  readonly proxy: {
    readonly mode: 'direct' | 'connect';
    readonly address: string | null;
    readonly status: number | null;
    /** Ways of signing in that the proxy offers with 407. */
    readonly schemes: readonly string[];
  };
  readonly tls: { readonly version: string; readonly cipher: string } | null;
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    /** The end of the chain as far as it was seen. */
    readonly root: string;
    readonly origin: CertificateOrigin;
    readonly validFrom: string;
    readonly validTo: string;
    /** SHA-256 of the public keys, leaf first, as `--pin` takes them. */
    readonly keys: readonly string[];
  } | null;
  /** `usual` is null where nobody knows it. */
  readonly http: { readonly status: number; readonly usual: number | null } | null;
}

/**
 * The results in the words of facts, to be laid beside those of a server and compared. They are no facts of any host: whoever stored them as
 * such would let the network of this machine speak for a server.
 */
export function probeFacts(results: readonly ProbeResult[]): Readonly<Record<FactKey, FactValue>> {
  const facts: Record<FactKey, FactValue> = {
    'connectivity.urls': results.map((one) => `${one.outcome}|${one.code}|${one.target.function}|${one.target.url}`),
    'connectivity.blocked': results
      .filter((one) => one.outcome !== 'reached')
      .map((one) => `${one.code}|${one.target.function}|${one.target.url}`),
  };
  const say = (key: FactKey, value: FactValue | undefined) => {
    if (value !== undefined) facts[key] = value;
  };
  say('connectivity.urlSet', testedSet(results));
  say('connectivity.standard', allReached(results, 'standard'));
  say('connectivity.streamlined', allReached(results, 'streamlined'));
  say('connectivity.identity443', allReached(results, 'identity'));
  say('connectivity.nameResolution', namesResolve(results));
  say('proxy.mode', proxyMode(results));
  say('proxy.address', results.find((one) => one.proxy.address !== null)?.proxy.address);
  if (results.some((one) => one.outcome === 'proxy-wants-credentials')) facts['proxy.needsCredentials'] = true;
  return facts;
}

function testedSet(results: readonly ProbeResult[]): string | undefined {
  const sets = new Set(
    results.map((one) => one.target.set).filter((set) => set === 'standard' || set === 'streamlined'),
  );
  const [first] = sets;
  return sets.size > 1 ? 'mixed' : (first ?? undefined);
}

/** undefined where nothing of the set was asked: silence is no answer. */
function allReached(results: readonly ProbeResult[], set: ServiceUrl['set']): boolean | undefined {
  const asked = results.filter((one) => one.target.set === set && one.target.isNeeded);
  return asked.length === 0 ? undefined : asked.every((one) => one.outcome === 'reached');
}

function namesResolve(results: readonly ProbeResult[]): boolean | undefined {
  const needed = results.filter((one) => one.target.isNeeded);
  if (needed.some((one) => one.outcome === 'name-not-found' || one.outcome === 'name-unanswered')) return false;
  return needed.length > 0 && needed.every((one) => one.dns !== null) ? true : undefined;
}

function proxyMode(results: readonly ProbeResult[]): string | undefined {
  if (results.some((one) => one.outcome === 'inspected')) return 'inspecting';
  if (results.some((one) => one.proxy.mode === 'connect')) return 'configured';
  return undefined;
}
