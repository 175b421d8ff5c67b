import type { FactKey, FactValue } from './fact.ts';

/** The form in which device ids are compared: 40 hexadecimal digits or a GUID, with braces or without; upper and lower case mean the same. */
function deviceId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 80) return undefined;
  const id = /^\{?([0-9A-Za-z-]{16,64})\}?$/.exec(value.trim())?.[1];
  // Nothing but zeros is a placeholder, which many hosts may have.
  return id !== undefined && /[1-9A-Za-z]/.test(id) ? id.toLowerCase() : undefined;
}

/** Every device id that a document gives to its host. */
export function deviceIdsOf(facts: Readonly<Record<FactKey, FactValue>>): readonly string[] {
  const records = facts['device.records'];
  const values = [facts['device.id'], ...(Array.isArray(records) ? records : [])];
  return [...new Set(values.flatMap((value) => deviceId(value) ?? []))];
}

/** The device id that the host itself tells. */
export function ownDeviceId(facts: Readonly<Record<FactKey, FactValue>>): string | undefined {
  return deviceId(facts['device.id']);
}
