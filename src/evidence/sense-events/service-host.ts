import { fqdnOf } from '../../domain/host-name.ts';

/**
 * The host in what an event calls its URL; only the host is ever kept, since parameters may name the tenant. The example on Microsoft's page about
 * moving devices to streamlined connectivity (learn.microsoft.com/defender-endpoint/migrate-devices-streamlined, seen 2026-09) has a stray `>`
 * behind it, so reading ends at any sign that no URL has.
 */
export function serviceHostOf(text: string): string | undefined {
  const [address = ''] = text
    .slice(0, 2_048)
    .trim()
    .replace(/^["'<]+/, '')
    .split(/[\s"'<>]/, 1);
  if (address === '') return undefined;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(address) ? address : `https://${address}`);
    return fqdnOf(url.hostname);
  } catch {
    // No URL: then there is no host in it.
    return undefined;
  }
}

/**
 * Whether a host belongs to streamlined connectivity, as the same page names them; in government clouds the last part is `us`. The dot in front
 * keeps out names that only end alike. Other hosts of microsoft.us are those of the standard connection and of the portal.
 */
export function isStreamlinedHost(host: string): boolean {
  return host.endsWith('.endpoint.security.microsoft.com') || host.endsWith('.endpoint.security.microsoft.us');
}
