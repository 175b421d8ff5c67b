import type { RehearsalResult } from '../../../src/contract/rehearsals.ts';

const at = '2026-11-22T10:00:00.000Z';
const day = { least: at, median: at, most: at };
const site = { name: 'Berlin', servers: 3, protected: 3, undisturbed: 2, at };

export function aRehearsal(more: Partial<RehearsalResult> = {}): RehearsalResult {
  return {
    schema: 'changeguard.rehearsal/1',
    digest: 'e'.repeat(64),
    planDigest: 'b'.repeat(64),
    planName: 'berlin',
    estate: { kind: 'mine', isAnonymous: false, servers: 3, moving: 2 },
    startAt: at,
    rehearsedAt: at,
    rehearsedBy: 'user:anna',
    faults: [
      { kind: 'host-dark', rate: 0.05 },
      { kind: 'reboot', rate: 0.02 },
    ],
    assumptions: [{ fact: 'tls12.enabled', value: 'true', why: 'unknown', servers: 2, names: ['BER-DC1', 'BER-DC2'] }],
    policy: ['A task is done 30 minutes after it is opened, at any hour.'],
    summary: {
      seeds: 2,
      finished: 2,
      startedAt: day,
      switchedAt: day,
      finishedAt: { ...day, most: '2026-11-23T10:00:00.000Z' },
      waves: [{ wave: 1, startedAt: day, switchedAt: null }],
      sites: [site],
      unprotectedSeconds: { least: 0, median: 60, most: 90 },
      causes: [{ cause: 'host-dark', seconds: { least: 0, median: 60, most: 90 } }],
      faults: [
        { kind: 'host-dark', fired: 3, stoppedBy: [{ brake: 'failure-budget', seeds: 2 }] },
        { kind: 'reboot', fired: 0, stoppedBy: [] },
      ],
      decisions: [
        { task: 'acknowledge-failure', asked: { least: 1, median: 2, most: 2 }, choices: ['retry'] },
        { task: 'cleanup-uninstall-v2', asked: { least: 2, median: 2, most: 2 }, choices: [] },
      ],
    },
    runs: [],
    ...more,
  };
}
