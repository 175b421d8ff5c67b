import { expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import type { EvidenceReading } from '../../src/evidence/reading.ts';
import { diagnoseFile } from '../../src/main/diagnose-file.ts';
import { evtxLog } from '../support/evtx.ts';
import { logOf, noon, streamlined } from '../support/sense-log.ts';
import { fieldsBut, filesBut, xmlOf, zipOf } from './analyzer-result.ts';
import { codesOf, read } from './support/readings.ts';

/* The event log of SENSE in a result of the Client Analyzer: whose it is. */

const xmlPath = 'SystemInfoLogs/MDEClientAnalyzer.xml';
const textPath = 'SystemInfoLogs/MDEClientAnalyzer.txt';

const log = (computer: string) =>
  evtxLog(
    logOf(`contact ${streamlined}`, '50').map((event) => ({
      ...event,
      computer,
      createdAt: event.createdAt - 6 * hourMs,
    })),
  );
const beside = (computer: string, changes: Parameters<typeof filesBut>[0] = {}) =>
  zipOf(filesBut({ 'EventLogs/sense.evtx': log(computer), ...changes })).then((bytes) =>
    read(bytes, { observedAt: noon }),
  );
const named = (reading: EvidenceReading) => reading.rows.map(({ source, name, fqdn }) => [source, name, fqdn]);

test('one host has one name: the full one of the log is that of the report too', async () => {
  const reading = await beside('DC01.bank.example');
  expect(named(reading)).toEqual([
    ['client-analyzer', 'DC01', 'dc01.bank.example'],
    ['sense-events', 'DC01', 'dc01.bank.example'],
  ]);
  expect(reading.rows[1]?.facts).toHaveProperty(['sense.streamlinedContactAt']);
  const found = await diagnoseFile({
    bytes: await zipOf(filesBut({ 'EventLogs/sense.evtx': log('DC01.bank.example') })),
    name: 'result.zip',
    modifiedAt: noon,
    now: noon,
  });
  expect(found.verdicts.find(({ check }) => check === 'streamlined-contact')?.verdict).toBe('pass');
  expect(found.problems).toEqual([]);
});

test('a name that the report has cut after 15 signs is that of the log', async () => {
  const fields = fieldsBut(['devInfo/deviceName', 'Device name', 'FRANKFURT-MAIN-']);
  const reading = await beside('Frankfurt-Main-DC01.bank.example', {
    [xmlPath]: xmlOf(fields),
    [textPath]: undefined,
  });
  expect(named(reading).map(([, , fqdn]) => fqdn)).toEqual(Array(2).fill('frankfurt-main-dc01.bank.example'));
});

test.each([
  ['DC02.bank.example', {}],
  ['DC010.bank.example', {}],
  ['DC01.other.example', { 'SystemInfoLogs/dsregcmd.txt': '   Device Name : dc01.bank.example\r\n' }],
])('X-01 the log of %s is of another host and counts for neither', async (computer, changes) => {
  const reading = await beside(computer, changes);
  expect(reading.rows.map(({ source }) => source)).toEqual(['client-analyzer']);
  expect(codesOf(reading)).toEqual(['host-mismatch']);
});
