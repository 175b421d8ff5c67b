import { describe, expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import { ProblemList, type ReadOptions } from '../../src/evidence/reading.ts';
import { SenseLog } from '../../src/evidence/sense-events/sense-log.ts';
import { evtxLog, fileHeadBytes, recordOffsets, type WrittenEvent } from '../support/evtx.ts';
import { at, logOf, minute, noon, standard, streamlined } from '../support/sense-log.ts';

const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}) =>
  readEvidence(bytes, { fileName: 'sense', observedAt: noon, ...options });

const facts = async (events: readonly WrittenEvent[], form = {}) => {
  const reading = await read(evtxLog(events, form));
  return { facts: reading.rows[0]?.facts, row: reading.rows[0], codes: reading.problems.map(({ code }) => code) };
};

describe('SC-05 whether a host switched to streamlined connectivity', () => {
  test.each<readonly [string, readonly string[], number | undefined]>([
    ['contact with a streamlined host', [`contact ${streamlined}`, '50'], 0],
    [
      'contact with a streamlined host of a government',
      ['contact edr-usgv.us.endpoint.security.microsoft.us', '50'],
      0,
    ],
    ['a stray sign behind the host', [`contact ${streamlined}>`, '50'], 0],
    ['contact with a standard host', [`contact ${standard}`, '50'], undefined],
    ['a host that only ends alike', ['contact evilendpoint.security.microsoft.com', '50'], undefined],
    ['a host that only begins alike', [`contact ${streamlined}.evil.example`, '50'], undefined],
    ['a streamlined host as a user name', [`contact ${streamlined}@evil.example`, '50'], undefined],
    ['another host of the government', ['contact api-gov.securitycenter.microsoft.us', '50'], undefined],
    ['a failure since then', [`contact ${streamlined}`, `failed ${streamlined}`], undefined],
    ['a failure in part since then', [`contact ${streamlined}`, `partly ${streamlined}`], undefined],
    ['a failure before', [`failed ${streamlined}`, `contact ${streamlined}`], 1],
    ['a failure of another host since then', [`contact ${streamlined}`, `failed ${standard}`], 0],
    ['a failure of a host that is not told', [`contact ${streamlined}`, 'failed ?'], undefined],
    [
      'a failure of one streamlined host, and contact with another before',
      ['contact edr-weu.eu.endpoint.security.microsoft.com', `contact ${streamlined}`, `failed ${streamlined}`],
      0,
    ],
    [
      'a failure of that host, and then of another',
      [`contact ${streamlined}`, `failed ${streamlined}`, `failed ${standard}`],
      undefined,
    ],
    ['an onboarding since then, maybe of another package', [`contact ${streamlined}`, '50', '11'], undefined],
    ['an offboarding since then', [`contact ${streamlined}`, '44', '50'], undefined],
    ['an onboarding before', ['44', '11', `contact ${streamlined}`, '50'], 2],
    [
      'SC-07 contact with the standard host since then: moved back',
      [`contact ${streamlined}`, `contact ${standard}`],
      undefined,
    ],
    [
      'SC-07 offboarded, onboarded and in contact with the standard host',
      [`contact ${streamlined}`, '44', '11', `contact ${standard}`],
      undefined,
    ],
    ['SC-07 contact with the standard host before', [`contact ${standard}`, `contact ${streamlined}`], 1],
    [
      'contact with a standard host for data, which is no command and control',
      [`contact ${streamlined}`, 'contact us-v20.events.data.microsoft.com'],
      0,
    ],
  ])('%s', async (_, words, expected) => {
    const { facts: told } = await facts(logOf(...words));
    expect(told?.['sense.streamlinedContactAt']).toBe(expected === undefined ? undefined : at(expected, words.length));
  });

  test('contact with nobody, or told as an error, is none', async () => {
    const nobody = logOf(`contact ${streamlined}`, '50').map((event) =>
      event.eventId === 4 ? { ...event, data: [['UInt1', '0'], ...(event.data ?? []).slice(1)] as const } : event,
    );
    expect((await facts(nobody)).facts).not.toHaveProperty(['sense.contactAt']);
    const error = logOf(`contact ${streamlined}`, '50').map((event) => ({ ...event, level: 2 }));
    expect((await facts(error)).facts).not.toHaveProperty(['sense.contactAt']);
  });

  test('only the host is kept, never the whole URL', async () => {
    const { row } = await facts(logOf(`contact ${streamlined}`, `failed ${standard}`));
    expect(JSON.stringify(row)).not.toMatch(/tenant|S-1-5/);
    expect(row?.facts['sense.failureHost']).toBe(standard);
  });
});

describe('no false pass', () => {
  const words = ['started', '11', `contact ${streamlined}`, '50', '50', '50', '50'];
  const favourable = [
    'sense.startedAt',
    'sense.version',
    'sense.reonboardedAt',
    'sense.contactAt',
    'sense.streamlinedContactAt',
  ];
  const told = (row: Readonly<Record<string, unknown>> | undefined) =>
    favourable.filter((key) => row?.[key] !== undefined);

  test('a whole log tells what speaks for the host', async () => {
    const { facts: whole, codes } = await facts(logOf(...words));
    expect([told(whole), codes]).toEqual([favourable, []]);
  });

  test('a record that is missing since then leaves it out, and that is told', async () => {
    const { facts: filtered, codes } = await facts(logOf(...words).filter(({ recordId }) => recordId !== 104));
    expect([told(filtered), codes]).toEqual([[], ['evidence-incomplete']]);
  });

  test('a damaged record since then does the same: it could be a failure', async () => {
    const log = evtxLog(logOf(...words), { flags: 1 });
    log.fill(0xee, (recordOffsets(log)[4] ?? 0) + 60, (recordOffsets(log)[4] ?? 0) + 64);
    const { rows, problems } = await read(log);
    expect(told(rows[0]?.facts)).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['evidence-incomplete', 'file-damaged']);
  });

  test('what speaks against the host counts in spite of gaps', async () => {
    const events = logOf(`failed ${standard}`, '44', '50', '50').filter(({ recordId }) => recordId !== 102);
    expect((await facts(events)).facts).toMatchObject({
      'sense.failureAt': at(0, 4),
      'sense.failureHost': standard,
      'sense.offboardedAt': at(1, 4),
    });
  });

  test('a log that is cut off is as old as its last record', async () => {
    const log = evtxLog(logOf(`contact ${streamlined}`, '50', `failed ${streamlined}`));
    const { rows, problems } = await read(log.subarray(0, recordOffsets(log)[2]));
    expect(rows.map(({ observedAt }) => observedAt)).toEqual([at(1, 3)]);
    expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
  });

  test('a copy made today of a log that ended long ago is evidence of then', async () => {
    const { rows } = await read(evtxLog(logOf(...words)), { observedAt: noon + 90 * 24 * 60 * minute });
    expect(rows.map(({ observedAt }) => observedAt)).toEqual([noon - minute]);
  });

  test('without a time of the copy the newest record is the time', async () => {
    const { rows } = await read(evtxLog(logOf(...words)), { observedAt: undefined });
    expect(rows.map(({ observedAt }) => observedAt)).toEqual([noon - minute]);
  });

  test('records from after the time of the copy are not believed', async () => {
    const { rows, problems } = await read(evtxLog(logOf('50', `contact ${streamlined}`)), {
      observedAt: noon - 60 * minute,
    });
    expect(rows).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['evidence-contradictory', 'evidence-incomplete']);
  });

  test('a clock that was set back since the contact takes it away', async () => {
    const [contact, ...others] = logOf(`contact ${streamlined}`, '50', '50') as [
      WrittenEvent,
      WrittenEvent,
      WrittenEvent,
    ];
    expect(
      told(
        (
          await facts([
            { ...contact, createdAt: noon - 1 },
            ...others.map((one) => ({ ...one, createdAt: one.createdAt - 60 * minute })),
          ])
        ).facts,
      ),
    ).toEqual([]);
  });

  test('a failure that follows the contact and is dated before it takes it away', async () => {
    const [contact, failure, other] = logOf(`contact ${streamlined}`, `failed ${streamlined}`, '50') as [
      WrittenEvent,
      WrittenEvent,
      WrittenEvent,
    ];
    const misdated = { ...failure, createdAt: contact.createdAt - minute };
    const { facts: row } = await facts([contact, misdated, other]);
    expect(told(row)).toEqual([]);
    expect(row).toMatchObject({ 'sense.failureHost': streamlined });
  });

  test('a closed log in which anything was changed passes nothing that the whole one does not', async () => {
    const log = evtxLog(logOf(...words, `failed ${streamlined}`, '50'));
    let state = 7;
    const roll = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 500; round += 1) {
      const changed = Buffer.from(log);
      for (let change = 0; change <= roll(4); change += 1)
        changed.writeUInt8(roll(256), fileHeadBytes + 128 + roll(6_000));
      const reading = await read(changed);
      expect(reading.rows[0]?.facts ?? {}).not.toHaveProperty(['sense.streamlinedContactAt']);
    }
  });
});

test('a log with gaps everywhere is held in bounds, and nothing in it counts as whole', () => {
  const problems = new ProblemList();
  const log = new SenseLog(problems, noon);
  for (let index = 0; index < 20_000; index += 1)
    log.add({
      recordId: 2 * index,
      eventId: index % 3_000,
      provider: 'Microsoft-Windows-SENSE',
      channel: 'Microsoft-Windows-SENSE/Operational',
      level: 4,
      createdAt: noon - minute,
      computer: 'DC01.contoso.example',
      data: new Map([['Message1', `https://${index}.endpoint.security.microsoft.com`]]),
    });
  const row = log.row({ fileName: 'f' });
  expect(Object.keys(row?.facts ?? {})).not.toContain('sense.contactAt');
  expect(problems.all().map(({ code }) => code)).toEqual(['evidence-incomplete', 'value-unknown', 'value-unknown']);
});
