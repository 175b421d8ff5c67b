import type { Cell } from './table.ts';
import type { Tone } from './tone.ts';

/** One row a state: its icon, word and tone. The tone is never the only sign. */
interface Word {
  readonly icon: string;
  readonly word: string;
  readonly tone?: Tone;
}

const migrationWords: Readonly<Record<string, Word>> = {
  readyForMigration: { icon: '✓', word: 'Ready for migration', tone: 'good' },
  notReadyForMigration: { icon: '✗', word: 'Not ready for migration', tone: 'bad' },
  migrating: { icon: '◐', word: 'Migrating', tone: 'calm' },
  migrationFailed: { icon: '!', word: 'Migration failed', tone: 'bad' },
  upToDate: { icon: '●', word: 'Up to date', tone: 'good' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

const moveWords: Readonly<Record<string, Word>> = {
  queued: { icon: '○', word: 'queued', tone: 'dim' },
  requested: { icon: '◔', word: 'requested', tone: 'calm' },
  migrating: { icon: '◐', word: 'migrating', tone: 'calm' },
  external: { icon: '◐', word: 'external', tone: 'calm' },
  overdue: { icon: '!', word: 'overdue', tone: 'warn' },
  observing: { icon: '◕', word: 'observing', tone: 'calm' },
  committed: { icon: '●', word: 'committed (by clock)', tone: 'good' },
  reverted: { icon: '↩', word: 'reverted', tone: 'warn' },
  failed: { icon: '✗', word: 'failed', tone: 'bad' },
  rolledBack: { icon: '↩', word: 'rolled back', tone: 'warn' },
  abandoned: { icon: '–', word: 'abandoned', tone: 'dim' },
};

const verdictWords: Readonly<Record<string, Word>> = {
  pass: { icon: '✓', word: 'pass', tone: 'good' },
  fail: { icon: '✗', word: 'fail', tone: 'bad' },
  unknown: { icon: '?', word: 'unknown', tone: 'warn' },
  notApplicable: { icon: '–', word: 'not applicable', tone: 'dim' },
};

const campaignWords: Readonly<Record<string, Word>> = {
  running: { icon: '●', word: 'Running', tone: 'good' },
  paused: { icon: '‖', word: 'Paused', tone: 'warn' },
  tripped: { icon: '!', word: 'Held by the engine', tone: 'bad' },
  stopping: { icon: '■', word: 'Stopping', tone: 'warn' },
  aborting: { icon: '■', word: 'Aborting', tone: 'warn' },
  shadow: { icon: '◌', word: 'Shadow', tone: 'calm' },
  finished: { icon: '✓', word: 'Finished', tone: 'good' },
  stopped: { icon: '■', word: 'Stopped', tone: 'bad' },
};

const taskWords: Readonly<Record<string, Word>> = {
  open: { icon: '○', word: 'open', tone: 'warn' },
  done: { icon: '✓', word: 'done', tone: 'good' },
  declined: { icon: '✗', word: 'declined', tone: 'bad' },
  withdrawn: { icon: '–', word: 'withdrawn', tone: 'dim' },
};

const uploadTokenWords: Readonly<Record<string, Word>> = {
  valid: { icon: '○', word: 'valid', tone: 'good' },
  used: { icon: '✓', word: 'used', tone: 'dim' },
  expired: { icon: '✗', word: 'expired', tone: 'bad' },
  revoked: { icon: '✗', word: 'revoked', tone: 'dim' },
};

/** The portal's words. The severity of what is open stands in the word, never in its colour alone. */
const healthWords: Readonly<Record<string, Word>> = {
  healthy: { icon: '✓', word: 'Healthy', tone: 'good' },
  notHealthyLow: { icon: '!', word: 'Not healthy (low)', tone: 'warn' },
  notHealthyMedium: { icon: '!', word: 'Not healthy (medium)', tone: 'warn' },
  notHealthyHigh: { icon: '✗', word: 'Not healthy (high)', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

const serviceWords: Readonly<Record<string, Word>> = {
  running: { icon: '✓', word: 'Running', tone: 'good' },
  starting: { icon: '◔', word: 'Starting', tone: 'calm' },
  onboarding: { icon: '◔', word: 'Onboarding', tone: 'calm' },
  stopped: { icon: '✗', word: 'Stopped', tone: 'bad' },
  disabled: { icon: '✗', word: 'Disabled', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

export const words = {
  migration: migrationWords,
  move: moveWords,
  verdict: verdictWords,
  campaign: campaignWords,
  task: taskWords,
  uploadToken: uploadTokenWords,
  health: healthWords,
  service: serviceWords,
} as const;

/** Icon and word of a state; one that this version does not know is shown as it came. */
export function stateCell(of: Readonly<Record<string, Word>>, state: string): Cell {
  const found = of[state];
  return found === undefined ? { text: `? ${state}` } : { text: `${found.icon} ${found.word}`, tone: found.tone };
}

/** "3 observing · 1 failed" in the order of the table, then whatever the table does not know; zeros are left out. */
export function countsInWords(of: Readonly<Record<string, Word>>, counts: Readonly<Record<string, number>>): string {
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
