import { expect, test } from 'vitest';
import { encodings } from './support/encodings.ts';
import { codesOf, factsOf, observedAt, processorMs, read, sample } from './support/readings.ts';

/** Entries of the day before the copy, one a second. */
function aLog(...entries: readonly string[]): string {
  return entries.map((entry, index) => `2026-09-14 08:00:${String(index).padStart(2, '0')}.0000 ${entry}\r\n`).join('');
}

test('the sample: errors by component, continuation lines with their entry, no account names, as old as its last entry', async () => {
  const reading = await read(sample('real/mdi-sensor-log-lines.txt'));
  expect(reading.format).toBe('mdi-sensor-log');
  expect(reading.rows).toEqual([
    {
      source: 'mdi-sensor-log',
      name: undefined,
      facts: {
        'os.family': 'windows',
        'mdi.log.errors': [
          'CommunicationWebClient|1|ApplyInternal failed two way SSL connection to service. The issue can be caused by a proxy with SSL inspection enabled.',
          'RegistryKey|1|System.UnauthorizedAccessException: Access to the registry key … is denied.',
        ],
      },
      observedAt: Date.UTC(2021, 0, 19, 15, 45),
      origin: { file: 'file', places: { 'mdi.log.errors': { line: 5 } } },
    },
  ]);
  expect(codesOf(reading)).toEqual(['time-ambiguous', 'evidence-stale']);
  expect(JSON.stringify(reading)).not.toMatch(/account_name|domain1|Thumbprint|7C039/);
});

test.each(encodings)('a log in %s reads the same', async (_, encode) => {
  const reading = await read(encode(aLog('Info  Program Main started', 'Error Program Main Größe')));
  expect(factsOf(reading)['mdi.log.errors']).toEqual(['Program|1|Main Größe']);
});

test('levels may be padded; errors and fatal errors count, warnings do not; the newest component stands first', async () => {
  const reading = await read(
    aLog('Warn  A B c', 'Error A B first', 'Debug A B c', 'Fatal B C worse', 'Error A B last'),
  );
  expect(factsOf(reading)['mdi.log.errors']).toEqual(['A|2|B last', 'B|1|C worse']);
  expect(reading.rows[0]?.observedAt).toBe(observedAt);
});

test('a log without errors does not say that there were none: logs roll over', async () => {
  const reading = await read(aLog('Info A B c'));
  expect(factsOf(reading)).toEqual({ 'os.family': 'windows' });
  expect(reading.problems).toEqual([]);
});

test.each([
  ['a pair of a name and a value', 'X failed [UserName=svc-mdi Domain=bank.example]', 'X failed'],
  ['a tail that was cut off', 'X failed [UserName=svc-mdi', 'X failed'],
  ['brackets in brackets', 'X failed [a=[b] UserName=svc-mdi]', 'X failed UserName=…'],
  ['an account', 'X failed for bank\\svc-mdi now', 'X failed for … now'],
  ['an address', 'X failed for svc-mdi@bank.example now', 'X failed for … now'],
  ['a name in quotes', `X failed for 'svc-mdi' and "svc-mdi"`, 'X failed for … and …'],
  ['a SID', 'X failed for S-1-5-21-1-2-3-500', 'X failed for …'],
  ['a path', 'X cannot open C:\\Users\\svc-mdi\\x.json', 'X cannot open …'],
  ['an apostrophe', "X couldn't find the server's name", "X couldn't find the server's name"],
  ['the word alone', 'The user name or password is incorrect.', 'The user name or password is incorrect.'],
  ['a bar', 'X | failed', 'X / failed'],
])('what belongs to people is left out of a text: %s', async (_, message, kept) => {
  const reading = await read(aLog(`Error C ${message}`));
  expect(factsOf(reading)['mdi.log.errors']).toEqual([`C|1|${kept}`]);
  expect(JSON.stringify(reading)).not.toContain('svc-mdi');
});

test('lines of a call stack are left out; other lines belong to the entry before them', async () => {
  const reading = await read(
    `${aLog('Error C M failed')}   at System.X.Y()\r\nbecause of Z\r\n\r\n${aLog('Info A B c')}`,
  );
  expect(factsOf(reading)['mdi.log.errors']).toEqual(['C|1|M failed because of Z']);
});

test('the version of the sensor is the name of its folder', async () => {
  const path = (version: string) =>
    `Info A B C:\\Program Files\\Azure Advanced Threat Protection Sensor\\${version}\\x.dll`;
  expect(factsOf(await read(aLog(path('2.254.19112.470'), path('2.254.19112.470'))))['mdi.v2.version']).toBe(
    '2.254.19112.470',
  );
  const both = await read(aLog(path('2.253.1.1'), path('2.254.19112.470')));
  expect(factsOf(both)).not.toHaveProperty('mdi.v2.version');
  expect(codesOf(both)).toEqual(['evidence-contradictory']);
});

test('X-01 a version that was cut off is none', async () => {
  const text = aLog(
    'Info A B c',
    'Info A B C:\\Program Files\\Azure Advanced Threat Protection Sensor\\2.254.19112.470\\x.dll',
  );
  for (let length = 0; length < text.length - 1; length++)
    expect(factsOf(await read(text.slice(0, length)))).not.toHaveProperty('mdi.v2.version');
});

test('X-01 an old log stays old, whatever time the person gives', async () => {
  const reading = await read('2026-09-01 08:00:00.0000 Error A B c\r\n');
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2026, 8, 1, 20));
  expect(codesOf(reading)).toEqual(['time-ambiguous', 'evidence-stale']);
});

test('decision 10: an unknown level is told and its entry is no error; a log may begin in the middle of an entry', async () => {
  const reading = await read(`rest of an entry\r\n${aLog('Info A B c', 'Verbose A B c')}`);
  expect(factsOf(reading)).toEqual({ 'os.family': 'windows' });
  expect(codesOf(reading)).toEqual(['text-unread', 'value-unknown']);
});

test('more components than can be told apart are counted together', async () => {
  const lines = Array.from({ length: 150 }, (_, n) => `2026-09-14 08:00:00.0000 Error C${n} M x\r\n`);
  const errors = factsOf(await read(lines.join('')))['mdi.log.errors'] as readonly string[];
  expect(errors).toHaveLength(101);
  expect(errors[0]).toBe('others|50|M x');
});

test.each([
  ['continuations', `${aLog('Error A B c')}${'word\r\n'.repeat(300_000)}`],
  ['brackets', aLog(`Error A B ${'[a='.repeat(20_000)}`)],
  ['backslashes', aLog(`Error A B ${'\\'.repeat(60_000)}`)],
  ['quotes', aLog(`Error A B ${`'x`.repeat(30_000)}`)],
])('a log of nothing but %s is read in a moment', async (_, text) => {
  expect(await processorMs(() => read(text))).toBeLessThan(2_000);
});

test('a log without the time of its copy gives no row', async () => {
  const reading = await read(aLog('Error A B c'), { observedAt: undefined });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['time-missing']);
});

test('the log of another program is not taken for one of these', async () => {
  const reading = await read('2026-09-14 08:00:00.123 INFO main started\r\n2026-09-14 08:00:00,123 ERROR main x\r\n');
  expect(reading.format).not.toBe('mdi-sensor-log');
});
