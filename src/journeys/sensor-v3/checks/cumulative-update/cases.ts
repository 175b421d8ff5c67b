import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 Server 2022 exactly at 20348.4893 passes',
    facts: { 'os.build': 20348, 'os.revision': 4893 },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 Server 2022 one revision below fails',
    facts: { 'os.build': 20348, 'os.revision': 4892 },
    expect: { verdict: 'fail', reason: 'update-missing', says: ['20348.4893', 'KB5078766'] },
  },
  {
    name: 'S3-01 the out-of-band update of 2 March 2026 still lacks the March update',
    facts: { 'os.build': 20348, 'os.revision': 4776 },
    expect: { verdict: 'fail', reason: 'update-missing', says: ['KB5082314', 'out of band', '2026-03-02'] },
  },
  {
    name: 'S3-01 a number between two updates fails, and says that it is in no table: a hotpatch may have it',
    facts: { 'os.build': 26100, 'os.revision': 32463 },
    expect: { verdict: 'fail', reason: 'update-missing', says: ['in no row of the release table'] },
  },
  {
    name: 'S3-01 the out-of-band update of April 2026 is enough, since it came after the one of March',
    facts: { 'os.build': 17763, 'os.revision': 8647 },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 Server 2019 is judged in its own branch although 17763 is less than 20348',
    facts: { 'os.build': 17763, 'os.revision': 8511 },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 Server 2019 below its own number fails although 8389 is more than 4893',
    facts: { 'os.build': 17763, 'os.revision': 8389 },
    expect: { verdict: 'fail', reason: 'update-missing' },
  },
  {
    name: 'S3-01 Server 2025 at its own number passes',
    facts: { 'os.build': 26100, 'os.revision': 32522 },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 Server 2025 of December 2025 fails although 26100 is more than 20348',
    facts: { 'os.build': 26100, 'os.revision': 7462 },
    expect: { verdict: 'fail', reason: 'update-missing' },
  },
  {
    name: 'S3-01 a hotpatched server whose revision is not known is unknown and not failed',
    facts: { 'os.build': 26100, 'os.revision': null, 'os.hotpatch': true },
    expect: { verdict: 'unknown', reason: 'hotpatch-revision-unknown' },
  },
  {
    name: 'S3-01 a hotpatch number below the cumulative update is unknown and not failed',
    facts: { 'os.build': 26100, 'os.revision': 32463, 'os.hotpatch': true },
    expect: { verdict: 'unknown', reason: 'hotpatch-revision-unknown' },
  },
  {
    name: 'a hotpatched server above the cumulative update passes',
    facts: { 'os.build': 26100, 'os.revision': 32690, 'os.hotpatch': true },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'a revision that the source could not tell is unknown',
    facts: { 'os.build': 20348, 'os.revision': null },
    expect: { verdict: 'unknown', reason: 'update-unknown' },
  },
  {
    name: 'a branch without a known number is unknown',
    facts: { 'os.build': 25398, 'os.revision': 9000 },
    expect: { verdict: 'unknown', reason: 'update-unknown' },
  },
  {
    name: 'S3-01 edition 2026-09: Server 2019 of July 2026 passes, and the note says where the number is from',
    edition: '2026-09',
    facts: { 'os.build': 17763, 'os.revision': 9020 },
    expect: { verdict: 'pass', reason: '', says: ['community'] },
  },
  {
    name: 'S3-01 edition 2026-09: the March update is no longer enough',
    edition: '2026-09',
    facts: { 'os.build': 17763, 'os.revision': 8511 },
    expect: { verdict: 'fail', reason: 'update-missing' },
  },
  {
    name: 'S3-01 edition 2026-09: Server 2022 up to the newest build known to be older fails',
    edition: '2026-09',
    facts: { 'os.build': 20348, 'os.revision': 5139 },
    expect: { verdict: 'fail', reason: 'update-missing' },
  },
  {
    name: 'S3-01 edition 2026-09: Server 2022 above it is unknown, because the number is not known to us',
    edition: '2026-09',
    facts: { 'os.build': 20348, 'os.revision': 5140 },
    expect: { verdict: 'unknown', reason: 'update-threshold-unknown' },
  },
  {
    name: 'S3-01 edition 2026-09: Server 2025 above the newest build known to be older is unknown',
    edition: '2026-09',
    facts: { 'os.build': 26100, 'os.revision': 32861 },
    expect: { verdict: 'unknown', reason: 'update-threshold-unknown' },
  },
  { name: 'a missing build is unknown', expect: { verdict: 'unknown', reason: 'update-unknown' } },
];
