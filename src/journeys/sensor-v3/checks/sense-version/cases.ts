import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-03 exactly 10.8735 passes',
    facts: { 'sense.version': '10.8735' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-03 any build of 10.8735 passes',
    facts: { 'sense.version': '10.8735.26058.1022' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-03 10.8734 fails whatever follows',
    facts: { 'sense.version': '10.8734.99999.9999' },
    expect: { verdict: 'fail', reason: 'sense-version-too-old' },
  },
  {
    name: 'S3-03 10.10000 is newer than 10.8735',
    facts: { 'sense.version': '10.10000.1.1' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'edition 2026-09 gives no number: ours is used and called ours',
    edition: '2026-09',
    facts: { 'sense.version': '10.8735.1.1' },
    expect: { verdict: 'pass', reason: '', says: ['our own minimum'] },
  },
  {
    name: 'an absent sensor is unknown here; other checks say that it is absent',
    facts: { 'sense.version': null },
    expect: { verdict: 'unknown', reason: 'sense-version-unknown' },
  },
  {
    name: 'a version that is no version is unknown',
    facts: { 'sense.version': '10.8735-preview' },
    expect: { verdict: 'unknown', reason: 'sense-version-unreadable' },
  },
  { name: 'a missing version is unknown', expect: { verdict: 'unknown', reason: 'sense-version-unknown' } },
];
