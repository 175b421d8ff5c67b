/** The two forms a device id is seen in: the migration page calls it a GUID, devices and hunting show 40 hexadecimal digits. */
type DeviceIdForm = 'guid' | 'hex40';

/** @returns undefined for anything else, and for an id of zeros, which stands for none. */
export function deviceIdForm(text: string): DeviceIdForm | undefined {
  const form =
    text.length === 40 ? (hex40.test(text) ? 'hex40' : undefined) : guid.test(text.trim()) ? 'guid' : undefined;
  return form === undefined || zeros.test(text) ? undefined : form;
}

const hex40 = /^[0-9a-f]{40}$/i;
const guid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const zeros = /^[{}0\s-]+$/;

/** Lower case, without the braces that the registry sometimes has. */
export function bareDeviceId(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower.startsWith('{') && lower.endsWith('}') ? lower.slice(1, -1) : lower;
}

/** Names are the same without regard to case and a closing dot. */
export function isSameName(a: string, b: string): boolean {
  return a === b || bareName(a) === bareName(b);
}

function bareName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
