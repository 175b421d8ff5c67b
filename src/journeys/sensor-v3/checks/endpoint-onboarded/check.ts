import { fail, missing, pass } from '../../../../domain/check.ts';
import { textFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck } from '../shape.ts';

export const endpointOnboarded: SensorCheck = {
  id: 'endpoint-onboarded',
  title: 'Defender for Endpoint deployed',
  requirements: ['S3-01', 'S3-03'],
  verify: {
    analyzer: 'Onboarding state and organisation id, in the device section of the result.',
    byHand: 'In the Defender portal under Assets > Devices, find the server and read its onboarding status.',
  },
  remedy: 'Onboard the server to Microsoft Defender for Endpoint.',
  howToGet: 'Run the device identity hunting query, or import an export of the device inventory.',
  owners: { mends: 'endpoint', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['device.onboardingStatus'],
  rules: [],
  decide({ facts, now }) {
    const status = textFact(facts, 'device.onboardingStatus');
    if (status === undefined) return missing('endpoint-unknown', 'device.onboardingStatus', { facts, now });
    // Hunting writes "Can be onboarded", the API "CanBeOnboarded": only the letters count.
    const word = status.value.toLowerCase().replace(/[^a-z]/g, '');
    if (word === 'onboarded') return pass('Defender for Endpoint reports the server as onboarded.', [status]);
    if (word === '' || word === 'unknown' || word === 'insufficientinfo') {
      return { ...missing('endpoint-unknown', 'device.onboardingStatus', { facts, now }), evidence: [status] };
    }
    return fail('endpoint-not-onboarded', `Defender for Endpoint reports "${status.value}".`, [status]);
  },
};
