/** The hosts of one of the two generations of the service; undefined where both use it, or nobody knows. */
export type UrlSet = 'standard' | 'streamlined';

export type Purpose =
  | 'command and control'
  | 'cyber data'
  | 'automated investigation'
  | 'sample upload'
  | 'settings management'
  | 'antivirus cloud'
  | 'certificate lists'
  | 'sensor configuration'
  | 'other';

export interface ServiceUrl {
  /** Scheme, host and path; what may stand before the host or behind the path can be a secret. */
  readonly shown: string;
  readonly set: UrlSet | undefined;
  readonly purpose: Purpose;
  readonly isSecure: boolean;
}

/** Whether a host is this domain or below it. Compared at a dot: `evilmicrosoft.com` is not below `microsoft.com`. */
function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

const streamlinedDomains = ['endpoint.security.microsoft.com', 'endpoint.security.microsoft.us'];

/** Paths below the streamlined domain, each with the kind of host that it must stand on: `edr-` hosts have a `/storage` too. */
const streamlinedPaths: readonly (readonly [RegExp, RegExp, Purpose])[] = [
  [/^edr-/, /^\/edr(\/|$)/, 'command and control'],
  [/^edr-/, /^\/storage(\/|$)/, 'automated investigation'],
  [/^mdav\./, /^\/mdav(\/|$)/, 'antivirus cloud'],
  [/^mdav\./, /^\/storage(\/|$)/, 'sample upload'],
  [/-v20\.events\./, /^/, 'cyber data'],
  [/^(dm|enrollment|checkin|discovery)\./, /^/, 'settings management'],
];

/** From learn.microsoft.com/defender-endpoint/configure-environment and the tool's list of URLs by region (2022), both seen 2026-09. */
const standardHosts: readonly (readonly [RegExp, Purpose])[] = [
  [/^winatp-gw-[a-z0-9]{1,12}\.microsoft\.com$/, 'command and control'],
  [/^[a-z0-9]{1,12}-v20\.events\.data\.microsoft\.com$/, 'cyber data'],
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

/** What a tested URL is for. Undefined when the text is no URL. */
export function serviceUrlOf(text: string): ServiceUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(text);
  if ((protocol !== 'https:' && protocol !== 'http:') || hostname === '') return undefined;
  const host = hostname.toLowerCase().replace(/\.$/, '');
  const path = pathname.toLowerCase();
  const shown = `${protocol}//${host}${port === '' ? '' : `:${port}`}${pathname === '/' ? '' : pathname}`.slice(0, 300);
  const isSecure = protocol === 'https:';
  if (streamlinedDomains.some((domain) => isBelow(host, domain))) {
    const purpose = streamlinedPaths.find(([onHost, at]) => onHost.test(host) && at.test(path))?.[2] ?? 'other';
    return { shown, set: 'streamlined', purpose, isSecure };
  }
  const standard = standardHosts.find(([pattern]) => pattern.test(host));
  if (standard !== undefined) return { shown, set: 'standard', purpose: standard[1], isSecure };
  const shared = sharedHosts.find(([pattern]) => pattern.test(host));
  return { shown, set: undefined, purpose: shared?.[1] ?? 'other', isSecure };
}
