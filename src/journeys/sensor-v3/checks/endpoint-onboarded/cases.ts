import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-01 an onboarded server passes',
    facts: { 'device.onboardingStatus': 'Onboarded' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'the spelling of the API passes too',
    facts: { 'device.onboardingStatus': 'onboarded' },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-01 a server that can be onboarded fails',
    facts: { 'device.onboardingStatus': 'Can be onboarded' },
    expect: { verdict: 'fail', reason: 'endpoint-not-onboarded' },
  },
  {
    name: 'S3-01 an unsupported server fails',
    facts: { 'device.onboardingStatus': 'Unsupported' },
    expect: { verdict: 'fail', reason: 'endpoint-not-onboarded' },
  },
  {
    name: 'insufficient information is unknown',
    facts: { 'device.onboardingStatus': 'Insufficient info' },
    expect: { verdict: 'unknown', reason: 'endpoint-unknown' },
  },
  { name: 'a missing status is unknown', expect: { verdict: 'unknown', reason: 'endpoint-unknown' } },
];
