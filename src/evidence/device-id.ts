/** The forms in which a device id is seen: a page calls it a GUID, devices, the portal and hunting show 40 hexadecimal digits. */
type DeviceIdForm = 'hex40' | 'guid' | 'other';

/** Lower case, without the braces that a GUID may have and the zeros that end a text of the registry: one id is written in all these ways. */
export function deviceIdOf(written: string): { readonly id: string; readonly form: DeviceIdForm } {
  const bare = written.replaceAll('\0', '').trim().toLowerCase();
  const id = bare.startsWith('{') && bare.endsWith('}') ? bare.slice(1, -1) : bare;
  const isGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);
  return { id, form: /^[0-9a-f]{40}$/.test(id) ? 'hex40' : isGuid ? 'guid' : 'other' };
}
