import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading } from '../../src/evidence/reading.ts';
import { serviceUrlOf } from '../../src/evidence/service-url.ts';

const sample = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
const standard = sample('real/mdatp-connectivity-test-linux-standard.txt');
const streamlined = sample('synthetic/mdatp-connectivity-test-streamlined-us.txt');

async function read(text: string): Promise<EvidenceReading & { readonly facts: Record<string, unknown> }> {
  const reading = await readEvidence(Buffer.from(text), { fileName: 'test.txt', observedAt: 1 });
  return { ...reading, facts: reading.rows[0]?.facts ?? {} };
}

/** The output in which this URL was not reached, for this reason. */
function blocked(text: string, part: string, reason = 'The request timed out'): string {
  const line = text.split('\n').find((one) => one.includes(part)) ?? '';
  return text.replace(line, `${line.replace('[OK]', '[ERROR]')}\n\t${reason}`);
}

function without(text: string, part: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes(part))
    .join('\n');
}

/** What an output must not say without all of its lines. */
const favourable = ['standard', 'streamlined', 'endpoint443', 'nameResolution'].map((name) => `connectivity.${name}`);

test('SC-06 the streamlined output of the page proves the streamlined URLs and says nothing of the standard ones', async () => {
  const { format, problems, rows, facts } = await read(streamlined);
  expect({ format, problems, rows: rows.length }).toEqual({ format: 'mdatp-connectivity', problems: [], rows: 1 });
  expect(rows[0]).toMatchObject({ source: 'mdatp-connectivity', name: undefined, observedAt: 1 });
  expect(facts).toEqual({
    'connectivity.urls': expect.arrayContaining([
      'reached||sample upload|https://mdav.us.endpoint.security.microsoft.com/storage/ussus1eastprod/',
      'reached||packages|https://mdav.us.endpoint.security.microsoft.com/packages/',
      'reached||automated investigation|https://edr-cus.us.endpoint.security.microsoft.com/storage/automatedirstrprdcus/',
    ]),
    'connectivity.blocked': [],
    'connectivity.urlSet': 'streamlined',
    'connectivity.streamlined': true,
    'connectivity.endpoint443': true,
    'connectivity.nameResolution': true,
    'os.family': 'linux',
  });
});

test('SC-06 an output against the standard URLs is no proof of the streamlined ones, in either direction', async () => {
  const { facts, problems } = await read(standard);
  expect(problems).toEqual([]);
  expect(facts).toMatchObject({ 'connectivity.urlSet': 'standard', 'connectivity.standard': true });
  expect(facts).toMatchObject({ 'connectivity.endpoint443': true, 'connectivity.nameResolution': true });
  expect(facts).not.toHaveProperty(['connectivity.streamlined']);
  expect(facts['connectivity.urls']).toHaveLength(14);
});

test('SC-06 the five results of the page are enough for the set, and no word on command and control', async () => {
  const { facts } = await read(without(streamlined, '//edr-'));
  expect(facts).toMatchObject({ 'connectivity.streamlined': true });
  expect(facts).not.toHaveProperty(['connectivity.endpoint443']);
});

test.each([
  ['one /storage', 'ussus1westprod'],
  ['/mdav', '/mdav/test'],
  ['/xplat', '/xplat'],
  ['/packages', '/packages'],
  ['the whole mdav. host', '//mdav.'],
  ['the /storage of one edr- host', 'automatedirstrprdeus3'],
  ['the commands of one edr- host', 'edr-neu'],
])('SC-06 without %s nothing is proved, and the output says so', async (_, part) => {
  const output =
    part === 'edr-neu' ? `${streamlined}${streamlined.split('\n').at(-2)?.replace('eus3', 'neu')}\n` : streamlined;
  const { facts, problems } = await read(part === 'edr-neu' ? output : without(output, part));
  for (const key of favourable) expect(facts).not.toHaveProperty([key]);
  expect(problems.map(({ code }) => code)).toEqual(['text-unread']);
});

test.each([
  ['the same /storage twice', streamlined.replace('ussus1westprod', 'ussus1eastprod')],
  ['its second /storage on another host', streamlined.replace(/mdav\.us(?=\S*westprod)/, 'mdav.eu')],
  ['its second /storage on an edr- host', without(streamlined, 'ussus1westprod')],
])('SC-06 results count for each host: %s is no second one', async (_, output) => {
  expect((await read(output)).facts).not.toHaveProperty(['connectivity.streamlined']);
});

test.each([
  'endpoint.security.microsoft.com.evil.example',
  'evilendpoint.security.microsoft.com',
  'us.endpoint.security.microsoft.com@evil.example',
  'us.endpoint.security.microsoft.com:8443',
])('a host is streamlined below the domain only, compared at a dot, on 443: %s', async (host) => {
  const { facts } = await read(streamlined.replaceAll('us.endpoint.security.microsoft.com', host));
  expect(facts).not.toHaveProperty(['connectivity.streamlined']);
  expect(facts).not.toHaveProperty(['connectivity.urlSet']);
  expect(facts).not.toHaveProperty(['connectivity.endpoint443']);
});

test('the government has a domain of its own', async () => {
  const { facts } = await read(streamlined.replaceAll('security.microsoft.com', 'security.microsoft.us'));
  expect(facts).toMatchObject({ 'connectivity.streamlined': true });
});

test.each([
  ['The request timed out', 'timeout'],
  ['SSL certificate problem: unable to get local issuer certificate', 'certificate'],
  ['response 407', '407'],
  ['Unexpected response code: 403', '403'],
  ['curl error 6', 'name'],
  ['Could not resolve host: mdav.us.endpoint.security.microsoft.com', 'name'],
  ['Connection refused', 'connect'],
  ['Something else at 10.1.2.3 for alice', 'other'],
])('a URL that was not reached is listed with its function, and "%s" becomes the word %s', async (reason, code) => {
  const { facts, problems } = await read(blocked(streamlined, '/xplat', reason));
  expect(facts['connectivity.blocked']).toEqual([
    `${code}|antivirus cloud|https://mdav.us.endpoint.security.microsoft.com/xplat/api/report`,
  ]);
  expect(facts['connectivity.streamlined']).toBe(false);
  expect(facts['connectivity.endpoint443']).toBeUndefined();
  expect(facts['connectivity.nameResolution']).toBe(code === 'name' ? false : undefined);
  expect(facts['proxy.needsCredentials']).toBe(code === '407' ? true : undefined);
  expect(JSON.stringify({ facts, problems })).not.toContain('alice');
});

test('when no URL of command and control is reached, Defender for Endpoint is not', async () => {
  const { facts } = await read(standard.replace(/(winatp\S+ \.\.\. )\[OK\]/g, '$1[ERROR]\n\tThe request timed out'));
  expect(facts).toMatchObject({ 'connectivity.endpoint443': false, 'connectivity.standard': false });
});

test('both sets in one output are mixed, and each is judged for itself', async () => {
  const { facts } = await read(standard + blocked(streamlined, '/mdav/test'));
  expect(facts).toMatchObject({
    'connectivity.urlSet': 'mixed',
    'connectivity.standard': true,
    'connectivity.streamlined': false,
  });
  expect(facts).not.toHaveProperty(['connectivity.endpoint443']);
});

test('a word that is neither OK nor ERROR is kept and proves nothing', async () => {
  const { facts } = await read(streamlined.replace('[OK]', '[SKIPPED]'));
  expect(facts['connectivity.urls']).toContain(
    'untested|"SKIPPED"|antivirus cloud|https://mdav.us.endpoint.security.microsoft.com/mdav/test',
  );
  for (const key of favourable) expect(facts).not.toHaveProperty([key]);
});

test.each([
  ['standard', standard, '//v20.'],
  ['standard, the first of command and control', standard, 'gw-cus'],
  ['streamlined, the last of the mdav. host', streamlined, '/packages'],
])(
  'an output that ends in a failure and is cut off anywhere never shows more than what it is: %s',
  async (_, text, part) => {
    const whole = blocked(text, part);
    const cuts = Array.from({ length: whole.indexOf('[ERROR]') + 8 }, (_, length) => whole.slice(0, length));
    for (const cut of cuts) {
      const { facts } = await read(cut);
      for (const key of favourable) expect(facts[key]).not.toBe(true);
    }
  },
);

test('a cut line makes the whole output no proof', async () => {
  const { facts, problems } = await read(streamlined + streamlined.slice(0, 60));
  for (const key of favourable) expect(facts).not.toHaveProperty([key]);
  expect(problems.map(({ code }) => code)).toEqual(['text-unread', 'text-unread']);
});

test('line ends, colours and a prompt do not matter, and the prompt is not repeated', async () => {
  const coloured = streamlined.replaceAll('[OK]', '[\u001b[32mOK\u001b[0m]').replaceAll('\n', '\r\n');
  const { facts, problems } = await read(`alice@db01:~$ sudo mdatp connectivity test\r\n${coloured}`);
  expect(facts).toMatchObject({ 'connectivity.streamlined': true });
  expect(problems).toEqual([{ code: 'text-unread', detail: expect.not.stringContaining('alice'), line: 1 }]);
});

test('a query and a name before the host are never kept', async () => {
  const { facts } = await read(
    'Testing connection with https://alice:pw@x.cp.wd.microsoft.com/a|b?token=secret ... [OK]\n',
  );
  expect(facts['connectivity.urls']).toEqual(['reached||antivirus cloud|https://x.cp.wd.microsoft.com/a%7Cb']);
});

test('a file that is longer than any output is refused whole', async () => {
  const { rows, problems } = await read(streamlined + '\n'.repeat(5 * 1024 * 1024));
  expect(rows).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['file-too-large']);
});

test('without a time there is no row', async () => {
  const reading = await readEvidence(Buffer.from(streamlined), { fileName: 'f' });
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map(({ code }) => code)).toEqual(['time-missing']);
});

test.each([
  ['a URL without end', `Testing connection with https://${'a'.repeat(1_000_000)} ... [OK]\n`],
  ['dots without end', `Testing connection with https://a ${'. '.repeat(500_000)}[OK]\n`],
  ['results without end', 'Testing connection with https://x.cp.wd.microsoft.com/ping ... [OK]\n'.repeat(100_000)],
  ['reasons without end', `Testing connection with https://a.b ... [ERROR]\n${'\tresponse \n'.repeat(100_000)}`],
  ['one reason without end', `Testing connection with https://a.b ... [ERROR]\n\t${'response '.repeat(200_000)}\n`],
])('%s is a problem or a short fact', async (_, text) => {
  const { facts, problems } = await read(`Testing connection with http://x ... [OK]\n${text}`);
  for (const key of favourable) expect(facts[key]).not.toBe(true);
  expect(problems.length).toBeLessThan(10);
});

test.each([
  ['https://winatp-gw-usgv.microsoft.com/test', 'standard', 'command and control'],
  ['https://us-v20.events.data.microsoft.com/ping', 'standard', 'cyber data'],
  ['https://automatedirstrprdcus.blob.core.windows.net/', 'standard', 'automated investigation'],
  ['https://wseu1westprod.blob.core.windows.net/', 'standard', 'sample upload'],
  ['https://wdcp.microsoft.com/', 'standard', 'antivirus cloud'],
  ['https://evilwdcp.microsoft.com/', undefined, 'other'],
  ['https://unitedstates.x.cp.wd.microsoft.com/api/report', 'standard', 'antivirus cloud'],
  ['http://x.cp.wd.microsoft.com/api/report', undefined, 'antivirus cloud'],
  ['https://packages.microsoft.com/', undefined, 'other'],
  ['https://edr-weu.eu.endpoint.security.microsoft.com/edr/commands/test', 'streamlined', 'command and control'],
])('%s is of the set %s, for %s', (url, set, purpose) => {
  expect(serviceUrlOf(url)).toMatchObject({ set, purpose });
});

test.each(['', 'ftp://x.cp.wd.microsoft.com/', 'x.cp.wd.microsoft.com', 'https://'])(
  '"%s" is no URL of the web',
  (text) => {
    expect(serviceUrlOf(text)).toBeUndefined();
  },
);
