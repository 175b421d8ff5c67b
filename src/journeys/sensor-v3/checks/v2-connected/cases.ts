import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'edition 2026-03 has no such condition',
    facts: { 'mdi.deploymentStatus': 'disconnected' },
    expect: { verdict: 'notApplicable', reason: 'v2-connection-not-checked' },
  },
  {
    name: 'S3-02 edition 2026-09: a connected sensor passes',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'upToDate' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-02 edition 2026-09: an outdated sensor is connected',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'outdated' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-02 edition 2026-09: a disconnected sensor fails',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'disconnected' },
    expect: { verdict: 'fail', reason: 'v2-disconnected' },
  },
  {
    name: 'S3-02 edition 2026-09: an unreachable sensor fails',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'unreachable' },
    expect: { verdict: 'fail', reason: 'v2-disconnected' },
  },
  {
    name: 'edition 2026-09: a sensor that does not start fails',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'startFailure' },
    expect: { verdict: 'fail', reason: 'v2-start-failure' },
  },
  {
    name: 'edition 2026-09: a status that we do not know is unknown',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'unknown' },
    expect: { verdict: 'unknown', reason: 'v2-connection-unknown' },
  },
  {
    name: 'edition 2026-09: after the switch the connection of v2.x no longer matters',
    edition: '2026-09',
    facts: { 'mdi.deploymentStatus': 'disconnected', 'mdi.migrationState': 'upToDate' },
    expect: { verdict: 'notApplicable', reason: 'already-migrated' },
  },
  {
    name: 'edition 2026-09: a missing status is unknown',
    edition: '2026-09',
    expect: { verdict: 'unknown', reason: 'v2-connection-unknown' },
  },
];
