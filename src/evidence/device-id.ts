import type { Place } from '../domain/fact.ts';
import type { FactSheet } from './fact-sheet.ts';
import type { ProblemList } from './reading.ts';

/**
 * Puts the device id and the form that was seen. Microsoft's page on sensor v3.x calls it a GUID, its API pages show 40 hexadecimal digits
 * (both seen 2026-09), so both are taken; letters are made small, because the sources differ in them and the id does not.
 * @param text null or nothing when the tool looked and found none.
 */
export function putDeviceId(sheet: FactSheet, text: string | null, place: Place, problems: ProblemList): void {
  const id = (text ?? '').trim().toLowerCase();
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
  sheet.put('device.idForm', formOf(id), place);
}

function formOf(id: string): 'hex40' | 'guid' | 'other' {
  if (/^[0-9a-f]{40}$/.test(id)) return 'hex40';
  return /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/.test(id) ? 'guid' : 'other';
}
