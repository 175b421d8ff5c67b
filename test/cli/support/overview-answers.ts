import type { Answer } from '../../../src/contract/routes.ts';
import { aNotReadyRow, aServerRow } from './samples.ts';

/* What stands together about an estate: what a check came to, and the overview. */

const at = '2026-11-22T10:00:00.000Z';

export const summary: Answer<'check'> = {
  evaluated: 3,
  pass: 1,
  fail: 1,
  unknown: 0,
  stays: 1,
  groups: [
    {
      reason: 'updater-stopped',
      title: 'The updater is not running',
      remedy: 'Start AATPSensorUpdater.',
      owner: 'server',
      servers: 20,
      alone: 1,
      names: ['A', 'B'],
    },
    {
      reason: 'sense-stopped',
      title: 'Sense is not running',
      remedy: 'Start the Sense service.',
      owner: null,
      servers: 14,
      alone: 11,
      names: ['MUC-DC2'],
    },
  ],
  servers: [aServerRow(), aNotReadyRow(), aNotReadyRow({ name: 'BER-CA1', disposition: 'stays' })],
  problems: [],
};

export const anOverview: Answer<'showOverview'> = {
  ...{ asOf: at, readAt: at, decidesUntil: at },
  sites: [
    { site: 'Berlin', servers: 4, protected: 2, inMotion: 1, unknown: 1, floor: 3 },
    { site: '', servers: 2, protected: 2, inMotion: 0, unknown: 0, floor: 1 },
  ],
  commits: [
    { from: '2026-11-27T13:00:00.000Z', servers: 2, proven: 1 },
    { from: '2026-11-27T14:00:00.000Z', servers: 1, proven: 1 },
  ],
  blockers: [
    {
      reason: 'sense-stopped',
      title: 'Sense is not running',
      remedy: 'Start it.',
      owner: 'server',
      servers: 14,
      alone: 11,
    },
  ],
  oldestEvidence: {
    serverId: 'ber-dc1',
    server: 'BER-DC1',
    source: 'host-facts',
    title: 'Host facts collected on the server',
    observedAt: '2026-11-21T14:00:00.000Z',
    believedUntil: '2026-11-22T14:00:00.000Z',
  },
};
