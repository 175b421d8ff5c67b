/** How a server is called, as far as a list tells. */
export interface HostName {
  readonly name: string;
  readonly fqdn?: string;
  readonly domain?: string;
}

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** One label of a DNS name, which a short name of a host is as well. */
export function isHostLabel(text: string): boolean {
  return label.test(text);
}

function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => label.test(part));
}

/** A DNS name in lower case without a closing dot; undefined when it is none, or has one label only. */
export function fqdnOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const name = text.trim().replace(/\.$/, '').toLowerCase();
  return name.includes('.') && isDnsName(name) ? name : undefined;
}

/**
 * The name of a sensor's server from `displayName` and `domainName`.
 * Samples on the reference page (seen 2026-06-05) disagree: the display name may end in the word "Sensor" and may be a full name,
 * and the domain name is called the server's FQDN while its sample is a domain. What fits none of these gets no FQDN rather than a guessed one.
 */
export function hostNameOf(displayName: unknown, domainName: unknown): HostName | undefined {
  if (typeof displayName !== 'string') return undefined;
  const shown = displayName
    .trim()
    .replace(/\s+sensor$/i, '')
    .trim();
  if (shown === '' || shown.length > 253) return undefined;
  const domain = fqdnOf(domainName);
  const short = (shown.split('.')[0] ?? shown).toLowerCase();
  if (shown.includes('.')) return fullName(shown, short, domain);
  if (domain === undefined || !label.test(shown)) return { name: shown };
  if (domain.startsWith(`${short}.`) && domain.split('.').length > 2)
    return { name: shown, fqdn: domain, domain: domain.slice(short.length + 1) };
  return { name: shown, fqdn: `${short}.${domain}`, domain };
}

function fullName(shown: string, short: string, domain: string | undefined): HostName {
  const fqdn = fqdnOf(shown);
  const name = shown.split('.')[0] ?? shown;
  if (fqdn === undefined) return { name: shown };
  if (domain === undefined || domain === fqdn) return { name, fqdn, domain: fqdn.slice(short.length + 1) };
  // A server's DNS suffix may differ from its Active Directory domain: then its own name counts, and the domain stays the one that was named.
  if (fqdn.endsWith(`.${domain}`) || fqdn.split('.').length > 2) return { name, fqdn, domain };
  return { name, domain };
}
