/** The two forms a device id is seen in: the migration page calls it a GUID, devices and hunting show 40 hexadecimal digits. */
export type DeviceIdForm = 'guid' | 'hex40';

/** @returns undefined for anything else, and for an id of zeros, which stands for none. */
export function deviceIdForm(text: string): DeviceIdForm | undefined {
  const id = bareDeviceId(text);
  if (/^[0-]+$/.test(id)) return undefined;
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)) return 'guid';
  return /^[0-9a-f]{40}$/.test(id) ? 'hex40' : undefined;
}

/** Lower case, without the braces that the registry sometimes has. */
export function bareDeviceId(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1');
}

/** Names are the same without regard to case and a closing dot. */
export function isSameName(a: string, b: string): boolean {
  return bareName(a) === bareName(b);
}

function bareName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
