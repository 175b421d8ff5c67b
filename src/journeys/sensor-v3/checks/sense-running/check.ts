import { fail, missing, pass } from '../../../../domain/check.ts';
import { serviceFact } from '../../../../domain/fact-reading.ts';
import type { SensorCheck } from '../shape.ts';

/** One page writes MsSense, another sense: the service is called Sense, its program MsSense.exe. They are one thing. */
export const senseRunning: SensorCheck = {
  id: 'sense-running',
  title: 'Defender for Endpoint sensor running',
  requirements: ['S3-02', 'S3-03'],
  verify: {
    analyzer: 'Sense service status must read Running.',
    byHand: 'Run "sc query sense"; the state must be RUNNING (its program is MsSense.exe).',
  },
  remedy: 'Start the Sense service (MsSense.exe), and see that the onboarding to Defender for Endpoint was completed.',
  howToGet: 'Run the Client Analyzer or collect host facts on the server; Graph does not show services.',
  owners: { mends: 'server', finds: 'server' },
  acceptsServiceVerdict: ['sense-unknown'],
  reads: ['service.Sense'],
  rules: [],
  decide({ facts, now }) {
    const service = serviceFact(facts, 'service.Sense');
    if (service === undefined) return missing('sense-unknown', 'service.Sense', { facts, now });
    if (service.value === 'running') return pass('The Sense service (MsSense.exe) is running.', [service]);
    return fail('sense-not-running', `The Sense service (MsSense.exe) is ${service.value}.`, [service]);
  },
};
