import { fail, missing, pass } from '../../../../domain/check.ts';
import { textFact } from '../../../../domain/fact-reading.ts';
import { deviceIdForm } from '../../device-identity.ts';
import type { SensorCheck } from '../shape.ts';

export const deviceId: SensorCheck = {
  id: 'device-id',
  title: 'Device id registered',
  requirements: ['S3-02', 'S3-03'],
  verify: {
    analyzer: 'The Device ID field must hold a value.',
    byHand: 'Read SenseMachineId (or SenseId) below HKLM\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection.',
  },
  remedy: 'See that the onboarding to Defender for Endpoint was completed; onboard again when the id stays empty.',
  howToGet: 'Run the Client Analyzer, collect host facts, or run the device identity hunting query.',
  owners: { mends: 'endpoint', finds: 'server' },
  acceptsServiceVerdict: ['device-id-unknown'],
  reads: ['device.id'],
  rules: [],
  decide({ facts, now }) {
    const id = facts.fresh.get('device.id');
    if (id?.value === null) return fail('device-id-missing', 'No device id is registered on the server.', [id]);
    const text = textFact(facts, 'device.id');
    if (text === undefined) return missing('device-id-unknown', 'device.id', { facts, now });
    if (text.value.trim() === '') return fail('device-id-missing', 'The registered device id is empty.', [text]);
    const form = deviceIdForm(text.value);
    if (form === undefined) {
      return fail('device-id-malformed', `"${text.value}" is neither a GUID nor 40 hexadecimal digits.`, [text]);
    }
    return pass(
      form === 'guid' ? 'The device id has the GUID form.' : 'The device id has the form of 40 hexadecimal digits.',
      [text],
    );
  },
};
