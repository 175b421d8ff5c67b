import type { StateWord } from '../contract/state-words.ts';
import type { Cell } from './table.ts';

/** Icon and word of a state; one that this version does not know is shown as it came. */
export function stateCell(of: Readonly<Record<string, StateWord>>, state: string): Cell {
  const found = of[state];
  return found === undefined ? { text: `? ${state}` } : { text: `${found.icon} ${found.word}`, tone: found.tone };
}

/** "3 observing · 1 failed" in the order of the table, then whatever the table does not know; zeros are left out. */
export function countsInWords(
  of: Readonly<Record<string, StateWord>>,
  counts: Readonly<Record<string, number>>,
): string {
  const known = Object.keys(of).filter((state) => (counts[state] ?? 0) > 0);
  const others = Object.keys(counts).filter((state) => of[state] === undefined && (counts[state] ?? 0) > 0);
  return [...known, ...others].map((state) => `${counts[state]} ${of[state]?.word ?? state}`).join(' · ');
}

/** "1 server", "2 servers". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What people type for Microsoft's states; Microsoft's own names are taken as well. */
export const stateNames: Readonly<Record<string, string>> = {
  ready: 'readyForMigration',
  'not-ready': 'notReadyForMigration',
  migrating: 'migrating',
  failed: 'migrationFailed',
  'up-to-date': 'upToDate',
  unknown: 'unknown',
};
