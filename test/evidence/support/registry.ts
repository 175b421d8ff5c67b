export const policies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection';
export const device = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection';
export const windows = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
export const tls =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
export const services = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
export const offboarding = '696C1FA1-4030-4FA4-8713-FAF9B2EA7C0A';

export const hex40 = '1f0a9c3b5d7e2468ace013579bdf02468ace1357';
export const guid = '00000000-0000-4000-8000-0000000000f6';
export const orgId = '00000000-0000-4000-8000-0000000000a1';

/** `00,80,3e,d5,de,b1,dc,01` as a file time, reckoned by another program. */
export const lastConnectedAt = Date.UTC(2026, 2, 12, 5, 12, 33, 277);

/** A `.reg` file: keys with their lines, each closed by an empty line as the registry editor does. */
export function anExport(keys: Readonly<Record<string, readonly string[]>>): string {
  const sections = Object.entries(keys).map(
    ([key, lines]) => `[${key}]\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
  );
  return `Windows Registry Editor Version 5.00\r\n\r\n${sections.join('')}`;
}

export function text(name: string, value: string): string {
  return `"${name}"="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A text as REG_EXPAND_SZ, with the digits over several lines. */
export function expandable(name: string, value: string): string {
  const pairs = [...Buffer.from(`${value}\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0'));
  return `"${name}"=hex(2):${pairs.join(',').replace(/((?:..,){24})/g, '$1\\\r\n  ')}`;
}

export function blob(body: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    body: JSON.stringify({ previousOrgIds: [], orgId, version: '1.9', ...body }),
    sig: 'c2VjcmV0',
  });
}

export const standard = blob({ vortexGeoLocation: 'US' });
export const streamlined = blob({ vortexGeoLocation: 'EU', partnerGeoLocation: 'GW_EU' });
