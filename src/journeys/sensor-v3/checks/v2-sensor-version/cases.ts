import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 exactly the least version passes',
    facts: { 'mdi.v2.version': '2.254.19112.470' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 one revision below the least version fails',
    facts: { 'mdi.v2.version': '2.254.19112.469' },
    expect: { verdict: 'fail', reason: 'v2-version-too-old', says: ['2.254.19112.470'] },
  },
  {
    name: 'S3-01 versions are compared part by part and not as texts',
    facts: { 'mdi.v2.version': '2.99.30000.1' },
    expect: { verdict: 'fail', reason: 'v2-version-too-old' },
  },
  {
    name: 'S3-01 a newer build of the same minor version passes',
    facts: { 'mdi.v2.version': '2.254.20000' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-03 delayed update is named when it holds the version back',
    facts: { 'mdi.v2.version': '2.251.18512.200', 'mdi.delayedUpdate': true },
    expect: { verdict: 'fail', reason: 'v2-version-too-old', says: ['delayed update is on'] },
  },
  {
    name: 'a version that is no version is unknown',
    facts: { 'mdi.v2.version': 'latest' },
    expect: { verdict: 'unknown', reason: 'v2-version-unreadable' },
  },
  {
    name: 'a server without sensor v2.x has nothing to migrate',
    facts: { 'mdi.v2.version': null, 'mdi.v2.installed': false },
    expect: { verdict: 'fail', reason: 'v2-not-installed', disposition: 'unsupported' },
  },
  {
    name: 'after the switch the version of v2.x no longer matters',
    facts: { 'mdi.v2.version': '2.200.0.0', 'mdi.migrationState': 'upToDate' },
    expect: { verdict: 'notApplicable', reason: 'already-migrated' },
  },
  { name: 'a missing version is unknown', expect: { verdict: 'unknown', reason: 'v2-version-unknown' } },
];
