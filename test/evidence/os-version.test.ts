import { expect, test } from 'vitest';
import { encodings, inCodePage } from './support/encodings.ts';
import { codesOf, factsOf, observedAt, read, sample } from './support/readings.ts';

test('decision 7: the sample of ver gives build and revision', async () => {
  expect(await read(sample('synthetic/ver-2022-march-cu.txt'), { fileName: 'ver.txt' })).toEqual({
    format: 'ver',
    mapping: [],
    rows: [
      {
        source: 'os-version',
        name: undefined,
        facts: { 'os.family': 'windows', 'os.build': 20348, 'os.revision': 4893 },
        observedAt,
        origin: { file: 'ver.txt', places: { 'os.build': { line: 2 }, 'os.revision': { line: 2 } } },
      },
    ],
    problems: [],
  });
});

test.each([
  ['German', 'Version'],
  ['French', 'version'],
  ['Spanish', 'Versión'],
  ['Portuguese', 'versão'],
  ['Czech', 'Verze'],
  ['no word at all', ''],
])('ver in %s is read in every encoding', async (_, word) => {
  for (const [, encode] of encodings) {
    const reading = await read(encode(`\r\nMicrosoft Windows [${word} 10.0.17763.8389]\r\n`));
    expect(factsOf(reading)).toMatchObject({ 'os.build': 17763, 'os.revision': 8389 });
  }
});

test('ver of a Windows that does not print a revision gives none', async () => {
  const reading = await read('Microsoft Windows [Version 10.0.14393]\r\n');
  expect(factsOf(reading)).toEqual({ 'os.family': 'windows', 'os.build': 14393 });
});

test('X-01 two versions in one file are none', async () => {
  const line = (revision: number) => `Microsoft Windows [Version 10.0.20348.${revision}]\r\n`;
  const reading = await read(`${line(4893)}${line(4776)}`);
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test('X-01 ver that was cut off anywhere gives no number that is cut off', async () => {
  const text = '\r\nMicrosoft Windows [Version 10.0.20348.4893]\r\n';
  for (let length = 0; length < text.length - 2; length++) {
    const facts = factsOf(await read(text.slice(0, length)));
    expect(facts['os.revision']).toBeUndefined();
  }
});

test('the greeting of a command window makes a long file no output of ver', async () => {
  const reading = await read(`Microsoft Windows [Version 10.0.20348.4893]\r\n${'some words\r\n'.repeat(20)}`);
  expect(reading.format).not.toBe('ver');
});

interface Words {
  readonly labels: readonly [
    host: string,
    product: string,
    version: string,
    boot: string,
    domain: string,
    zone: string,
  ];
  readonly between: string;
  readonly boot: string;
}

const languages: Readonly<Record<string, Words>> = {
  English: {
    labels: ['Host Name', 'OS Name', 'OS Version', 'System Boot Time', 'Domain', 'Time Zone'],
    between: 'N/A Build',
    boot: '9/13/2026, 8:10:00 AM',
  },
  German: {
    labels: ['Hostname', 'Betriebssystemname', 'Betriebssystemversion', 'Systemstartzeit', 'Domäne', 'Zeitzone'],
    between: 'Nicht zutreffend Build',
    boot: '13.09.2026, 08:10:00',
  },
  French: {
    labels: [
      'Nom de l’hôte',
      'Nom du système d’exploitation',
      'Version du système',
      'Heure de démarrage',
      'Domaine',
      'Fuseau',
    ],
    between: 'N/A version',
    boot: '13/09/2026, 08:10:00',
  },
  Spanish: {
    labels: [
      'Nombre de host',
      'Nombre del sistema operativo',
      'Versión del sistema operativo',
      'Arranque',
      'Dominio',
      'Zona',
    ],
    between: 'N/D Compilación',
    boot: '13/09/2026, 8:10:00',
  },
  Portuguese: {
    labels: [
      'Nome do host',
      'Nome do sistema operacional',
      'Versão do sistema operacional',
      'Inicialização',
      'Domínio',
      'Fuso',
    ],
    between: 'N/A compilação',
    boot: '13/09/2026, 08:10:00',
  },
};

interface Machine {
  readonly build: string;
  readonly domain: string;
  readonly boot: string;
  readonly zone: string;
  readonly logonServer: string;
  readonly host: string;
}

function aSystemInfo(words: Words, but: Partial<Machine> = {}): string {
  const {
    build = '20348',
    domain = 'bank.example',
    boot = words.boot,
    zone = '(UTC) Coordinated Universal Time',
    logonServer = '\\\\DC01',
    host = 'DC01',
  } = but;
  const [hostLabel, product, version, bootLabel, domainLabel, zoneLabel] = words.labels;
  const line = (label: string, value: string) => `${`${label}:`.padEnd(40)}${value}\r\n`;
  return [
    '\r\n',
    line(hostLabel, host),
    line(product, 'Microsoft Windows Server 2022 Standard'),
    line(version, `10.0.${build} ${words.between} ${build}`),
    line('Registered Owner', 'Anna Example'),
    line('Original Install Date', words.boot.replace('2026', '2025')),
    line(bootLabel, boot),
    line('Processor(s)', '1 Processor(s) Installed.'),
    `${' '.repeat(40)}[01]: Intel64 Family 6 Model 85\r\n`,
    line(zoneLabel, zone),
    line(domainLabel, domain),
    line('X', logonServer),
    line('Hotfix(s)', '1'),
    `${' '.repeat(40)}[01]: KB5078766\r\n`,
  ].join('');
}

test.each(Object.keys(languages))('decision 7: systeminfo in %s gives the build and no revision', async (language) => {
  const words = languages[language] as Words;
  for (const [, encode] of encodings) {
    const reading = await read(encode(aSystemInfo(words).replaceAll('’', "'")));
    expect(reading.format).toBe('systeminfo');
    expect(reading.rows).toHaveLength(1);
    expect(reading.rows[0]).toMatchObject({ source: 'os-version', name: 'DC01', fqdn: 'dc01.bank.example' });
    expect(factsOf(reading)).toEqual({
      'os.family': 'windows',
      'os.build': 20348,
      'os.productName': 'Microsoft Windows Server 2022 Standard',
      'host.fqdn': 'dc01.bank.example',
      'os.bootAt': Date.UTC(2026, 8, 13, 8, 10),
    });
    expect(reading.problems).toEqual([]);
    expect(JSON.stringify(reading)).not.toContain('Anna');
  }
});

const english = languages.English as Words;

test('a host outside a domain has a short name only; a domain in an unknown language stands before the logon server', async () => {
  const alone = await read(aSystemInfo(english, { domain: 'WORKGROUP' }));
  expect(alone.rows[0]).toMatchObject({ name: 'DC01' });
  expect(alone.rows[0]?.fqdn).toBeUndefined();
  const strange = { ...english, labels: ['A', 'B', 'C', 'D', 'E', 'F'] } as const;
  expect((await read(aSystemInfo(strange))).rows[0]?.fqdn).toBe('dc01.bank.example');
});

test.each([
  ['day or month', '9/10/2026, 8:10:00 AM', '(UTC) Coordinated Universal Time', undefined],
  ['the same number twice', '9/9/2026, 8:10:00 PM', '(UTC) Coordinated Universal Time', Date.UTC(2026, 8, 9, 20, 10)],
  ['the year in front', '2026-09-10, 08:10:00', '(UTC) Coordinated Universal Time', Date.UTC(2026, 8, 10, 8, 10)],
  ['a zone with summer time', '9/13/2026, 8:10:00 AM', '(UTC+01:00) Berlin', undefined],
  ['London, which has summer time', '9/13/2026, 8:10:00 AM', '(UTC+00:00) London', undefined],
  ['a day that does not exist', '2/31/2026, 8:10:00 AM', '(UTC) Coordinated Universal Time', undefined],
  ['an hour that does not exist', '9/13/2026, 13:10:00 AM', '(UTC) Coordinated Universal Time', undefined],
])('the start of the system with %s', async (_, boot, zone, expected) => {
  const reading = await read(aSystemInfo(english, { boot, zone }));
  expect(factsOf(reading)['os.bootAt']).toBe(expected);
  expect(codesOf(reading)).toEqual(expected === undefined ? ['time-ambiguous'] : []);
});

test('systeminfo of another host is refused', async () => {
  const reading = await read(aSystemInfo(english), { host: 'dc02.bank.example' });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['host-mismatch']);
});

test('a host name that is none is a problem', async () => {
  const reading = await read(aSystemInfo(english, { host: '=cmd' }));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['row-invalid']);
});

test('several computers in one file are a row each', async () => {
  const text = `${aSystemInfo(english)}${aSystemInfo(english, { host: 'DC02', build: '17763' })}`;
  const reading = await read(text);
  expect(reading.rows.map(({ name, facts }) => [name, facts['os.build']])).toEqual([
    ['DC01', 20348],
    ['DC02', 17763],
  ]);
});

test('X-01 systeminfo that was cut off anywhere says nothing that the whole one does not say', async () => {
  const text = Buffer.from(inCodePage(aSystemInfo(english), 'cp850'));
  const whole = factsOf(await read(text));
  for (let length = 0; length < text.length; length++) {
    const { 'host.fqdn': _, ...facts } = factsOf(await read(text.subarray(0, length)));
    expect(whole).toEqual(expect.objectContaining(facts));
  }
});

test.each([
  ['ver', 'Microsoft Windows [Version 10.0.20348.4893]\r\n'],
  ['systeminfo', aSystemInfo(english)],
])('%s without the time of its making gives no row', async (_, text) => {
  const reading = await read(text, { observedAt: undefined });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toContain('time-missing');
});
