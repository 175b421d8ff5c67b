import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-02 a running service passes',
    facts: { 'service.AATPSensorUpdater': 'running' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-02 a stopped service fails',
    facts: { 'service.AATPSensorUpdater': 'stopped' },
    expect: { verdict: 'fail', reason: 'v2-updater-not-running' },
  },
  {
    name: 'a service that is still starting is not running',
    facts: { 'service.AATPSensorUpdater': 'startPending' },
    expect: { verdict: 'fail', reason: 'v2-updater-not-running' },
  },
  {
    name: 'a disabled service fails',
    facts: { 'service.AATPSensorUpdater': 'disabled' },
    expect: { verdict: 'fail', reason: 'v2-updater-not-running' },
  },
  {
    name: 'an absent service fails',
    facts: { 'service.AATPSensorUpdater': 'absent' },
    expect: { verdict: 'fail', reason: 'v2-updater-not-running', says: ['absent'] },
  },
  {
    name: 'a state that is none is unknown',
    facts: { 'service.AATPSensorUpdater': 'RUNNING?' },
    expect: { verdict: 'unknown', reason: 'v2-updater-unknown' },
  },
  {
    name: 'a state seen two days ago is unknown',
    stale: { 'service.AATPSensorUpdater': 'running' },
    expect: { verdict: 'unknown', reason: 'v2-updater-unknown', says: ['too old'] },
  },
  { name: 'a missing state is unknown', expect: { verdict: 'unknown', reason: 'v2-updater-unknown' } },
  {
    name: 'S3-06 after the switch the updater is meant to be off',
    facts: { 'service.AATPSensorUpdater': 'disabled', 'mdi.migrationState': 'upToDate' },
    expect: { verdict: 'notApplicable', reason: 'already-migrated' },
  },
];
