/**
 * Hosts of the streamlined connection all end in one of these, compared at a dot so that nobody's `evil-endpoint...` is one of them.
 * learn.microsoft.com/defender-endpoint/configure-device-connectivity, seen 2026-09; the one of the government clouds is reported, not stated.
 */
const streamlinedSuffixes = ['.endpoint.security.microsoft.com', '.endpoint.security.microsoft.us'];

export function isStreamlinedHost(host: string): boolean {
  const name = `.${host.trim().replace(/\.$/, '').toLowerCase()}`;
  return streamlinedSuffixes.some((suffix) => name.endsWith(suffix));
}
