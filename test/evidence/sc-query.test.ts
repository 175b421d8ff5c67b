import { expect, test } from 'vitest';
import { encodings, inCodePage } from './support/encodings.ts';
import { codesOf, factsOf, observedAt, processorMs, read, sample } from './support/readings.ts';

/** What `sc query` prints, with the labels of a language. */
interface Labels {
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly exit: string;
}

const english: Labels = { name: 'SERVICE_NAME', type: 'TYPE', state: 'STATE', exit: 'WIN32_EXIT_CODE' };

const languages: readonly (readonly [string, Labels])[] = [
  ['English', english],
  ['German', { name: 'DIENSTNAME', type: 'TYP', state: 'STATUS', exit: 'WIN32_BEENDIGUNGSCODE' }],
  ['French', { name: 'NOM_SERVICE', type: 'TYPE', state: 'ÉTAT', exit: 'CODE_SORTIE_WIN32' }],
  ['Spanish', { name: 'NOMBRE_SERVICIO', type: 'TIPO', state: 'ESTADO', exit: 'CÓDIGO_DE_SALIDA_WIN32' }],
  ['Portuguese', { name: 'NOME_DO_SERVIÇO', type: 'TIPO', state: 'ESTADO', exit: 'CÓDIGO_DE_SAÍDA_DO_WIN32' }],
];

function aQuery(service: string, state: string, { name, type, state: label, exit }: Labels = english): string {
  const line = (key: string, value: string) => `        ${key.padEnd(19)}: ${value}\r\n`;
  const body = [
    line(type, '10  WIN32_OWN_PROCESS  '),
    line(label, state),
    `${' '.repeat(32)}(STOPPABLE, NOT_PAUSABLE)\r\n`,
  ];
  return `\r\n${name}: ${service}\r\n${body.join('')}${line(exit, '0  (0x0)')}${line('CHECKPOINT', '0x0')}`;
}

function aConfiguration(service: string, start: string): string {
  const lines = ['TYPE               : 10  WIN32_OWN_PROCESS ', `START_TYPE         : ${start}`];
  lines.push('ERROR_CONTROL      : 1   NORMAL', 'BINARY_PATH_NAME   : "C:\\Program Files\\X\\x.exe" /secret');
  return `[SC] QueryServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: ${service}\r\n${lines.map((line) => `        ${line}\r\n`).join('')}`;
}

const absent = '[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n\r\nThe service does not exist.\r\n';

test('S3-02 the samples: running, stopped, and running in Spanish', async () => {
  const running = await read(sample('synthetic/sc-query-sense-running.txt'), { fileName: 'sense.txt' });
  expect(running).toEqual({
    format: 'sc-query',
    mapping: [],
    rows: [
      {
        source: 'sc-query/Sense',
        name: undefined,
        facts: { 'service.Sense': 'running' },
        observedAt,
        origin: { file: 'sense.txt', places: { 'service.Sense': { line: 4 } } },
      },
    ],
    problems: [],
  });
  const stopped = await read(sample('synthetic/sc-query-aatpsensorupdater-stopped.txt'));
  expect(stopped.rows.map(({ source, facts }) => [source, facts])).toEqual([
    ['sc-query/AATPSensorUpdater', { 'service.AATPSensorUpdater': 'stopped' }],
  ]);
  const spanish = await read(sample('synthetic/sc-query-sense-running.es.cp850.txt'));
  expect(factsOf(spanish)).toEqual({ 'service.Sense': 'running' });
  expect(spanish.problems).toEqual([]);
});

test('the sample of a missing service says 1060 and not whose: it is kept, decides nothing, and says what is missing', async () => {
  const reading = await read(sample('synthetic/sc-query-missing-service.txt'));
  expect(reading.rows.map(({ source, facts }) => [source, facts])).toEqual([
    ['sc-query/other', { 'service.unnamed': 'absent' }],
  ]);
  expect(reading.problems).toEqual([
    { code: 'value-unknown', detail: expect.stringContaining('does not say which'), line: 1 },
  ]);
});

test.each(languages)('decision 8: the number decides, whatever the labels are called in %s', async (_, labels) => {
  for (const [, encode] of encodings) {
    const reading = await read(encode(aQuery('Sense', '4  RUNNING', labels)));
    expect(factsOf(reading)).toEqual({ 'service.Sense': 'running' });
    expect(reading.problems).toEqual([]);
  }
});

test.each([
  ['1  STOPPED', 'stopped'],
  ['1  ANGEHALTEN', 'stopped'],
  ['2  START_PENDING', 'startPending'],
  ['4  WIRD AUSGEFÜHRT', 'running'],
  ['4  EN COURS', 'running'],
  ['4  EM EXECUÇÃO', 'running'],
])('decision 8: the state "%s" is %s', async (state, expected) => {
  const reading = await read(inCodePage(aQuery('sense', state), 'cp850'));
  expect(factsOf(reading)).toEqual({ 'service.Sense': expected });
});

test.each(['3  STOP_PENDING', '5  CONTINUE_PENDING', '6  PAUSE_PENDING', '7  PAUSED', '0  MYSTERY'])(
  'the state "%s" is neither running nor stopped: no fact, and a word about it',
  async (state) => {
    const reading = await read(aQuery('Sense', state));
    expect(reading.rows).toEqual([]);
    expect(codesOf(reading)).toEqual(['value-unknown']);
  },
);

test('X-01 a number and an English word that contradict each other give no fact', async () => {
  const reading = await read(aQuery('Sense', '4  STOPPED'));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test.each([['42  RUNNING'], ['RUNNING'], ['4'], ['8  RUNNING'], ['4RUNNING']])(
  'the state "%s" is not understood and gives no fact',
  async (state) => {
    const reading = await read(`${aQuery('WinDefend', '1  STOPPED')}${aQuery('Sense', state)}`);
    expect(factsOf(reading)).toEqual({ 'service.WinDefend': 'stopped' });
    expect(codesOf(reading)).toEqual(['text-unread']);
  },
);

test('S3-02 several services in one file are a row each, under the names that the facts have', async () => {
  const text = ['SENSE', 'aatpsensorupdater', 'AATPSensor', 'diagtrack', 'windefend'].map((name) =>
    aQuery(name, '4  RUNNING'),
  );
  const reading = await read(text.join(''));
  expect(reading.rows.map(({ source }) => source)).toEqual([
    'sc-query/Sense',
    'sc-query/AATPSensorUpdater',
    'sc-query/AATPSensor',
    'sc-query/DiagTrack',
    'sc-query/WinDefend',
  ]);
  expect(Object.keys(factsOf(reading))).toContain('service.DiagTrack');
  expect(reading.problems).toEqual([]);
});

test('decision 10: services that no rule reads are kept in one row, with their display names passed over', async () => {
  const list = (name: string) =>
    aQuery(name, '4  RUNNING').replace(`: ${name}\r\n`, `: ${name}\r\nDISPLAY_NAME: 4  RUNNING\r\n`);
  const reading = await read(`${list('NTDS')}${list('Sense')}${list('Se-nse')}${list('Dns$1')}`);
  expect(reading.rows.map(({ source, facts }) => [source, facts])).toEqual([
    ['sc-query/other', { 'service.NTDS': 'running', 'service.Dns1': 'running' }],
    ['sc-query/Sense', { 'service.Sense': 'running' }],
  ]);
  expect(reading.problems).toEqual(
    [{ code: 'fact-unknown', detail: expect.stringContaining('"NTDS"'), line: expect.any(Number) }].map((one) => ({
      ...one,
      detail: expect.stringMatching(/"NTDS".*The same in 1 more\.$/),
    })),
  );
});

test.each([
  ['English', 'FAILED 1060:'],
  ['German', 'FEHLER 1060:'],
  ['French', 'échec(s) 1060 :'],
  ['Spanish', 'ERROR 1060:'],
  ['Portuguese', 'FALHA 1060:'],
])('S3-06 1060 in %s makes the service absent that the command names', async (_, failed) => {
  const text = `C:\\>sc query AATPSensor\r\n[SC] EnumQueryServicesStatus:OpenService ${failed}\r\n\r\nXyz.\r\n\r\n`;
  for (const [, encode] of encodings) {
    const reading = await read(encode(text));
    expect(factsOf(reading)).toEqual({ 'service.AATPSensor': 'absent' });
    expect(reading.problems).toEqual([]);
  }
});

test('S3-02 MsSense is the program: its 1060 does not make the service Sense absent, and the file says so', async () => {
  const reading = await read(
    `C:\\>sc query MsSense\r\n${absent}\r\nC:\\>sc.exe query sense\r\n${aQuery('sense', '4  RUNNING')}`,
  );
  expect(factsOf(reading)).toEqual({ 'service.MsSense': 'absent', 'service.Sense': 'running' });
  expect(reading.problems).toEqual([
    { code: 'value-unknown', detail: expect.stringContaining('MsSense is the program of the service Sense'), line: 2 },
  ]);
});

test.each([
  [5, 'access was denied'],
  [1722, 'it failed'],
])('X-01 failure %i tells nothing about the service', async (code, why) => {
  const reading = await read(`sc query Sense\r\n[SC] EnumQueryServicesStatus:OpenService FAILED ${code}:\r\n`);
  expect(reading.rows).toEqual([]);
  expect(reading.problems).toEqual([
    { code: 'tool-failed', detail: expect.stringMatching(`"Sense".*${why} \\(${code}\\)`), line: 2 },
  ]);
});

test.each([
  ['1  STOPPED', '4   DISABLED', 'disabled', 'Disabled'],
  ['4  RUNNING', '4   DISABLED', 'running', 'Disabled'],
  ['1  STOPPED', '2   AUTO_START  (DELAYED)', 'stopped', 'Automatic'],
  ['1  STOPPED', '3   DEMAND_START', 'stopped', 'Manual'],
])('S3-06 %s with the start type %s is %s', async (state, start, service, word) => {
  for (const text of [
    `${aQuery('Sense', state)}\r\n${aConfiguration('Sense', start)}`,
    `${aConfiguration('sense', start)}\r\n${aQuery('Sense', state)}`,
  ]) {
    const reading = await read(text);
    expect(reading.rows.map(({ source }) => source)).toEqual(['sc-query/Sense']);
    expect(factsOf(reading)).toEqual({ 'service.Sense': service, 'sense.startType': word });
  }
});

test('X-01 the start type 4 (disabled) of sc qc is never taken for the state 4 (running), and takes no place of a state', async () => {
  const reading = await read(
    `${aConfiguration('Sense', '4   DISABLED')}\r\n${aConfiguration('AATPSensor', '2   AUTO_START')}`,
  );
  expect(reading.rows.map(({ source, facts }) => [source, facts])).toEqual([
    ['sc-query/Sense-config', { 'sense.startType': 'Disabled' }],
    ['sc-query/AATPSensor-config', { 'service.AATPSensor.startType': 'Automatic' }],
  ]);
  expect(JSON.stringify(reading)).not.toContain('secret');
});

test('X-01 one service in two states is in neither', async () => {
  const reading = await read(`${aQuery('Sense', '4  RUNNING')}${aQuery('Sense', '1  STOPPED')}`);
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test('a command that asks another computer gives evidence of that one', async () => {
  const text = `C:\\>sc \\\\DC02.bank.example query Sense\r\n${aQuery('Sense', '4  RUNNING')}`;
  expect((await read(text)).rows[0]).toMatchObject({ name: 'DC02', fqdn: 'dc02.bank.example', domain: 'bank.example' });
  const foreign = await read(text, { host: 'dc01.bank.example' });
  expect(foreign.rows).toEqual([]);
  expect(codesOf(foreign)).toEqual(['host-mismatch']);
  const address = await read(text.replace('DC02.bank.example', '10.0.0.1'));
  expect(address.rows).toEqual([]);
  expect(codesOf(address)).toEqual(['host-ambiguous']);
});

test('without a host of its own the file is of the host that the person names', async () => {
  const reading = await read(aQuery('Sense', '4  RUNNING'), { host: 'dc01.bank.example' });
  expect(reading.rows[0]).toMatchObject({ name: 'DC01', fqdn: 'dc01.bank.example' });
});

test('an output without the time of its making gives no row', async () => {
  const reading = await read(aQuery('Sense', '4  RUNNING'), { observedAt: undefined });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['time-missing']);
});

test('what else stands in the file is told and not dropped', async () => {
  const reading = await read(`${aQuery('Sense', '4  RUNNING')}\r\nsome words of somebody\r\n`);
  expect(factsOf(reading)).toEqual({ 'service.Sense': 'running' });
  expect(reading.problems).toEqual([
    { code: 'text-unread', detail: expect.not.stringContaining('some words'), line: 9 },
  ]);
});

test('X-01 an output that was cut off anywhere says nothing that the whole one does not say', async () => {
  const text = `C:\\>sc query AATPSensor\r\n${absent}${aQuery('Sense', '4  RUNNING')}${aConfiguration('WinDefend', '2   AUTO_START')}${aQuery('WinDefend', '1  STOPPED')}`;
  const whole = factsOf(await read(text));
  expect(Object.keys(whole)).toHaveLength(4);
  for (let length = 0; length < text.length; length++)
    expect(whole).toEqual(expect.objectContaining(factsOf(await read(text.slice(0, length)))));
});

test('a hundred thousand lines of labels are read in a moment, and far more are refused', async () => {
  const text = `${aQuery('Sense', '4  RUNNING')}${'a: b\r\n  c : d\r\n'.repeat(50_000)}`;
  expect(await processorMs(() => read(text))).toBeLessThan(2_000);
  const endless = await read(`${aQuery('Sense', '4  RUNNING')}${'\n'.repeat(1_000_000)}`);
  expect(endless.rows).toEqual([]);
  expect(codesOf(endless)).toEqual(['file-too-large']);
});
