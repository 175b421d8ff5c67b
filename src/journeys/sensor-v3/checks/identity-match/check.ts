import { fail, missing, pass, unknown } from '../../../../domain/check.ts';
import type { FactTable, SourceId } from '../../../../domain/fact.ts';
import { listFact, textFact } from '../../../../domain/fact-reading.ts';
import { bareDeviceId, deviceIdForm, isSameName } from '../../device-identity.ts';
import type { SensorCheck, SensorFinding } from '../shape.ts';

/**
 * The service finds the server in Defender for Endpoint by its name and its device. Three things break that: a rename after
 * the onboarding, an onboarding again under a new id, and several records under one name. All four facts must be there to
 * pass, because each of them alone can hide one of the three.
 */
export const identityMatch: SensorCheck = {
  id: 'identity-match',
  title: 'Same identity in both products',
  requirements: ['S3-15'],
  verify: {
    analyzer: 'Compare device name and device id in the result with the portal.',
    byHand:
      'In the Defender portal under Assets > Devices, search the server: exactly one record, with its current full name.',
  },
  remedy: 'Leave exactly one live record with the current name for the server.',
  howToGet: 'Run the device identity hunting query, and collect host facts on the server.',
  owners: { mends: 'endpoint', finds: 'operator' },
  acceptsServiceVerdict: [],
  reads: ['host.fqdn', 'device.fqdn', 'device.records', 'device.id'],
  rules: [],
  decide({ facts, now }) {
    const fault = identityFault(facts);
    if (fault !== undefined) return fault;
    const records = listFact(facts, 'device.records');
    const name = textFact(facts, 'host.fqdn');
    const deviceName = textFact(facts, 'device.fqdn');
    const id = textFact(facts, 'device.id');
    if (records === undefined) return missing('identity-unknown', 'device.records', { facts, now });
    if (name === undefined) return missing('identity-unknown', 'host.fqdn', { facts, now });
    if (deviceName === undefined) return missing('identity-unknown', 'device.fqdn', { facts, now });
    if (id === undefined) return missing('identity-unknown', 'device.id', { facts, now });
    // The id that came with the record is the record's: it shows nothing of the server.
    const isServersOwn = !cloudLists.has(id.source);
    const summary = isServersOwn
      ? 'One live record, with the server’s name and device id.'
      : 'One live record, with the server’s name; which device id the server itself has, nobody has told.';
    return pass(summary, [records, name, deviceName, id]);
  },
};

/** They name the device of a record, whatever the server's own id is by now. */
const cloudLists: ReadonlySet<SourceId> = new Set<SourceId>(['hunting-device-identity', 'csv-device-inventory']);

/** What the facts at hand show to be wrong with the identity; undefined when nothing does. The diagnosis asks the same after a failure. */
export function identityFault(facts: FactTable): SensorFinding | undefined {
  return severalRecords(facts) ?? renamed(facts) ?? reOnboarded(facts);
}

/** No record is as good as a wrong one: the service cannot find the server either way. */
function severalRecords(facts: FactTable): SensorFinding | undefined {
  const records = listFact(facts, 'device.records');
  if (records === undefined) return undefined;
  const count = records.value.length < 2 ? records.value.length : new Set(records.value.map(bareDeviceId)).size;
  if (count === 0) {
    return fail('no-device-record', 'Defender for Endpoint has no live device record under this name.', [records], {
      remedy:
        'See under which name the server is registered; offboard and onboard it again to register the current one.',
    });
  }
  if (count === 1) return undefined;
  return fail(
    'several-device-records',
    `Defender for Endpoint has ${count} live device records under this name.`,
    [records],
    {
      remedy: 'In the Defender portal under Assets > Devices, find the stale records of this server and remove them.',
    },
  );
}

function renamed(facts: FactTable): SensorFinding | undefined {
  const name = textFact(facts, 'host.fqdn');
  const deviceName = textFact(facts, 'device.fqdn');
  if (name === undefined || deviceName === undefined || isSameName(name.value, deviceName.value)) return undefined;
  return fail(
    'renamed',
    `The server is called ${name.value}, Defender for Endpoint knows it as ${deviceName.value}.`,
    [name, deviceName],
    {
      remedy:
        'Offboard the server from Defender for Endpoint and onboard it again, so that the current name is registered.',
    },
  );
}

/** A GUID and 40 hexadecimal digits name one device in two ways and cannot be compared with each other. */
function reOnboarded(facts: FactTable): SensorFinding | undefined {
  const records = listFact(facts, 'device.records');
  const id = textFact(facts, 'device.id');
  const record = records?.value[0];
  if (records === undefined || record === undefined || id === undefined) return undefined;
  if (record === id.value || bareDeviceId(record) === bareDeviceId(id.value)) return undefined;
  const form = deviceIdForm(id.value);
  if (form === undefined || deviceIdForm(record) !== form) {
    return unknown(
      'identity-unknown',
      'The device id on the server and the one of its record have different forms.',
      [id, records],
      { howToGet: 'Collect SenseId (40 hexadecimal digits) on the server; hunting shows the same form.' },
    );
  }
  return fail(
    're-onboarded',
    'The device id on the server is not the one of its record in Defender for Endpoint.',
    [id, records],
    {
      remedy:
        'Remove the stale record in the Defender portal under Assets > Devices; wait until the record with the current id reports.',
    },
  );
}
