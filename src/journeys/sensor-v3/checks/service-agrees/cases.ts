import type { CheckCase } from '../shape.ts';

const passed = { check: 'sense-running', verdict: 'pass', reason: '' } as const;
const failed = { check: 'sense-running', verdict: 'fail', reason: 'sense-not-running' } as const;
const unclear = { check: 'sense-running', verdict: 'unknown', reason: 'sense-unknown' } as const;

export const cases: readonly CheckCase[] = [
  {
    name: 'ready, and all checks pass: they agree',
    facts: { 'mdi.migrationState': 'readyForMigration' },
    others: [passed],
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'ready, and a check fails: unknown, because somebody is wrong',
    facts: { 'mdi.migrationState': 'readyForMigration' },
    others: [passed, failed],
    expect: { verdict: 'unknown', reason: 'service-disagrees', says: ['sense-running'] },
  },
  {
    name: 'not ready, and all checks pass: unknown, because somebody is wrong',
    facts: { 'mdi.migrationState': 'notReadyForMigration' },
    others: [passed],
    expect: { verdict: 'unknown', reason: 'service-disagrees' },
  },
  {
    name: 'not ready, and a check fails: they agree',
    facts: { 'mdi.migrationState': 'notReadyForMigration' },
    others: [failed],
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-04 not ready, and our evidence does not show why: failed on the service’s word',
    facts: { 'mdi.migrationState': 'notReadyForMigration' },
    others: [passed, unclear],
    expect: { verdict: 'fail', reason: 'service-not-ready' },
  },
  {
    name: 'ready, and something is unknown to us: that is no disagreement',
    facts: { 'mdi.migrationState': 'readyForMigration' },
    others: [unclear],
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-15 what the service does not look at cannot be a disagreement',
    facts: { 'mdi.migrationState': 'readyForMigration' },
    others: [passed, { check: 'identity-match', verdict: 'fail', reason: 'renamed' }],
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-09 a failed migration can be retried while the state still says failed',
    facts: { 'mdi.migrationState': 'migrationFailed' },
    others: [passed],
    expect: { verdict: 'notApplicable', reason: 'retry-after-failure' },
  },
  {
    name: 'a running migration is not started again',
    facts: { 'mdi.migrationState': 'migrating' },
    others: [passed],
    expect: { verdict: 'fail', reason: 'migration-running' },
  },
  {
    name: 'a completed migration has nothing left to do',
    facts: { 'mdi.migrationState': 'upToDate' },
    others: [passed],
    expect: { verdict: 'fail', reason: 'already-migrated' },
  },
  {
    name: 'a sensor v3.x without a migration state has nothing left to do',
    facts: { 'mdi.v3.version': '3.0.8.1' },
    others: [passed],
    expect: { verdict: 'fail', reason: 'already-migrated' },
  },
  {
    name: 'a state that we do not know is unknown',
    facts: { 'mdi.migrationState': 'unknown' },
    others: [passed],
    expect: { verdict: 'unknown', reason: 'service-state-unknown' },
  },
  {
    name: 'without a state nothing agrees',
    others: [passed],
    expect: { verdict: 'unknown', reason: 'service-state-unknown' },
  },
];
