import { expect, test } from 'vitest';
import { codesOf, factsOf, observedAt, read, sample } from './support/readings.ts';

const id = '1f0a9c3b5d7e2468ace013579bdf02468ace1357';
const otherId = id.replace('1f', '2f');

test('the sample: id, name, health, onboarding, tags, and a build without a revision', async () => {
  const reading = await read(sample('synthetic/device-inventory-export.csv'), { fileName: 'devices.csv' });
  expect(reading.format).toBe('device-inventory-csv');
  expect(reading.rows).toEqual([
    {
      source: 'csv-device-inventory',
      name: 'dc01',
      fqdn: 'dc01.contoso.example',
      domain: 'contoso.example',
      facts: {
        'device.fqdn': 'dc01.contoso.example',
        'device.id': id,
        'device.idForm': 'hex40',
        'device.health': 'Active',
        'device.onboardingStatus': 'Onboarded',
        'device.tags': ['Wave1'],
        'os.build': 20348,
      },
      observedAt,
      origin: { file: 'devices.csv', line: 2 },
    },
  ]);
  expect(reading.problems).toEqual([]);
  expect(reading.mapping.filter(({ used }) => used)).toEqual([
    { column: 'Device ID', factKey: 'device.id', used: true },
    { column: 'Device Name', factKey: 'name', used: true },
    { column: 'Domain', factKey: 'domain', used: true },
    { column: 'OS Build', factKey: 'os.versionText', used: true },
    { column: 'Tags', factKey: 'device.tags', used: true },
    { column: 'Health Status', factKey: 'device.health', used: true },
    { column: 'Onboarding Status', factKey: 'device.onboardingStatus', used: true },
  ]);
});

test('the header of 2020 is read as well, and none of its dates', async () => {
  const reading = await read(
    `Machine Id,Machine Name,Domain,First Seen,Last Seen,OS Platform,OS Build,Windows 10 Version,Tags,Group,Is AAD Joined,Machine IPs,Risk Level,Health Status\n${id},dc01.bank.example,bank.example,03/04/2020,04/03/2020,WindowsServer2019,17763,1809,"a;b",G,No,10.0.0.1,None,Inactive\n`,
  );
  expect(reading.problems).toEqual([]);
  expect(factsOf(reading)).toEqual({
    'device.fqdn': 'dc01.bank.example',
    'device.id': id,
    'device.idForm': 'hex40',
    'device.health': 'Inactive',
    'device.tags': ['a', 'b'],
    'os.build': 17763,
  });
});

const head = 'Device ID,Device Name,OS Build,Health Status,Onboarding Status';

test('S3-15 the name of the record is not the server’s own: it is never compared with itself', async () => {
  const facts = factsOf(await read(`${head}\n${id},dc01.bank.example,20348,Active,Onboarded\n`));
  expect(facts['device.fqdn']).toBe('dc01.bank.example');
  expect(facts).not.toHaveProperty(['host.fqdn']);
  // An export may be filtered, so one row does not prove one record.
  expect(facts).not.toHaveProperty(['device.records']);
});

test('S3-15 two live records of one name are told as such', async () => {
  const reading = await read(
    `${head}\n${id},dc01.bank.example,20348,Active,Onboarded\n${otherId},DC01.bank.example,20348,Active,Onboarded\n`,
  );
  expect(factsOf(reading)).toEqual({ 'device.fqdn': 'dc01.bank.example', 'device.records': [id, otherId] });
  expect(codesOf(reading)).toEqual(['host-ambiguous']);
});

test.each([
  ['Inactive', 'Onboarded', id],
  ['Active', 'Can be onboarded', id],
  ['No sensor data', 'Onboarded', id],
])('beside a record that is %s and %s the live one counts', async (health, onboarding, expected) => {
  const reading = await read(
    `${head}\n${otherId},dc01.bank.example,20348,${health},${onboarding}\n${id},dc01.bank.example,20348,Active,Onboarded\n`,
  );
  expect(factsOf(reading)['device.id']).toBe(expected);
  expect(factsOf(reading)).not.toHaveProperty(['device.records']);
});

test('X-01 records of which none is live, and one record in two states, say nothing', async () => {
  for (const lines of [
    `${id},dc01.bank.example,20348,Inactive,Onboarded\n${otherId},dc01.bank.example,20348,Inactive,Onboarded`,
    `${id},dc01.bank.example,20348,Active,Onboarded\n${id},dc01.bank.example,17763,Active,Onboarded`,
    `,dc01.bank.example,20348,Active,Onboarded\n${id},dc01.bank.example,20348,Active,Onboarded`,
  ]) {
    const reading = await read(`${head}\n${lines}\n`);
    expect(reading.rows).toEqual([]);
    expect(codesOf(reading)).toEqual(['host-ambiguous']);
  }
});

test.each([
  [id.toUpperCase(), id, 'hex40'],
  ['{00000000-0000-4000-8000-0000000000F6}', '00000000-0000-4000-8000-0000000000f6', 'guid'],
])('decision 6: the device id %s is taken in its form', async (written, kept, form) => {
  const facts = factsOf(await read(`${head}\n${written},dc01.bank.example,20348,Active,Onboarded\n`));
  expect([facts['device.id'], facts['device.idForm']]).toEqual([kept, form]);
});

test('decision 6: an id of another form is left out and told', async () => {
  const reading = await read(`${head}\nnot an id,dc01.bank.example,20348,Active,Onboarded\n`);
  expect(factsOf(reading)).not.toHaveProperty(['device.id']);
  expect(codesOf(reading)).toEqual(['fact-invalid']);
});

test.each([
  ['20348', 20348],
  ['20348.4893', 20348],
  ['10.0.20348.4893', 20348],
  ['10.0 (20348)', 20348],
  ['21H2', undefined],
  ['2022', undefined],
])('decision 7: the build "%s" gives %s and never a revision', async (cell, build) => {
  const facts = factsOf(await read(`${head}\n${id},dc01.bank.example,${cell},Active,Onboarded\n`));
  expect(facts['os.build']).toBe(build);
  expect(facts).not.toHaveProperty(['os.revision']);
});

test('decision 7: a build with a revision, mapped to the build by a person, is no number with a fraction', async () => {
  const reading = await read(
    `${head.replace('OS Build', 'B')}\n${id},dc01.bank.example,20348.4893,Active,Onboarded\n`,
    {
      map: { B: 'os.build' },
    },
  );
  expect(factsOf(reading)).not.toHaveProperty(['os.build']);
  expect(codesOf(reading)).toEqual(['fact-invalid']);
});

test('decision 10: a column that nobody knows is told, and a person’s map gives it a meaning', async () => {
  const text = `${head},Sensor says\n${id},dc01.bank.example,20348,Active,Onboarded,10.8804\n`;
  expect(codesOf(await read(text))).toEqual(['column-unknown']);
  const mapped = await read(text, { map: { 'Sensor says': 'sense.version' } });
  expect(factsOf(mapped)['sense.version']).toBe('10.8804');
  expect(mapped.problems).toEqual([]);
});

test('a table of sensors and one of computers are still what they were', async () => {
  expect((await read(sample('synthetic/Sensors.csv'))).format).toBe('sensors-csv');
  expect((await read(sample('synthetic/adcomputers-ps51.csv'))).format).toBe('ad-computers-csv');
});

test.each(['Falsch', 'Faux', 'Falso', 'FALSE'])(
  'an account that is disabled in another language, "%s", is not used',
  async (word) => {
    const reading = await read(
      `Name,DNSHostName,OperatingSystem,Enabled\nDC1,dc1.bank.example,W,${word}\nDC2,dc2.bank.example,W,Wahr\n`,
    );
    expect(reading.rows.map(({ name }) => name)).toEqual(['DC2']);
    expect(codesOf(reading)).toEqual(['row-invalid']);
  },
);

test('a word that does not say whether an account is enabled is told', async () => {
  const reading = await read('Name,DNSHostName,OperatingSystem,Enabled\nDC1,dc1.bank.example,W,Perhaps\n');
  expect(reading.rows).toHaveLength(1);
  expect(codesOf(reading)).toEqual(['value-unknown']);
});

test('X-01 an inventory that was cut off anywhere says nothing that the whole one does not say', async () => {
  const text = `${head},Is Internet Facing\n${id},dc01.bank.example,20348,Active,Onboarded,False\n${otherId},dc02.bank.example,17763,Inactive,Onboarded,False\n`;
  const known = new Map((await read(text)).rows.map((row) => [row.name, row.facts]));
  for (let length = 0; length < text.length; length++)
    for (const row of (await read(text.slice(0, length))).rows)
      expect(known.get(row.name)).toEqual(expect.objectContaining(row.facts));
});
