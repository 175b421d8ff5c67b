import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readEventLog } from '../../src/evidence/event-log/read.ts';
import type { EventRecord } from '../../src/evidence/event-record.ts';
import { evtxRecords } from '../../src/evidence/evtx/records.ts';
import { FactSheet } from '../../src/evidence/fact-sheet.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { ProblemList, type ReadOptions } from '../../src/evidence/reading.ts';
import { senseFacts } from '../../src/evidence/sense-events/sense-log.ts';
import { evtxLog, fileHeadBytes, type WrittenEvent } from '../support/evtx.ts';
import { at, logOf, minute, noon, standard, streamlined } from '../support/sense-log.ts';

const sample = (path: string) => readFileSync(new URL(`samples/${path}`, import.meta.url));
const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}) =>
  readEvidence(bytes, { fileName: 'sense', observedAt: noon, ...options });

const facts = async (events: readonly WrittenEvent[], form = {}) => {
  const reading = await read(evtxLog(events, form));
  return { facts: reading.rows[0]?.facts, row: reading.rows[0], codes: reading.problems.map(({ code }) => code) };
};

describe('the sample of wevtutil', () => {
  test('events without a root: five of them, the last contact was with a streamlined host', async () => {
    const { format, rows, problems } = await read(sample('synthetic/sense-wevtutil-streamlined-ok.xml'));
    expect(problems).toEqual([]);
    expect(format).toBe('event-log');
    expect(rows).toEqual([
      {
        source: 'sense-events',
        name: 'DC01',
        fqdn: 'dc01.contoso.example',
        domain: 'contoso.example',
        observedAt: Date.parse('2026-09-14T08:05:01Z'),
        facts: {
          'host.fqdn': 'dc01.contoso.example',
          'sense.startedAt': Date.parse('2026-09-14T08:00:01.123Z'),
          'sense.version': '10.8804.27858.1000',
          'sense.reonboardedAt': Date.parse('2026-09-14T08:00:03Z'),
          'sense.contactAt': Date.parse('2026-09-14T08:05:00Z'),
          'sense.contactHost': streamlined,
          'sense.streamlinedContactAt': Date.parse('2026-09-14T08:05:00Z'),
          'sense.events': [
            '1|info|1|2026-09-14T08:00:01.123Z|service started',
            '4|info|1|2026-09-14T08:05:00.000Z|contacted the service',
            '11|info|1|2026-09-14T08:00:03.000Z|onboarding completed',
            '50|info|1|2026-09-14T08:05:01.000Z|new cloud configuration applied',
            '53|info|1|2026-09-14T08:00:02.000Z|configuration loaded from store',
          ],
        },
        origin: {
          file: 'sense',
          places: expect.objectContaining({ 'sense.contactAt': { line: 4 }, 'sense.version': { line: 1 } }),
        },
      },
    ]);
  });
});

describe('forms of a log', () => {
  const events = logOf(
    'started',
    `contact ${standard}`,
    `failed ${streamlined}`,
    '11',
    `contact ${streamlined}`,
    '4711',
  );
  const xmlOf = ({ recordId, eventId, createdAt, level = 4, data = [] }: WrittenEvent, quote = "'") =>
    [
      `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-SENSE'/>`,
      `<EventID>${eventId}</EventID><Level>${level}</Level><TimeCreated SystemTime='${new Date(createdAt).toISOString()}'/>`,
      `<EventRecordID>${recordId}</EventRecordID><Channel>Microsoft-Windows-SENSE/Operational</Channel>`,
      `<Computer>DC01.contoso.example</Computer><Security UserID='S-1-5-18'/></System><EventData>`,
      ...data.map(([name, value]) => `<Data Name='${name}'>${String(value)}</Data>`),
      '</EventData></Event>',
    ]
      .join('')
      .replaceAll("'", quote);
  const declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n';

  test.each<readonly [string, Buffer]>([
    ['wevtutil: a row of events, single quotes', Buffer.from(events.map((event) => xmlOf(event)).join('\n'))],
    [
      'Event Viewer: in a root, with messages in the language of the machine',
      Buffer.from(
        `${declaration}<Events>${events
          .map((event) =>
            xmlOf(event, '"').replace(
              '</Event>',
              '<RenderingInfo Culture="de-DE"><Message>4</Message></RenderingInfo></Event>',
            ),
          )
          .join('')}</Events>`,
      ),
    ],
    ['PowerShell: UTF-16', Buffer.from(`\ufeff${events.map((event) => xmlOf(event)).join('\r\n')}`, 'utf16le')],
    ['a log that was closed', evtxLog(events)],
    ['a log that was open', evtxLog(events, { flags: 1, chunkCount: 0, eventsPerChunk: 4 })],
    [
      'newest first',
      Buffer.from(
        [...events]
          .reverse()
          .map((event) => xmlOf(event))
          .join('\n'),
      ),
    ],
    [
      'a log that went round: the newest chunk lies first',
      Buffer.concat([
        evtxLog([], { flags: 1 }),
        ...[evtxLog(events.slice(3)), evtxLog(events.slice(0, 3))].map((log) => log.subarray(fileHeadBytes)),
      ]),
    ],
  ])('%s: the same facts', async (_, bytes) => {
    const { format, rows, problems } = await read(bytes);
    expect(format).toBe('event-log');
    expect(problems.map(({ code }) => code)).toEqual(['value-unknown']);
    expect(rows.map((row) => ({ ...row, origin: undefined }))).toEqual([
      {
        source: 'sense-events',
        name: 'DC01',
        fqdn: 'dc01.contoso.example',
        domain: 'contoso.example',
        observedAt: at(5, 6),
        origin: undefined,
        facts: {
          'host.fqdn': 'dc01.contoso.example',
          'sense.startedAt': at(0, 6),
          'sense.version': '10.8804.27858.1000',
          'sense.failureAt': at(2, 6),
          'sense.failureHost': streamlined,
          'sense.failureCode': '12029',
          'sense.reonboardedAt': at(3, 6),
          'sense.contactAt': at(4, 6),
          'sense.contactHost': streamlined,
          'sense.streamlinedContactAt': at(4, 6),
          'sense.events': expect.arrayContaining([expect.stringMatching(/^4711\|info\|1\|.*\|unknown$/)]),
        },
      },
    ]);
  });

  test('one event by itself', async () => {
    const [event] = logOf('started');
    const reading = await read(Buffer.from(xmlOf(event as WrittenEvent)));
    expect(reading.rows[0]?.facts['sense.version']).toBe('10.8804.27858.1000');
  });

  test('both forms give the same records', async () => {
    const { xmlEvent } = await import('../../src/evidence/event-log/xml-event.ts');
    const { readXml } = await import('../../src/evidence/xml.ts');
    const problems = new ProblemList();
    const binary: EventRecord[] = [];
    for await (const record of evtxRecords([evtxLog(events)], problems)) binary.push(record);
    const roots = readXml(events.map((event) => xmlOf(event)).join(''), problems) ?? [];
    expect(binary).toEqual(
      roots
        .map(xmlEvent)
        .map((record) => record && { ...record, line: undefined })
        .map(withoutLine),
    );
  });

  test('a document type in an export is refused', async () => {
    const text = `<?xml version="1.0"?><Events xmlns:x='http://schemas.microsoft.com/win/2004/08/events/event'><!DOCTYPE a [<!ENTITY x "y">]></Events>`;
    const { rows, problems } = await read(Buffer.from(text));
    expect(rows).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['xml-refused', 'evidence-incomplete']);
  });

  test('what is no event is told with its line', async () => {
    const { rows, problems } = await read(Buffer.from(`${xmlOf(events[0] as WrittenEvent)}\n<Event><System/></Event>`));
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([{ code: 'row-invalid', detail: expect.any(String), line: 2 }]);
  });
});

describe('whose log it is', () => {
  test('records of a computer by another name are told and never mixed in', async () => {
    const events = logOf('started', `contact ${streamlined}`, '50').map((event, index) => ({
      ...event,
      computer: index < 2 ? 'WIN-OLD' : 'DC01.contoso.example',
    }));
    const { row, codes } = await facts(events);
    expect([row?.name, codes]).toEqual(['DC01', ['host-mismatch']]);
    expect(Object.keys(row?.facts ?? {})).toEqual(['sense.events', 'host.fqdn']);
  });

  test('a log of more computers than one can have been is nobody’s', async () => {
    const events = Array.from({ length: 20 }, (_, index) => logOf(...Array(20).fill('50'))[index] as WrittenEvent).map(
      (event, index) => ({ ...event, computer: `PC${index}.contoso.example` }),
    );
    const { row, codes } = await facts(events);
    expect([row, codes]).toEqual([undefined, ['host-ambiguous']]);
  });

  test.each([
    ['PC7', 'PC7', undefined],
    ['dc01.contoso.example.', 'DC01', 'dc01.contoso.example'],
    ['not a name', undefined, undefined],
    ['', undefined, undefined],
  ])('a computer called "%s"', async (computer, name, fqdn) => {
    const { row, codes } = await facts(logOf('50').map((event) => ({ ...event, computer })));
    expect([row?.name, row?.fqdn]).toEqual([name, fqdn]);
    expect(codes).toEqual(name === undefined ? ['host-unnamed'] : []);
  });

  test('a log of another host than the person named is refused', async () => {
    const { rows, problems } = await read(evtxLog(logOf('50')), { host: 'DC02' });
    expect([rows, problems.map(({ code }) => code)]).toEqual([[], ['host-mismatch']]);
  });
});

describe('other logs', () => {
  test.each(['real/Application_no_crc32.evtx', 'real/LanguagePackSetup_Operational.evtx'])(
    '%s is recognised, named, and gives no facts',
    async (path) => {
      const { format, rows, problems } = await read(sample(path));
      expect([format, rows]).toEqual(['event-log', []]);
      expect(problems.map(({ code }) => code)).toContain('file-unrecognised');
    },
  );

  test('records of other logs beside those of SENSE are told', async () => {
    const [first, ...rest] = logOf('50', '50', '50') as [WrittenEvent, ...WrittenEvent[]];
    const { facts: told, codes } = await facts([{ ...first, channel: 'System' }, ...rest]);
    expect(told?.['sense.events']).toEqual([expect.stringMatching(/^50\|info\|2\|/)]);
    expect(codes).toEqual(['text-unread']);
  });

  test('events of another provider in the log of SENSE count as records and say nothing', async () => {
    const { facts: told, codes } = await facts(
      logOf('started', `contact ${streamlined}`, '50').map((event) =>
        event.eventId === 4 ? { ...event, provider: 'Somebody' } : event,
      ),
    );
    expect(Object.keys(told ?? {})).toEqual(['sense.startedAt', 'sense.version', 'sense.events', 'host.fqdn']);
    expect(codes).toEqual([]);
  });
});

describe('as a member of an archive', () => {
  async function* pieces(log: Buffer): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < log.length; from += 10_000) yield log.subarray(from, from + 10_000);
  }

  test('the row names the member', async () => {
    const member = 'EventLogs/sense.evtx';
    const log = evtxLog(logOf('started', '50'), { flags: 1 });
    const row = await readEventLog(
      pieces(log),
      { fileName: 'result.zip', observedAt: noon, member },
      new ProblemList(),
    );
    expect(row?.source).toBe('sense-events');
    expect(row?.origin).toEqual({
      file: 'result.zip',
      places: expect.objectContaining({ 'sense.version': { member, record: expect.any(Number) } }),
    });
  });

  test('the facts can be put on another sheet', async () => {
    const problems = new ProblemList();
    const sheet = new FactSheet(problems);
    const records = evtxRecords(pieces(evtxLog(logOf('started', '50'))), problems);
    const head = await senseFacts(records, sheet, { member: 'sense.evtx' }, problems);
    expect(head).toEqual({ computer: 'DC01.contoso.example', lastAt: noon - minute });
    expect(sheet.get('sense.version')).toBe('10.8804.27858.1000');
  });
});

function withoutLine(record: EventRecord | undefined): Omit<EventRecord, 'line'> {
  const { line: _line, ...rest } = record as EventRecord;
  return rest;
}
