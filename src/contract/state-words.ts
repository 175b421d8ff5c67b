/*
 * The words for states, the same on every surface: the command line prints them, the portal shows them.
 */

import type { HuntingRow, HuntingRun } from './hunting-routes.ts';
import type { NextEvent } from './next-event.ts';
import type { Owner } from './owner.ts';
import type { Requirement } from './rulebook.ts';
import type { NextStep, Protection } from './servers.ts';
import type { Watches } from './watches.ts';

/** One row a state: its icon, word and tone. No two states of a kind share an icon or a word, so that the tone is never what tells them apart. */
export interface StateWord {
  readonly icon: string;
  readonly word: string;
  readonly tone?: 'good' | 'warn' | 'bad' | 'calm' | 'dim';
}

const migrationWords: Readonly<Record<string, StateWord>> = {
  readyForMigration: { icon: '✓', word: 'Ready for migration', tone: 'good' },
  notReadyForMigration: { icon: '✗', word: 'Not ready for migration', tone: 'bad' },
  migrating: { icon: '◐', word: 'Migrating', tone: 'calm' },
  migrationFailed: { icon: '!', word: 'Migration failed', tone: 'bad' },
  upToDate: { icon: '●', word: 'Up to date', tone: 'good' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

const moveWords: Readonly<Record<string, StateWord>> = {
  queued: { icon: '○', word: 'queued', tone: 'dim' },
  requested: { icon: '◔', word: 'requested', tone: 'calm' },
  migrating: { icon: '◐', word: 'migrating', tone: 'calm' },
  external: { icon: '»', word: 'external', tone: 'calm' },
  overdue: { icon: '!', word: 'overdue', tone: 'warn' },
  observing: { icon: '◕', word: 'observing', tone: 'calm' },
  committed: { icon: '●', word: 'committed (by clock)', tone: 'good' },
  reverted: { icon: '↩', word: 'reverted', tone: 'warn' },
  failed: { icon: '✗', word: 'failed', tone: 'bad' },
  rolledBack: { icon: '«', word: 'rolled back', tone: 'warn' },
  abandoned: { icon: '–', word: 'abandoned', tone: 'dim' },
};

const verdictWords: Readonly<Record<string, StateWord>> = {
  pass: { icon: '✓', word: 'pass', tone: 'good' },
  fail: { icon: '✗', word: 'fail', tone: 'bad' },
  unknown: { icon: '?', word: 'unknown', tone: 'warn' },
  notApplicable: { icon: '·', word: 'not applicable', tone: 'dim' },
  notNeeded: { icon: '–', word: 'not needed', tone: 'dim' },
  lapsed: { icon: '◌', word: 'lapsed', tone: 'warn' },
};

const campaignWords: Readonly<Record<string, StateWord>> = {
  running: { icon: '●', word: 'Running', tone: 'good' },
  paused: { icon: '‖', word: 'Paused', tone: 'warn' },
  tripped: { icon: '!', word: 'Held by the engine', tone: 'bad' },
  stopping: { icon: '□', word: 'Stopping', tone: 'warn' },
  aborting: { icon: '✗', word: 'Aborting', tone: 'warn' },
  shadow: { icon: '◌', word: 'Shadow', tone: 'calm' },
  finished: { icon: '✓', word: 'Finished', tone: 'good' },
  stopped: { icon: '■', word: 'Stopped', tone: 'bad' },
};

const taskWords: Readonly<Record<string, StateWord>> = {
  open: { icon: '○', word: 'open', tone: 'warn' },
  done: { icon: '✓', word: 'done', tone: 'good' },
  declined: { icon: '✗', word: 'declined', tone: 'bad' },
  withdrawn: { icon: '–', word: 'withdrawn', tone: 'dim' },
};

const uploadTokenWords: Readonly<Record<string, StateWord>> = {
  valid: { icon: '○', word: 'valid', tone: 'good' },
  used: { icon: '✓', word: 'used', tone: 'dim' },
  expired: { icon: '✗', word: 'expired', tone: 'bad' },
  revoked: { icon: '–', word: 'revoked', tone: 'dim' },
};

const tokenWords: Readonly<Record<string, StateWord>> = {
  valid: { icon: '✓', word: 'valid', tone: 'good' },
  expired: { icon: '✗', word: 'expired', tone: 'bad' },
  revoked: { icon: '–', word: 'revoked', tone: 'dim' },
};

/** Of an account; `waiting`: its owner has not followed the link yet. */
const personWords: Readonly<Record<string, StateWord>> = {
  active: { icon: '✓', word: 'active', tone: 'good' },
  waiting: { icon: '◌', word: 'no password yet', tone: 'dim' },
  disabled: { icon: '✗', word: 'disabled', tone: 'bad' },
};

/** The portal's words. The severity of what is open stands in the word, never in its colour alone. */
const healthWords: Readonly<Record<string, StateWord>> = {
  healthy: { icon: '✓', word: 'Healthy', tone: 'good' },
  notHealthyLow: { icon: '◔', word: 'Not healthy (low)', tone: 'warn' },
  notHealthyMedium: { icon: '!', word: 'Not healthy (medium)', tone: 'warn' },
  notHealthyHigh: { icon: '✗', word: 'Not healthy (high)', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

const serviceWords: Readonly<Record<string, StateWord>> = {
  running: { icon: '✓', word: 'Running', tone: 'good' },
  starting: { icon: '◔', word: 'Starting', tone: 'calm' },
  onboarding: { icon: '◌', word: 'Onboarding', tone: 'calm' },
  stopped: { icon: '✗', word: 'Stopped', tone: 'bad' },
  disabled: { icon: '–', word: 'Disabled', tone: 'bad' },
  unknown: { icon: '?', word: 'Unknown', tone: 'warn' },
};

const dispositionWords: Readonly<Record<string, StateWord>> = {
  moves: { icon: '○', word: 'moves', tone: 'calm' },
  stays: { icon: '–', word: 'stays on v2.x', tone: 'dim' },
  unsupported: { icon: '✗', word: 'unsupported', tone: 'dim' },
};

/** Of one server, by a person. */
const holdWords: Readonly<Record<string, StateWord>> = {
  held: { icon: '‖', word: 'Held', tone: 'warn' },
};

/** How a server counts in the coverage of its site. */
const protectionWords: Readonly<Record<string, StateWord>> = {
  protected: { icon: '✓', word: 'protected', tone: 'good' },
  unprotected: { icon: '✗', word: 'not protected', tone: 'bad' },
  unknown: { icon: '?', word: 'not seen lately', tone: 'warn' },
  inMotion: { icon: '◐', word: 'in motion', tone: 'calm' },
} satisfies Record<Protection, StateWord>;

/** What the required proofs of an attempt come to. */
const proofWords: Readonly<Record<string, StateWord>> = {
  pass: { icon: '✓', word: 'pass', tone: 'good' },
  fail: { icon: '✗', word: 'fail', tone: 'bad' },
  unknown: { icon: '?', word: 'unknown', tone: 'warn' },
  none: { icon: '–', word: 'none judged', tone: 'dim' },
};

/** How old the oldest evidence is that a verdict rests on. */
const evidenceAgeWords: Readonly<Record<string, StateWord>> = {
  '15m': { icon: '●', word: 'up to 15 min', tone: 'good' },
  '1h': { icon: '◕', word: '15 min to 1 h', tone: 'calm' },
  '1d': { icon: '◐', word: '1 h to 1 d', tone: 'calm' },
  '7d': { icon: '◔', word: '1 d to 7 d', tone: 'warn' },
  older: { icon: '○', word: 'more than 7 d', tone: 'warn' },
  none: { icon: '–', word: 'no evidence', tone: 'dim' },
};

/** How an open or ended health issue stands against what was open before the switch. */
const issueWords: Readonly<Record<string, StateWord>> = {
  open: { icon: '!', word: 'open', tone: 'warn' },
  kept: { icon: '○', word: 'open as before', tone: 'dim' },
  fresh: { icon: '✗', word: 'new since the switch', tone: 'bad' },
  ended: { icon: '–', word: 'ended watch', tone: 'dim' },
  gone: { icon: '✓', word: 'not open any more', tone: 'good' },
  expected: { icon: '·', word: 'expected', tone: 'dim' },
} satisfies Record<Watches['health']['issues'][number]['standing'], StateWord>;

/** What comes next on a server; an hour stands behind it where a clock says one. */
const nextWords: Readonly<Record<string, StateWord>> = {
  start: { icon: '○', word: 'starts', tone: 'dim' },
  begin: { icon: '◔', word: 'begun by', tone: 'calm' },
  finish: { icon: '◐', word: 'expected on v3.x', tone: 'calm' },
  revert: { icon: '↩', word: 'taken back by the service', tone: 'warn' },
  tell: { icon: '?', word: 'a reading tells how it ended', tone: 'warn' },
  'rollback-ends': { icon: '◕', word: 'rollback until', tone: 'calm' },
  commit: { icon: '●', word: 'committed by the clock', tone: 'calm' },
  prove: { icon: '✗', word: 'evidence is missing', tone: 'warn' },
  decide: { icon: '!', word: 'a person decides', tone: 'warn' },
} satisfies Record<NextStep, StateWord>;

/** How a hunting query was run last. */
const runWords: Readonly<Record<string, StateWord>> = {
  ran: { icon: '✓', word: 'ran', tone: 'good' },
  late: { icon: '!', word: 'late: too old to act on', tone: 'warn' },
  failing: { icon: '✗', word: 'fails', tone: 'bad' },
  never: { icon: '○', word: 'not run yet', tone: 'dim' },
  notRun: { icon: '–', word: 'not run by changeguard', tone: 'dim' },
} satisfies Record<HuntingRun['standing'], StateWord>;

/** How a kept row of an answer stands to the last run. */
const answerRowWords: Readonly<Record<string, StateWord>> = {
  current: { icon: '✓', word: 'said by the last run', tone: 'good' },
  earlier: { icon: '◌', word: 'said by an earlier run', tone: 'warn' },
  dated: { icon: '·', word: 'as of its own time', tone: 'dim' },
} satisfies Record<HuntingRow['standing'], StateWord>;

/** Identity roles by Microsoft's names, which every language keeps. */
export const roleNames: Readonly<Record<string, string>> = {
  domainController: 'Domain controller',
  adfs: 'AD FS',
  adcs: 'AD CS',
  entraConnect: 'Entra Connect',
};

export const stateWords = {
  migration: migrationWords,
  move: moveWords,
  verdict: verdictWords,
  disposition: dispositionWords,
  campaign: campaignWords,
  task: taskWords,
  uploadToken: uploadTokenWords,
  token: tokenWords,
  person: personWords,
  health: healthWords,
  service: serviceWords,
  next: nextWords,
  protection: protectionWords,
  proof: proofWords,
  evidenceAge: evidenceAgeWords,
  issue: issueWords,
  run: runWords,
  answerRow: answerRowWords,
  hold: holdWords,
} as const;

/**
 * The word for the verdict on a whole server. One that is on v3.x already fails, since it must not be migrated again; people are told that there is
 * nothing left to do.
 */
export function verdictWord(server: {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string }[];
}): string {
  const has = (code: string) => server.reasons.some((reason) => reason.code === code);
  // Where the service and the server contradict each other nothing is known to be done.
  const isDone = has('already-migrated') && !has('service-disagrees');
  return server.verdict === 'fail' && isDone ? 'notNeeded' : server.verdict;
}

/** Where a demand comes from; a page stands behind it, or a reason. */
export const basisWords = {
  stated: 'stated on',
  known: 'known from',
  ours: 'our own, no page says so',
  override: 'chosen by the tenant',
} as const satisfies Readonly<Record<Requirement['basis'], string>>;

/** Whose turn it is, as a remedy says it. */
export const ownerWords = {
  server: 'the administrators of the server',
  network: 'whoever runs firewall and proxy',
  endpoint: 'whoever runs Defender for Endpoint',
  identity: 'whoever runs Defender for Identity',
  soc: 'the SOC, which answers for what is detected',
  operator: 'whoever runs changeguard',
} as const satisfies Readonly<Record<Owner, string>>;

/** What comes next in a campaign by the clock; `{wave}` is the number of its wave. */
export const nextEventWords = {
  'window-opens': 'a window opens',
  'soak-ends': 'the soak after wave {wave} ends',
  'gate-judged': 'the gate after wave {wave} is looked at again',
  commit: 'the next server commits, with no way back after',
} as const satisfies Readonly<Record<NextEvent['kind'], string>>;
