import { expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading } from '../../src/evidence/reading.ts';
import {
  blocked,
  bodyOf,
  type Finding,
  fieldsBut,
  filesBut,
  reached,
  standardUrls,
  streamlinedUrls,
  textOf,
  type UrlLine,
  wide,
  xmlOf,
  zipOf,
} from './analyzer-result.ts';

const command = 'https://winatp-gw-weu.microsoft.com/commands/test';
const streamlinedBody = wide(bodyOf({ partnerGeoLocation: 'GW_EU' }));

async function read(
  text: Parameters<typeof textOf>[0],
  findings: readonly Finding[] = [],
  more: Parameters<typeof filesBut>[0] = {},
): Promise<EvidenceReading> {
  const files = filesBut({
    'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(undefined, findings),
    'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf(text)),
    ...more,
  });
  return readEvidence(await zipOf(files), { fileName: 'result.zip' });
}

const factsOf = (reading: EvidenceReading) => reading.rows[0]?.facts ?? {};
const codesOf = (reading: EvidenceReading) => reading.problems.map((problem) => problem.code);
/** The standard URLs with the first one tested as given. */
const firstUrl = (...results: readonly string[]): readonly UrlLine[] => [
  [command, ...results],
  ...standardUrls.slice(1),
];

test.each([
  ['one way out is enough', ['Failed (12029)', 'Failed (12180)', 'Succeeded (200)', ''], 'reached', '200'],
  ['400 is an answer', ['Succeeded (400)', 'Failed (12180)', 'Failed (12029)', ''], 'reached', '400'],
  ['404 is an answer', ['Failed (404)', 'Failed (12180)', 'Failed (12029)', ''], 'reached', '404'],
  ['405 is one after "Succeeded"', ['Succeeded (405)', 'Failed (12180)', 'Failed (12029)', ''], 'reached', '405'],
  ['405 is none after "Failed"', ['Failed (405)', 'Failed (12180)', 'Failed (12029)', ''], 'blocked', '405'],
  ['a failure with 200 is none', ['Failed (200)', 'Failed (12180)', 'Failed (12029)', ''], 'blocked', '200'],
  ['403 is none', ['Succeeded (403)', 'Failed (12180)', 'Failed (12029)', ''], 'blocked', '403'],
  ['a proxy that wants credentials blocks', ['Failed (407)', 'Failed (12180)', 'Failed (12029)', ''], 'blocked', '407'],
  [
    'trouble with TLS says more than a closed way',
    ['Failed (12029)', 'Failed (12175)', 'Failed (12029)', ''],
    'blocked',
    '12175',
  ],
  [
    'the named proxy counts',
    ['Failed (12007)', 'Failed (12180)', 'Failed (12007)', 'Failed (12029)'],
    'blocked',
    '12029',
  ],
  [
    'an exception is no answer',
    ['An unexpected exception occurred', 'Failed (12180)', 'Failed (12029)', ''],
    'blocked',
    '12029',
  ],
  ['nothing tried is nothing known', ['', '', '', ''], 'untested', ''],
])('decision 1 of a URL %s', async (_, results, outcome, code) => {
  const facts = factsOf(await read({ urls: firstUrl(...results) }));
  expect(facts['connectivity.urls']).toContainEqual(`${outcome}|${code}|command and control|${command}`);
  expect(facts['connectivity.endpoint443']).toBe({ reached: true, blocked: false, untested: undefined }[outcome]);
});

test('S3-14 what a name, a certificate and a way are blocked by is told with the function of the URL', async () => {
  const reading = await read({
    urls: [
      standardUrls[0] ?? [command],
      ['https://eu-v20.events.data.microsoft.com/ping', 'Failed (12007)', 'Failed (12180)', 'Failed (12007)', ''],
      ['https://usseu1northprod.blob.core.windows.net', 'Failed (12175)', 'Failed (12180)', 'Failed (12175)', ''],
      ['https://enrollment.dm.microsoft.com', ...blocked],
    ],
  });
  expect(factsOf(reading)).toMatchObject({
    'connectivity.blocked': [
      '12007|cyber data|https://eu-v20.events.data.microsoft.com/ping',
      '12175|sample upload|https://usseu1northprod.blob.core.windows.net',
      '12029|settings management|https://enrollment.dm.microsoft.com',
    ],
    'connectivity.nameResolution': false,
    'connectivity.standard': false,
  });
});

test('what only managing a device needs does not make the sensor unable to reach its service', async () => {
  const facts = factsOf(await read({ urls: [...standardUrls, ['https://enrollment.dm.microsoft.com', ...blocked]] }));
  expect(facts['connectivity.endpoint443']).toBe(true);
  expect(facts['connectivity.blocked']).toHaveLength(1);
});

test('a URL that nobody knows hinders a yes and makes no no', async () => {
  const facts = factsOf(await read({ urls: [...standardUrls, ['https://new.microsoft.example/x', ...blocked]] }));
  expect(facts).not.toHaveProperty('connectivity.endpoint443');
});

test('a host that only ends like a streamlined one is none', async () => {
  const url = 'https://evilendpoint.security.microsoft.com/edr/commands/test';
  const facts = factsOf(await read({ urls: [...standardUrls, [url, ...reached]] }));
  expect(facts['connectivity.urlSet']).toBe('standard');
  expect(facts).not.toHaveProperty('connectivity.streamlined');
});

test('a run against the standard URLs proves nothing of the streamlined ones', async () => {
  const facts = factsOf(await read({}));
  expect(facts).toMatchObject({ 'connectivity.urlSet': 'standard', 'connectivity.standard': true });
  expect(facts).not.toHaveProperty('connectivity.streamlined');
});

test('a run against the standard URLs proves nothing for a host that will use the streamlined ones', async () => {
  const reading = await read({}, [], { 'SystemInfoLogs/RegOnboardingInfoPolicy.Json': streamlinedBody });
  expect(factsOf(reading)).not.toHaveProperty('connectivity.endpoint443');
  expect(factsOf(reading)).toMatchObject({ 'connectivity.standard': true, 'onboarding.restartOutstanding': true });
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test('a run against the streamlined URLs proves them, and with the policy for them also the way to the service', async () => {
  const reading = await read({ urls: streamlinedUrls }, [], {
    'SystemInfoLogs/RegOnboardingInfoPolicy.Json': streamlinedBody,
  });
  expect(factsOf(reading)).toMatchObject({
    'connectivity.urlSet': 'streamlined',
    'connectivity.streamlined': true,
    'connectivity.endpoint443': true,
  });
  expect(factsOf(reading)).not.toHaveProperty('connectivity.standard');
});

test('a run against both is mixed, and each is judged by itself', async () => {
  const urls: readonly UrlLine[] = [
    ...standardUrls,
    ...streamlinedUrls.slice(1),
    [streamlinedUrls[0]?.[0] ?? '', ...blocked],
  ];
  const facts = factsOf(await read({ urls }));
  expect(facts).toMatchObject({
    'connectivity.urlSet': 'mixed',
    'connectivity.standard': true,
    'connectivity.streamlined': false,
  });
});

test.each([
  ['130017 calls all reached and one is blocked', '130017', firstUrl(...blocked), true],
  ['132021 calls none reached and one is', '132021', firstUrl(...blocked), true],
  ['131013 calls one blocked and none is', '131013', standardUrls, true],
  ['131001 says that nothing was tested', '131001', standardUrls, true],
  [
    '130019 hides a blocked storage',
    '130019',
    [...standardUrls.slice(0, 3), ['https://automatedirstrprdweu.blob.core.windows.net', ...blocked]],
    true,
  ],
  ['131013 calls one blocked and one is', '131013', firstUrl(...blocked), false],
  ['130017 calls all reached and all are', '130017', standardUrls, false],
  ['130021 speaks of what was not tested', '130021', standardUrls, false],
] as const)('decision 1 both are shown when %s; the lines decide', async (_, id, urls, isContradictory) => {
  const reading = await read({ urls: urls as readonly UrlLine[] }, [[id, 'Informational', 'text']]);
  expect(codesOf(reading)).toEqual(isContradictory ? ['evidence-contradictory'] : []);
  expect(factsOf(reading)['connectivity.toolVerdict']).toEqual([expect.stringContaining(`${id}|Informational|`)]);
  expect(factsOf(reading)['connectivity.endpoint443']).toBe(urls === standardUrls);
});

test('a log that ends before the report does proves nothing good', async () => {
  const reading = await read({ isCut: true });
  expect(codesOf(reading)).toEqual(['file-damaged']);
  for (const key of ['endpoint443', 'standard', 'nameResolution', 'blocked'])
    expect(factsOf(reading)).not.toHaveProperty(`connectivity.${key}`);
});

test('without its log a run proves nothing of connectivity, whatever its findings say', async () => {
  const findings: readonly Finding[] = [['130017', 'Informational', 'reached']];
  const reading = await read({}, findings, { 'SystemInfoLogs/MDEClientAnalyzer.txt': undefined });
  expect(codesOf(reading)).toEqual(['member-missing']);
  expect(factsOf(reading)).not.toHaveProperty('connectivity.endpoint443');
  expect(factsOf(reading)).toHaveProperty('connectivity.toolVerdict');
});

test.each([
  ['Method=Direct, address=', { 'proxy.mode': 'none', 'proxy.address': null }],
  [
    'Method=NamedWinHttp, address=http://anna:secret@proxy.bank.example:8080/',
    { 'proxy.mode': 'configured', 'proxy.address': 'proxy.bank.example:8080' },
  ],
  ['Method=AutoDetectWPAD, address=', { 'proxy.mode': 'configured', 'proxy.address': null }],
  ['Method=Carrier, address=pigeon:80', { 'proxy.mode': 'configured', 'proxy.address': 'pigeon:80' }],
  ['Method=Carrier, address=', {}],
])('S3-14 the proxy of %j', async (proxy, expected) => {
  const { 'proxy.mode': mode, 'proxy.address': address } = factsOf(await read({ proxy }));
  expect(
    Object.fromEntries(
      Object.entries({ 'proxy.mode': mode, 'proxy.address': address }).filter(([, value]) => value !== undefined),
    ),
  ).toEqual(expected);
});

const throughProxy = ['Failed (12029)', 'Failed (12180)', 'Failed (12029)', 'Succeeded (200)'] as const;
test.each([
  [[...throughProxy.slice(0, 3), 'Failed (407)'], true],
  [[...throughProxy], false],
])('S3-14 a named proxy that answered %j wants credentials: %s', async (results, wants) => {
  const urls = standardUrls.map(([url], index): UrlLine => [url, ...(index === 0 ? results : throughProxy)]);
  const facts = factsOf(await read({ proxy: 'Method=NamedWinHttp, address=proxy.bank.example:8080', urls }));
  expect(facts['proxy.needsCredentials']).toBe(wants);
});

test('S3-14 a proxy that wants credentials on a way that nobody needs is in nobody’s way', async () => {
  const found = ['Failed (407)', 'Failed (407)', 'Succeeded (200)', ''] as const;
  const reading = await read({ urls: standardUrls.map(([url]): UrlLine => [url, ...found]) });
  expect(factsOf(reading)).toMatchObject({ 'connectivity.endpoint443': true, 'connectivity.blocked': [] });
  expect(factsOf(reading)).not.toHaveProperty('proxy.needsCredentials');
});

const root = (name: string) => ['The root issuer for https://winatp-gw-weu.microsoft.com is :', name];
const digiCert = 'CN=DigiCert Global Root G2, OU=www.digicert.com, O=DigiCert Inc, C=US';
test.each([
  ['a public root', root(digiCert), [], 'none', []],
  ['the root of a company', [...root(digiCert), ...root('CN=Bank Proxy CA, O=Bank')], [], 'inspecting', []],
  ['a finding and no root', [], ['132027'], 'inspecting', []],
  ['a finding that the root contradicts', root(digiCert), ['132027'], 'none', ['evidence-contradictory']],
  [
    'a root of a known name that is new',
    root('CN=Microsoft Root 2040, O=Microsoft Corporation'),
    [],
    undefined,
    ['value-unknown'],
  ],
] as const)('S3-14 %s decides whether TLS is inspected', async (_, after, ids, mode, codes) => {
  const reading = await read(
    { after },
    ids.map((id): Finding => [id, 'Error', 'issuer']),
  );
  expect(factsOf(reading)['proxy.mode']).toBe(mode);
  expect(codesOf(reading)).toEqual(codes);
  if (after.length > 0) expect(factsOf(reading)['tls.rootIssuer']).toBe(after.at(-1));
});

test.each([
  ['122045', 'tls12.enabled', false],
  ['122007', 'clock.skewed', true],
  ['122043', 'sense.imagePathTampered', true],
  ['110003', 'onboarding.vdi', true],
])('S3-16 finding %s makes %s %s; its absence proves nothing', async (id, key, value) => {
  expect(factsOf(await read({}, [[id, 'Error', 'text']]))[key]).toBe(value);
  expect(factsOf(await read({}))).not.toHaveProperty(key);
});

test('decision 10 a finding that is not known is kept, classed by its digits, and told', async () => {
  const reading = await read({}, [
    ['132999', 'Error', 'New<br>trouble | at <a href="https://x.example/">this place</a> &lt;b&gt;.'],
    ['9', 'Odd', ''],
  ]);
  expect(factsOf(reading)['analyzer.findings']).toEqual([
    '132999|Error|Check of 132999: New trouble at this place <b>.',
    '9|Odd|Check of 9',
  ]);
  expect(factsOf(reading)['connectivity.toolVerdict']).toHaveLength(1);
  expect(reading.problems.map(({ code, detail }) => [code, detail])).toEqual([
    ['value-unknown', expect.stringContaining('connectivity (Error)')],
    ['value-unknown', expect.stringContaining('do not tell')],
  ]);
});

test('findings are read from the text where the XML lacks', async () => {
  const after = ['2026-09-14 08:12:30Z [Error] TLSCheck 122045: TLS 1.2 is off. N/A'];
  const reading = await read({ after }, [], { 'SystemInfoLogs/MDEClientAnalyzer.xml': undefined });
  expect(factsOf(reading)).toMatchObject({
    'tls12.enabled': false,
    'analyzer.findings': ['122045|Error|TLS 1.2 is disabled'],
  });
});

test('S3-03 readiness for streamlined connectivity is only what the tool calls READY', async () => {
  const ready = async (value: string) => {
    const fields = fieldsBut(['devInfo/SimplifiedConnectivity', 'Streamlined Connectivity Readiness (Preview)', value]);
    return factsOf(await read({}, [], { 'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fields) }))[
      'onboarding.streamlinedReady'
    ];
  };
  expect(await ready('READY')).toBe(true);
  expect(await ready('This device is not ready for streamlined connectivity.')).toBe(false);
});
