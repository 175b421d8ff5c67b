/**
 * Hosts of the streamlined connection all end in one of these, compared at a dot so that nobody's `evil-endpoint...` is one of them.
 * learn.microsoft.com/defender-endpoint/configure-device-connectivity, seen 2026-09; the one of the government clouds is reported, not stated.
 */
const streamlinedSuffixes = ['.endpoint.security.microsoft.com', '.endpoint.security.microsoft.us'];

export function isStreamlinedHost(host: string): boolean {
  const name = `.${host.trim().replace(/\.$/, '').toLowerCase()}`;
  return streamlinedSuffixes.some((suffix) => name.endsWith(suffix));
}

/**
 * The command-and-control hosts of the standard connection, one for each data centre. From the list of URLs by region, as `evidence/service-url.ts`
 * has it; seen 2026-09.
 */
export const standardGateway = /^winatp-gw-[a-z0-9]{1,16}\.microsoft\.com$/;

/** Whether a host is a command-and-control host of the standard connection: a device that contacts it is on the standard connection, or back on it. */
export function isStandardGateway(host: string): boolean {
  return standardGateway.test(host.trim().replace(/\.$/, '').toLowerCase());
}
