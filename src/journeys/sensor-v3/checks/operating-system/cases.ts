import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  { name: 'S3-01 Windows Server 2019 passes', facts: { 'os.build': 17763 }, expect: { verdict: 'pass', reason: '' } },
  { name: 'S3-01 Windows Server 2022 passes', facts: { 'os.build': 20348 }, expect: { verdict: 'pass', reason: '' } },
  { name: 'S3-01 Windows Server 2025 passes', facts: { 'os.build': 26100 }, expect: { verdict: 'pass', reason: '' } },
  {
    name: 'S3-01 Windows Server 2016 is unsupported',
    facts: { 'os.build': 14393 },
    expect: { verdict: 'fail', reason: 'os-unsupported', disposition: 'unsupported' },
  },
  {
    name: 'a build between the known branches is unknown and not passed',
    facts: { 'os.build': 25398 },
    expect: { verdict: 'unknown', reason: 'os-branch-unknown' },
  },
  {
    name: 'a build newer than every known branch is unknown and not passed',
    facts: { 'os.build': 29000 },
    expect: { verdict: 'unknown', reason: 'os-branch-unknown' },
  },
  {
    name: 'a build that is a text is unknown',
    facts: { 'os.build': '20348' },
    expect: { verdict: 'unknown', reason: 'os-unknown' },
  },
  { name: 'a missing build is unknown', expect: { verdict: 'unknown', reason: 'os-unknown' } },
];
