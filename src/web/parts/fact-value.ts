import type { Verdict } from '../../contract/servers.ts';

/** The value of a fact for people: what is not there is a dash, and so is a list of nothing. */
export function valueInWords(value: Verdict['evidence'][number]['value']): string {
  if (value === null) return '–';
  return Array.isArray(value) ? value.join(', ') || '–' : String(value);
}
