import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { type ReadingThreads, readingLimits, readingThreads } from '../../src/main/reading-threads.ts';
import { ask, aWorld, startAt, storeOfFile, type World } from '../api/world.ts';
import { bodyOf, type Field, fieldsBut, textOf, wide, xmlOf } from '../evidence/analyzer-result.ts';
import { evtxLog } from '../support/evtx.ts';
import { logOf, noon, streamlined } from '../support/sense-log.ts';
import { zipOf } from '../support/zip.ts';
import { aTerminal, type Terminal } from './support/terminal.ts';

/* Results of the Client Analyzer by the hundred, as they come from a share: the command, the API, the threads that read, and a store. */

const hosts = 200;
/** Every tenth result has the event log of its host besides. */
const logEvery = 10;
const brokenFile = `${hosts}.zip`;
const ranAt = startAt - 40 * 60_000;
const nameOf = (at: number) => `BER-DC${String(at).padStart(3, '0')}`;
const deviceOf = (at: number) => at.toString(16).padStart(4, '0').padStart(40, 'c');
const fileOf = (at: number) => `${String(at).padStart(3, '0')}.zip`;

function aResult(at: number): Buffer {
  const name = nameOf(at);
  const changes: readonly Field[] = [
    ['general/scriptRunTime', 'Script RunTime: ', '04/05/2026 7:20:00 AM +00:00'],
    ['devInfo/SystemBootTime', 'SystemBootTime', '05/01/2026 03:14:07'],
    ['devInfo/deviceName', 'Device name', name],
    ['EDRCompInfo/DeviceId', 'Device ID', deviceOf(at)],
  ];
  const fields = fieldsBut(...changes);
  const computer = `${name}.bank.example`;
  const contact = logOf(`contact ${streamlined}`, '50').map((event) => ({
    ...event,
    computer,
    createdAt: event.createdAt - noon + ranAt,
  }));
  const members: Readonly<Record<string, string | Buffer>> = {
    'SystemInfoLogs\\MDEClientAnalyzer.xml': xmlOf(fields),
    'SystemInfoLogs\\MDEClientAnalyzer.txt': wide(textOf({ fields })),
    'SystemInfoLogs\\RegOnboardingInfoPolicy.Json': wide(bodyOf()),
    'SystemInfoLogs\\RegOnboardedInfoCurrent.Json': wide(bodyOf()),
    'SystemInfoLogs\\dsregcmd.txt': `   Device Name : ${computer.toLowerCase()}\r\n`,
    ...(at % logEvery === 0 ? { 'EventLogs\\sense.evtx': evtxLog(contact) } : {}),
  };
  return zipOf(
    Object.entries(members).map(([path, content]) => ({ path, bytes: Buffer.from(content), writtenLocal: ranAt })),
  );
}

const store = storeOfFile();
const results = new Map(Array.from({ length: hosts }, (_, at) => [fileOf(at), aResult(at)]));
// What was copied while the disk was full.
results.set(brokenFile, (results.get(fileOf(0)) ?? Buffer.alloc(0)).subarray(0, 2_000));

let threads: ReadingThreads;
let world: World;
let server: string;
/** Names of the files that were read, as often as they were. */
let read: string[] = [];
let onRead: (count: number) => void = () => undefined;

beforeAll(async () => {
  const hooks = ['--import', new URL('../support/run-typescript.mjs', import.meta.url).href];
  threads = readingThreads({ ...readingLimits, threads: 2 }, hooks);
  world = await aWorld(store(), {
    readEvidence: (bytes, options) => {
      read.push(options.fileName);
      onRead(read.length);
      return threads.read(bytes, options);
    },
  });
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  server = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.close();
  await threads.close();
});
beforeEach(() => {
  read = [];
  onRead = () => undefined;
});

interface Estate {
  readonly tenantId: TenantId;
  readonly token: string;
}

async function anEstate(name: string): Promise<Estate> {
  const { tenantId } = await world.control.makeTenant('os:tester', name);
  return { tenantId, token: await world.token('operator', tenantId) };
}

async function aShare({ token }: Estate, interrupted?: AbortSignal, record?: string): Promise<Terminal> {
  const terminal = aTerminal({
    server,
    env: { CHANGEGUARD_TOKEN: token, NO_COLOR: '1' },
    ...(interrupted === undefined ? {} : { interrupted }),
  });
  for (const [name, bytes] of results) await terminal.io.writeFile(`/project/in/${name}`, bytes);
  if (record !== undefined) terminal.files.set('/project/done.ndjson', record);
  return terminal;
}

const command = 'estate import in --record done.ndjson';
const recordOf = (terminal: Terminal) => terminal.files.get('/project/done.ndjson') ?? '';
const linesOf = (record: string) => record.trimEnd().split('\n');

/** Every host once, each with its own facts, and one entry in the log for each file that came in. */
async function expectWholeEstate({ tenantId, token }: Estate, imports: number): Promise<void> {
  const page = await store().hosts(tenantId, {}, { top: 500 });
  expect(page.value.map(({ name }) => name).sort()).toEqual(Array.from({ length: hosts }, (_, at) => nameOf(at)));
  for (const at of [0, 1, hosts - 1]) {
    const { body } = await ask(world.app, 'GET', `/servers/${nameOf(at)}`, { token });
    expect(body.fqdn).toBe(`${nameOf(at)}.bank.example`.toLowerCase());
    const factOf = (key: string) => body.facts.find((fact: { key: string }) => fact.key === key)?.value;
    expect(factOf('device.id')).toBe(deviceOf(at));
    expect(factOf('os.revision')).toBe(4893);
    expect(factOf('sense.streamlinedContactAt') !== undefined).toBe(at % logEvery === 0);
  }
  const log = aTerminal({ server, env: { CHANGEGUARD_TOKEN: token } });
  await log.run('report log --kind evidence-imported --limit 1000 --json seq');
  expect(JSON.parse(log.out())).toHaveLength(imports);
}

test('two hundred results come in as one picture, each read once, and the one that is cut off is named', {
  timeout: 300_000,
}, async () => {
  const estate = await anEstate('Share of results');
  const terminal = await aShare(estate);
  expect(await terminal.run(command)).toBe(1);
  expect(terminal.out()).toContain(`${hosts + 1} files: ${hosts} imported, 1 not used.`);
  expect(terminal.out()).toContain(`${hosts} servers, ${hosts} of them new.`);
  expect(terminal.out()).toContain(`/project/in/${brokenFile}`);
  expect([...read].sort()).toEqual([...results.keys()].sort());
  expect(linesOf(recordOf(terminal))).toHaveLength(hosts);
  await expectWholeEstate(estate, hosts);
});

test('an import that was stopped half way goes on with the rest: no file twice, none lost', {
  timeout: 300_000,
}, async () => {
  const estate = await anEstate('Stopped share');
  const interrupt = new AbortController();
  onRead = (count) => count === hosts / 2 && interrupt.abort();
  const first = await aShare(estate, interrupt.signal);
  expect(await first.run(command)).toBe(130);
  const before = [...read];
  // Those that were on their way came in; no other was begun.
  expect(before.length).toBeGreaterThanOrEqual(hosts / 2);
  expect(before.length).toBeLessThan(hosts / 2 + 8);
  expect(linesOf(recordOf(first))).toHaveLength(before.length);

  const second = await aShare(estate, undefined, recordOf(first));
  expect(await second.run(`${command} --resume`)).toBe(1);
  expect(second.out()).toContain(`${before.length} came in before`);
  expect([...read].sort()).toEqual([...results.keys()].sort());
  await expectWholeEstate(estate, hosts);

  // Only what could not be used is tried again.
  const third = await aShare(estate, undefined, recordOf(second));
  await third.run(`${command} --resume`);
  expect(read.slice(hosts + 1)).toEqual([brokenFile]);
  await expectWholeEstate(estate, hosts);
});

test('an import that was killed repeats only what its record does not have, and that does no harm', {
  timeout: 300_000,
}, async () => {
  const estate = await anEstate('Killed share');
  const interrupt = new AbortController();
  onRead = (count) => count === hosts / 2 && interrupt.abort();
  const first = await aShare(estate, interrupt.signal);
  await first.run(command);
  const before = read.length;
  const lines = linesOf(recordOf(first));
  // The last answers came and were not noted: one line is cut off in the middle.
  const noted = `${lines.slice(0, -4).join('\n')}\n${lines.at(-4)?.slice(0, 30)}`;
  const second = await aShare(estate, undefined, noted);
  expect(await second.run(`${command} --resume`)).toBe(1);
  expect(second.out()).toContain(`${before - 4} came in before`);
  expect(read).toHaveLength(hosts + 1 + 4);
  expect(new Set(read).size).toBe(hosts + 1);
  await expectWholeEstate(estate, hosts + 4);
});
