import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { Retryable } from '../../src/domain/problem.ts';
import type { Control } from '../../src/engine/control.ts';
import { type DropFolder, dropFolder, openDropFolder, whyUnusable } from '../../src/main/drop-folder.ts';
import { aWorld, startAt, storeOfFile, type World } from '../api/world.ts';

/* Real files, the real engine; somebody looks when the test says so. */

const store = storeOfFile();
let world: World;
let root: string;
let warnings: string[];

beforeAll(async () => {
  world = await aWorld(store());
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'cg-drop-'));
  warnings = [];
  await openDropFolder(root);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const own = () => join(root, world.tenantId);

function aDrop(control: Partial<Control> = {}): DropFolder {
  return dropFolder({
    directory: root,
    control: { ...world.control, ...control },
    machineNow: () => startAt,
    log: { info: () => undefined, warn: (_fields, message) => void warnings.push(message) },
  });
}

/** As a server with one tenant. */
function aSmallDrop(control: Partial<Control> = {}): DropFolder {
  const only = { ...world.store, tenants: async () => (await world.store.tenants()).filter(isOwn) };
  return aDrop({ store: only, ...control });
}

function isOwn({ tenantId }: { readonly tenantId: TenantId }): boolean {
  return tenantId === world.tenantId;
}

function hostFacts(host: string): string {
  return JSON.stringify({
    schema: 'changeguard.host-facts/1',
    host,
    collectedAt: new Date(startAt - 1_000).toISOString(),
    facts: { 'service.Sense': 'running' },
  });
}

function put(path: string, text: string): string {
  const at = join(root, path);
  mkdirSync(join(at, '..'), { recursive: true });
  writeFileSync(at, text);
  return at;
}

const known = async (fqdn: string, tenantId = world.tenantId) =>
  (await world.store.hosts(tenantId, { names: [fqdn] }, { top: 2 })).value.length > 0;

const reasons = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

test('a file is taken when two looks find it the same, and lies in done afterwards', async () => {
  const drop = aSmallDrop();
  put('a.json', hostFacts('drop1.bank.example'));
  await drop.look();
  expect(await known('drop1.bank.example')).toBe(false);
  await drop.look();
  expect(await known('drop1.bank.example')).toBe(true);
  expect(readdirSync(root).sort()).toEqual(['done', 'failed']);
  expect(readdirSync(join(root, 'done'))).toEqual(['a.json']);
  const [entry] = await world.store.events(world.tenantId, { kinds: ['evidence-imported'], newestFirst: true }, 1);
  expect(entry?.personal.actor?.value).toBe('drop');
});

test('a file that still grows, or is written again, is not taken', async () => {
  const drop = aSmallDrop();
  const text = hostFacts('drop2.bank.example');
  const path = put('a.json', text.slice(0, 20));
  await drop.look();
  writeFileSync(path, text.slice(0, 40));
  await drop.look();
  writeFileSync(path, `${text} `);
  utimesSync(path, 1_000, 1_000);
  await drop.look();
  writeFileSync(path, text.padEnd(text.length + 1));
  utimesSync(path, 2_000, 2_000);
  await drop.look();
  expect(await known('drop2.bank.example')).toBe(false);
  await drop.look();
  expect(await known('drop2.bank.example')).toBe(true);
});

test('what cannot be used lies in failed with the reasons beside it', async () => {
  const drop = aSmallDrop();
  put('what.bin', '{"hello": 1}');
  put('empty.zip', '');
  await drop.look();
  await drop.look();
  expect(readdirSync(join(root, 'failed')).sort()).toEqual([
    ...['empty.zip', 'empty.zip.problems.json', 'what.bin', 'what.bin.problems.json'],
  ]);
  expect(reasons('failed/what.bin.problems.json')).toMatchObject({
    at: new Date(startAt).toISOString(),
    isUsed: false,
    problems: [{ code: 'file-unrecognised', remedy: expect.any(String) }],
  });
});

test('what was used and has problems lies in done with them', async () => {
  const drop = aSmallDrop();
  put('two.ndjson', `${hostFacts('drop3.bank.example')}\n{"broken"\n`);
  await drop.look();
  await drop.look();
  expect(await known('drop3.bank.example')).toBe(true);
  expect(reasons('done/two.ndjson.problems.json')).toMatchObject({ isUsed: true, problems: [{ line: 2 }] });
});

test('nothing is overwritten: the second file of a name gets a number', async () => {
  const drop = aSmallDrop();
  for (const host of ['drop4.bank.example', 'drop5.bank.example']) {
    put('same.json', hostFacts(host));
    await drop.look();
    await drop.look();
  }
  expect(readdirSync(join(root, 'done')).sort()).toEqual(['same.json', 'same.json.2']);
  expect(readFileSync(join(root, 'done/same.json'), 'utf8')).toContain('drop4');
});

test('links are never followed, neither files nor folders, and hidden and unfinished files wait', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'cg-outside-'));
  writeFileSync(join(outside, 'secret.json'), hostFacts('secret.bank.example'));
  symlinkSync(join(outside, 'secret.json'), join(root, 'link.json'));
  symlinkSync(outside, own());
  put('.hidden.json', hostFacts('secret.bank.example'));
  put('a.json.part', hostFacts('secret.bank.example'));
  const drop = aSmallDrop();
  for (let looks = 0; looks < 3; looks += 1) await drop.look();
  expect(await known('secret.bank.example')).toBe(false);
  expect(readdirSync(outside)).toEqual(['secret.json']);
  expect(warnings).toHaveLength(2);
  renameSync(join(root, 'a.json.part'), join(root, 'a.json'));
  await drop.look();
  await drop.look();
  expect(await known('secret.bank.example')).toBe(true);
  rmSync(outside, { recursive: true });
});

test('I18 of several tenants each has a folder with its name or id; a file of nobody is not taken', async () => {
  const drop = aDrop();
  put(`${world.tenantId}/a.json`, hostFacts('drop6.bank.example'));
  put(`${world.foreignId}/a.json`, hostFacts('drop7.bank.example'));
  put('a.json', hostFacts('drop8.bank.example'));
  put('Nobody/a.json', hostFacts('drop9.bank.example'));
  await drop.look();
  await drop.look();
  expect([await known('drop6.bank.example'), await known('drop6.bank.example', world.foreignId)]).toEqual([
    true,
    false,
  ]);
  expect([await known('drop7.bank.example'), await known('drop7.bank.example', world.foreignId)]).toEqual([
    false,
    true,
  ]);
  for (const host of ['drop8.bank.example', 'drop9.bank.example'])
    for (const tenant of [world.tenantId, world.foreignId]) expect(await known(host, tenant)).toBe(false);
  expect(existsSync(join(own(), 'done/a.json'))).toBe(true);
  expect(reasons('failed/a.json.problems.json').problems[0].code).toBe('request-invalid');
  expect(existsSync(join(root, 'Nobody/a.json'))).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('not named after one tenant')]);
});

test('a store that is away leaves the file where it is, and the next look takes it', async () => {
  let isAway = true;
  const drop = aSmallDrop({
    importEvidence: async (...given) => {
      if (isAway) throw new Retryable('store-unavailable', 'It is away.');
      return world.control.importEvidence(...given);
    },
  });
  put('a.json', hostFacts('drop10.bank.example'));
  for (let looks = 0; looks < 3; looks += 1) await drop.look();
  expect(existsSync(join(root, 'a.json'))).toBe(true);
  isAway = false;
  await drop.look();
  expect(existsSync(join(root, 'done/a.json'))).toBe(true);
});

test('a file that breaks the import does not keep out those behind it', async () => {
  const drop = aSmallDrop({
    importEvidence: async (actor, tenantId, upload) => {
      if (upload.fileName === 'a.json') throw new Error('a bug');
      return world.control.importEvidence(actor, tenantId, upload);
    },
  });
  put('a.json', 'x');
  put('b.json', hostFacts('drop11.bank.example'));
  await drop.look();
  await drop.look();
  expect(reasons('failed/a.json.problems.json').problems[0].code).toBe('internal-error');
  expect(await known('drop11.bank.example')).toBe(true);
});

test('a file that cannot be moved is imported once, said to doctor, and moved when it can be', async () => {
  let imports = 0;
  const drop = aSmallDrop({
    importEvidence: async (...given) => {
      imports += 1;
      return world.control.importEvidence(...given);
    },
  });
  rmSync(join(root, 'done'), { recursive: true });
  writeFileSync(join(root, 'done'), 'in the way');
  put('a.json', hostFacts('drop12.bank.example'));
  for (let looks = 0; looks < 4; looks += 1) await drop.look();
  expect([imports, await known('drop12.bank.example')]).toEqual([1, true]);
  expect(await whyUnusable(root)).toContain('is no folder');
  await expect(openDropFolder(root)).rejects.toMatchObject({ syscall: expect.any(String) });
  rmSync(join(root, 'done'), { force: true });
  await drop.look();
  expect(readdirSync(join(root, 'done'))).toContain('a.json');
  expect(await whyUnusable(root)).toBeUndefined();
});

test('a server that was stopped anywhere takes what lies there when it starts again, once more without harm', async () => {
  put('a.json', hostFacts('drop13.bank.example'));
  const first = aSmallDrop();
  await first.look();
  const second = aSmallDrop();
  await second.look();
  expect(existsSync(join(root, 'a.json'))).toBe(true);
  await second.look();
  expect(existsSync(join(root, 'done/a.json'))).toBe(true);
});

test('started, it looks by itself until it is stopped', async () => {
  const drop = aSmallDrop();
  drop.start();
  drop.start();
  await drop.stop();
  put('a.json', hostFacts('drop14.bank.example'));
  expect(existsSync(join(root, 'a.json'))).toBe(true);
});
