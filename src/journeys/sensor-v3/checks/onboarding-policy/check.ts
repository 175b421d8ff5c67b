import { fail, missing, pass } from '../../../../domain/check.ts';
import { yesNoFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck } from '../shape.ts';

/**
 * The migration page names two places: a Status key in one section, the OnboardingInfo value below Policies in another. The
 * Policies value decides, because the page explains it as the one that counts; a Status key that says otherwise is recorded.
 * OnboardedInfo, without Policies, only shows what is active now and never counts.
 */
export const onboardingPolicy: SensorCheck = {
  id: 'onboarding-policy',
  title: 'Onboarding policy',
  requirements: ['S3-02', 'S3-03', 'S3-19'],
  verify: {
    analyzer:
      'RegOnboardingInfoPolicy.Json in the result must not be empty; the connectivity log says so when the value was not found.',
    byHand:
      'See that HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection has a filled OnboardingInfo value. OnboardedInfo without Policies does not count.',
  },
  remedy:
    'Onboard the server to Defender for Endpoint again. Servers onboarded by Defender for Cloud alone often lack this value.',
  howToGet: 'Run the Client Analyzer or collect host facts on the server; Graph does not show the registry.',
  owners: { mends: 'endpoint', finds: 'server' },
  acceptsServiceVerdict: ['onboarding-policy-unknown'],
  reads: ['onboarding.policyPresent', 'onboarding.statusKeyPresent', 'onboarding.onboardedInfoPresent'],
  rules: [],
  decide({ facts, now }) {
    const policy = yesNoFact(facts, 'onboarding.policyPresent');
    const status = yesNoFact(facts, 'onboarding.statusKeyPresent');
    const onboarded = yesNoFact(facts, 'onboarding.onboardedInfoPresent');
    const activeOnly =
      onboarded?.value === true ? ' OnboardedInfo (without Policies) is there and does not count.' : '';
    if (policy === undefined) {
      const finding = missing('onboarding-policy-unknown', 'onboarding.policyPresent', { facts, now });
      return { ...finding, summary: finding.summary + activeOnly };
    }
    const differs = status !== undefined && status.value !== policy.value;
    const evidence = differs ? [policy, status] : [policy];
    const conflict = differs
      ? `The Status key is ${status.value ? 'present' : 'missing'} while the Policies value is ${policy.value ? 'present' : 'missing'}; the Policies value decides.`
      : undefined;
    if (policy.value) return pass('The OnboardingInfo value below Policies is present.', evidence, conflict);
    return fail(
      'onboarding-policy-missing',
      `The OnboardingInfo value below Policies is missing.${activeOnly}`,
      evidence,
      { conflict },
    );
  },
};
