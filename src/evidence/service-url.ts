import { isStreamlinedHost, standardGateway } from '../domain/service-host.ts';

/** The hosts of one of the two generations of the service. */
export type UrlSet = 'standard' | 'streamlined';

/** What a URL of Defender for Endpoint is for; the findings of the Client Analyzer tell the same ones apart. */
export type Purpose =
  | 'command and control'
  | 'cyber data'
  | 'automated investigation'
  | 'sample upload'
  | 'settings management'
  | 'antivirus cloud'
  | 'packages'
  | 'certificate lists'
  | 'sensor configuration'
  | 'other';

export interface ServiceUrl {
  /** Scheme, host and path; what may stand before the host or behind the path can be a secret, so it is never kept. */
  readonly text: string;
  /** Lower case, without a closing dot. */
  readonly host: string;
  readonly path: string;
  /** Undefined where both generations use it, or nobody knows, or it is not HTTPS on 443. */
  readonly set: UrlSet | undefined;
  readonly purpose: Purpose;
  readonly isSecure: boolean;
  /** Which system the URL was asked for (`?ostype=`), where it says so. */
  readonly osType: string | undefined;
}

/** Paths below the streamlined domain, each with the kind of host that it must stand on: `edr-` hosts have a `/storage` too. */
const streamlinedPaths: readonly (readonly [RegExp, RegExp, Purpose])[] = [
  [/^edr[-.]/, /^\/(edr|commands)(\/|$)/, 'command and control'],
  [/^edr[-.]/, /^\/storage(\/|$)/, 'automated investigation'],
  [/^mdav\./, /^\/(mdav|xplat)(\/|$)/, 'antivirus cloud'],
  [/^mdav\./, /^\/storage(\/|$)/, 'sample upload'],
  [/^mdav\./, /^\/packages(\/|$)/, 'packages'],
  [/-v20\.events\./, /^/, 'cyber data'],
  [/^(dm|enrollment|checkin|discovery)\./, /^/, 'settings management'],
];

/** From learn.microsoft.com/defender-endpoint/configure-environment and the tool's list of URLs by region (2022), both seen 2026-09. */
const standardHosts: readonly (readonly [RegExp, Purpose])[] = [
  [standardGateway, 'command and control'],
  [/^([a-z0-9]{1,12}-)?v20\.events\.data\.microsoft\.com$/, 'cyber data'],
  [/^[a-z0-9]{1,12}\.vortex-win\.data\.microsoft\.com$/, 'cyber data'],
  [/^automatedirstr[a-z0-9]{1,20}\.blob\.core\.(windows|usgovcloudapi)\.net$/, 'automated investigation'],
  [/^(us|ws)[a-z0-9]{2,20}prod\.blob\.core\.(windows|usgovcloudapi)\.net$/, 'sample upload'],
  [/^([a-z0-9-]{1,63}\.){0,3}(wdcp|wdcpalt|wd)\.microsoft\.com$/, 'antivirus cloud'],
];

/** Hosts that devices of both kinds use. */
const sharedHosts: readonly (readonly [RegExp, Purpose])[] = [
  [/^([a-z0-9-]{1,63}\.)?dm\.microsoft\.com$/, 'settings management'],
  [/^(login\.microsoftonline|enterpriseregistration\.microsoftonline)\.(com|us)$/, 'settings management'],
  [/^(enterpriseregistration\.windows\.net|graph\.microsoft\.com)$/, 'settings management'],
  [/^(ctldl\.windowsupdate\.com|crl\.microsoft\.com|www\.microsoft\.com)$/, 'certificate lists'],
  [/^(events|settings-win)\.data\.microsoft\.com$/, 'sensor configuration'],
];

/** What a tested URL is for. Undefined when the text is no URL of the web. */
export function serviceUrlOf(text: string): ServiceUrl | undefined {
  if (text.length > 2_048 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return undefined;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  const path = url.pathname.replaceAll('|', '%7C');
  const port = url.port === '' ? '' : `:${url.port}`;
  const isSecure = url.protocol === 'https:' && port === '' && url.username === '' && url.password === '';
  const { set, purpose } = known(host, path.toLowerCase());
  return {
    text: `${url.protocol}//${host}${port}${path === '/' ? '' : path}`.slice(0, 300),
    host,
    path,
    set: isSecure ? set : undefined,
    purpose,
    isSecure,
    osType: url.searchParams.get('ostype')?.toLowerCase(),
  };
}

function known(host: string, path: string): { readonly set: UrlSet | undefined; readonly purpose: Purpose } {
  if (isStreamlinedHost(host)) {
    const purpose = streamlinedPaths.find(([onHost, at]) => onHost.test(host) && at.test(path))?.[2] ?? 'other';
    return { set: 'streamlined', purpose };
  }
  const standard = standardHosts.find(([pattern]) => pattern.test(host));
  if (standard !== undefined) return { set: 'standard', purpose: standard[1] };
  return { set: undefined, purpose: sharedHosts.find(([pattern]) => pattern.test(host))?.[1] ?? 'other' };
}
