import type { Place } from '../domain/fact.ts';
import type { FactSheet } from './fact-sheet.ts';
import type { ProblemList } from './reading.ts';

/**
 * The forms in which a device id is seen. Microsoft's page on sensor v3.x calls it a GUID; its API pages, the portal and hunting show 40 hexadecimal
 * digits (seen 2026-09), so both are taken.
 */
type DeviceIdForm = 'hex40' | 'guid' | 'other';

/** Lower case, without the braces that a GUID may have and the zeros that end a text of the registry: one id is written in all these ways. */
export function deviceIdOf(written: string): { readonly id: string; readonly form: DeviceIdForm } {
  const bare = written.replaceAll('\0', '').trim().toLowerCase();
  const id = bare.startsWith('{') && bare.endsWith('}') ? bare.slice(1, -1) : bare;
  const isGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id);
  return { id, form: /^[0-9a-f]{40}$/.test(id) ? 'hex40' : isGuid ? 'guid' : 'other' };
}

/**
 * Puts the device id and the form that was seen.
 * @param text null or nothing when the tool looked and found none.
 */
export function putDeviceId(sheet: FactSheet, text: string | null, place: Place, problems: ProblemList): void {
  const { id, form } = deviceIdOf(text ?? '');
  if (id === '') {
    sheet.put('device.id', null, place);
    return;
  }
  // Ids are blacked out before files are passed on; that is neither an id nor the lack of one.
  if (!/[0-9a-z]/.test(id)) {
    problems.add('value-unknown', 'The device id was blacked out; it was left out.', place.line);
    return;
  }
  sheet.put('device.id', id, place);
  sheet.put('device.idForm', form, place);
}
