import type { CheckCase } from '../shape.ts';

export const cases: readonly CheckCase[] = [
  {
    name: 'S3-02 the value below Policies passes',
    facts: { 'onboarding.policyPresent': true, 'onboarding.statusKeyPresent': true },
    expect: { verdict: 'pass', reason: '' },
  },
  {
    name: 'S3-02 without the value below Policies it fails',
    facts: { 'onboarding.policyPresent': false },
    expect: { verdict: 'fail', reason: 'onboarding-policy-missing' },
  },
  {
    name: 'S3-02 a Status key without the Policies value fails, and the conflict is recorded',
    facts: { 'onboarding.policyPresent': false, 'onboarding.statusKeyPresent': true },
    expect: {
      verdict: 'fail',
      reason: 'onboarding-policy-missing',
      says: ['Status key is present', 'Policies value decides'],
    },
  },
  {
    name: 'S3-02 a Policies value without the Status key passes, and the conflict is recorded',
    facts: { 'onboarding.policyPresent': true, 'onboarding.statusKeyPresent': false },
    expect: { verdict: 'pass', reason: '', says: ['Status key is missing'] },
  },
  {
    name: 'S3-19 OnboardedInfo without Policies never counts when the policy is missing',
    facts: { 'onboarding.policyPresent': false, 'onboarding.onboardedInfoPresent': true },
    expect: { verdict: 'fail', reason: 'onboarding-policy-missing', says: ['does not count'] },
  },
  {
    name: 'S3-19 OnboardedInfo alone is unknown and not a pass',
    facts: { 'onboarding.onboardedInfoPresent': true },
    expect: { verdict: 'unknown', reason: 'onboarding-policy-unknown', says: ['does not count'] },
  },
  {
    name: 'S3-02 the Status key alone is unknown and not a pass',
    facts: { 'onboarding.statusKeyPresent': true },
    expect: { verdict: 'unknown', reason: 'onboarding-policy-unknown' },
  },
  { name: 'nothing collected is unknown', expect: { verdict: 'unknown', reason: 'onboarding-policy-unknown' } },
];
