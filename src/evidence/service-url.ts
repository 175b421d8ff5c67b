import { isStreamlinedHost } from '../domain/service-host.ts';

/** What a URL of Defender for Endpoint is for; the findings of the Client Analyzer tell the same ones apart. */
type ServiceFunction =
  | 'command and control'
  | 'cyber data'
  | 'antivirus cloud'
  | 'automated investigation'
  | 'sample upload'
  | 'settings management'
  | 'packages'
  | 'other';

export interface ServiceUrl {
  /** Scheme, host and path. A query may hold anything, so it is never kept. */
  readonly text: string;
  /** Lower case, without a closing dot. */
  readonly host: string;
  readonly path: string;
  /** Undefined when it belongs to neither set, or is not HTTPS on 443. */
  readonly set: 'standard' | 'streamlined' | undefined;
  readonly use: ServiceFunction;
  /** Which system the URL was asked for (`?ostype=`), where it says so. */
  readonly osType: string | undefined;
}

/** Undefined when the text is no URL of the web. */
export function serviceUrlOf(text: string): ServiceUrl | undefined {
  if (text.length > 2_048 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const host = url.hostname.replace(/\.$/, '');
  const path = url.pathname.replaceAll('|', '%7C');
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  const isStreamlined = isStreamlinedHost(host);
  const use = isStreamlined ? streamlinedUse(host, path) : standardUse(host);
  return {
    text: `${url.protocol}//${url.host}${path}`,
    host,
    path,
    set: isPlain ? setOf(isStreamlined, use) : undefined,
    use,
    osType: url.searchParams.get('ostype')?.toLowerCase(),
  };
}

/** `evilendpoint.security.microsoft.com` is not below `endpoint.security.microsoft.com`: what is compared ends at a dot. */
function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function setOf(isStreamlined: boolean, use: ServiceFunction): ServiceUrl['set'] {
  if (isStreamlined) return 'streamlined';
  return use === 'other' ? undefined : 'standard';
}

/** One host serves many functions; the first part of the path tells them apart, and `/storage` means another thing on `edr-` hosts. */
function streamlinedUse(host: string, path: string): ServiceFunction {
  const [, first] = path.toLowerCase().split('/', 2);
  const isEdr = /^edr(-|\.)/.test(host);
  if (first === 'storage') return isEdr ? 'automated investigation' : 'sample upload';
  if (first === 'edr' || first === 'commands') return 'command and control';
  if (first === 'mdav' || first === 'xplat') return 'antivirus cloud';
  return first === 'packages' ? 'packages' : 'other';
}

function standardUse(host: string): ServiceFunction {
  if (/^winatp-gw-[a-z0-9]{1,16}\.microsoft\.com$/.test(host)) return 'command and control';
  if (/^([a-z0-9]{2,8}-)?v20\.events\.data\.microsoft\.com$/.test(host)) return 'cyber data';
  if (isBelow(host, 'cp.wd.microsoft.com')) return 'antivirus cloud';
  if (isBelow(host, 'wdcp.microsoft.com') || isBelow(host, 'wdcpalt.microsoft.com')) return 'antivirus cloud';
  if (isBelow(host, 'dm.microsoft.com')) return 'settings management';
  if (!isBelow(host, 'blob.core.windows.net')) return 'other';
  if (host.startsWith('automatedirstrprd')) return 'automated investigation';
  // `ussus1eastprod`, `wseu1westprod`: the stores that samples are sent to.
  return /^(uss|ws)[a-z]{2}\d{1,2}[a-z]{4,12}prod\./.test(host) ? 'sample upload' : 'other';
}
