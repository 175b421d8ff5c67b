import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import {
  identifier,
  lineCounter,
  type Module,
  type Node,
  nodesOf,
  projectFiles,
  readModule,
  readText,
  root,
} from './support/modules.ts';
import { rooms } from './support/rooms.ts';

/*
 * What keeps the house in order. A rule reports every place at once, as `file:line what`; an empty list is a pass.
 */

const pureRooms = ['contract', 'domain', 'journeys'];

/** What the local database needs of the operating system. */
const system = ['src/store/local/system.ts', 'src/store/local/guard.mjs'];

/** Where the outside may be looked at. Everywhere else it is an argument. */
const doors = {
  clock: ['src/main', 'src/engine/clock.ts', 'src/twin/clock.ts', 'src/web/clock.ts'],
  // The owner's door; ids and salts; secrets of sessions and tokens; the local database's password; the key that guards the twin's control door; keys of requests.
  randomness: [
    'src/main',
    'src/engine/identity.ts',
    'src/api/secret.ts',
    ...system,
    'src/twin/twin.ts',
    'src/web/api/key.ts',
  ],
  // The owner of a data directory is known by its process id; the mode of a secret's file means nothing on Windows.
  process: ['src/main', 'src/store/directory-lock.ts', ...system, 'src/connectors/secret.ts'],
};

/** Names that say nothing. `service` is a noun here: Microsoft's service, and the port to it. */
const emptyNames = /^(utils?|helpers?|commons?|managers?|services?|miscs?|base|core|stuff|lib|types|constants)$/;
const serviceFiles = ['src/engine/ports/service.ts', 'src/connectors/graph/service.ts'];

const longestFile = 400;
const longestFunction = 80;

const files = projectFiles();
const isCode = (path: string) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts');
const modules = files.filter((path) => isCode(path) && /^(src|test|scripts|bench)\//.test(path)).map(readModule);
const sources = modules.filter((module) => module.path.startsWith('src/'));
const byPath = new Map(modules.map((module) => [module.path, module]));

test('a room imports only the rooms that stand before it', () => {
  expect(
    sources.flatMap((module) => {
      const room = roomOf(module.path);
      if (room === 'main') return [];
      const allowed = rooms[room];
      if (allowed === undefined) return [`${module.path}: the room ${room} is in no table`];
      return module.imports
        .filter((one) => !one.isPackage && !isBelow(one.target, [room, ...allowed.rooms]))
        .map((one) => `${module.path}:${one.line} imports ${one.target}`);
    }),
  ).toEqual([]);
});

test('a room imports only the packages that it is allowed', () => {
  expect(
    sources.flatMap((module) => {
      const allowed = rooms[roomOf(module.path)]?.packages;
      if (allowed === undefined) return [];
      return module.imports
        .filter((one) => one.isPackage && !allowed.some((name) => isPackage(one.target, name)))
        .map((one) => `${module.path}:${one.line} imports ${one.target}`);
    }),
  ).toEqual([]);
});

test('imports name the file with its ending', () => {
  expect(
    modules.flatMap((module) =>
      module.imports
        .filter((one) => !one.isPackage && !/(^|\/)dist\/|\.(tsx?|mjs|json|md|css)$|\/$|(^|\/)\.\.?$/.test(one.target))
        .map((one) => `${module.path}:${one.line} ${one.target}`),
    ),
  ).toEqual([]);
});

test('contract, domain and journeys see no clock, chance, environment, network or console', () => {
  const outside = [
    'process',
    'performance',
    'fetch',
    'console',
    'crypto',
    'globalThis',
    'setTimeout',
    'setInterval',
    'queueMicrotask',
  ];
  expect(
    sources
      .filter((module) => pureRooms.includes(roomOf(module.path)))
      .flatMap((module) => [
        ...places(module, readsClock),
        ...places(module, (node) => memberOf(node, 'Math') === 'random'),
        ...places(
          module,
          (node) => node.type === 'MemberExpression' && outside.includes(identifier(node.object) ?? ''),
        ),
        ...places(module, (node) => node.type === 'CallExpression' && outside.includes(identifier(node.callee) ?? '')),
      ]),
  ).toEqual([]);
});

test('the clock is read only where a clock is made', () => {
  expect(outside(doors.clock).flatMap((module) => places(module, readsClock))).toEqual([]);
});

test('chance comes only from where ids and secrets are made', () => {
  const makers = ['randomUUID', 'randomBytes', 'randomFillSync', 'randomInt', 'getRandomValues'];
  expect(
    outside(doors.randomness).flatMap((module) =>
      places(
        module,
        (node) =>
          memberOf(node, 'Math') === 'random' || (node.type === 'Identifier' && makers.includes(`${node.name}`)),
      ),
    ),
  ).toEqual([]);
});

test('the process and its environment are looked at only at the doors', () => {
  expect(
    outside(doors.process).flatMap((module) => places(module, (node) => memberOf(node, 'process') !== undefined)),
  ).toEqual([]);
});

test(`no file is longer than ${longestFile} lines`, () => {
  expect(
    modules
      .map((module) => ({ path: module.path, lines: lineCounter(module.text)(module.text.length) - 1 }))
      .filter((one) => one.lines > longestFile)
      .sort((a, b) => b.lines - a.lines)
      .map((one) => `${one.path} ${one.lines}`),
  ).toEqual([]);
});

test(`no function is longer than ${longestFunction} lines`, () => {
  const kinds = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
  expect(
    [...sources, ...modules.filter((module) => module.path.startsWith('scripts/'))].flatMap((module) => {
      const lineAt = lineCounter(module.text);
      return nodesOf(module.program)
        .filter((node) => kinds.includes(node.type))
        .map((node) => ({ from: lineAt(node.start), lines: lineAt(node.end) - lineAt(node.start) + 1 }))
        .filter((one) => one.lines > longestFunction)
        .map((one) => `${module.path}:${one.from} ${one.lines} lines`);
    }),
  ).toEqual([]);
});

test('nothing is any, and no checker is silenced without a reason', () => {
  expect([
    ...modules.flatMap((module) => places(module, (node) => node.type === 'TSAnyKeyword')),
    ...lines(
      /@ts-(ignore|nocheck)|@ts-expect-error(?!: \w)|biome-ignore(?!(?:-all)? [\w/]+: \w)|v8 ignore|istanbul ignore/,
    ),
  ]).toEqual([]);
});

test('nothing that went wrong is swallowed', () => {
  expect(
    modules.flatMap((module) => places(module, (node) => isSilentCatch(node, module.text) || isEmptyCatchCall(node))),
  ).toEqual([]);
});

test('nothing is left for later', () => {
  expect(
    lines(
      new RegExp(
        `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK', 'not imple' + 'mented', 'stu' + 'b(s|bed)?'].join('|')})\\b`,
      ),
    ),
  ).toEqual([]);
});

test('no file has a name that says nothing', () => {
  expect(
    modules
      .map((module) => module.path)
      .filter((path) => emptyNames.test(basename(path).replace(/(\.test)?\.\w+$/, '')) && !serviceFiles.includes(path)),
  ).toEqual([]);
});

test('only scripts and configuration have a default export, and only index.ts hands on what others export', () => {
  expect([
    ...modules
      .filter((module) => !module.path.startsWith('scripts/') && module.exports.some((one) => one.name === 'default'))
      .map((module) => `${module.path} has a default export`),
    ...sources
      .filter((module) => basename(module.path) !== 'index.ts')
      .flatMap((module) => places(module, (node) => node.type === 'ExportAllDeclaration')),
  ]).toEqual([]);
});

/** What a script runs in a process of its own, so that no import shows it. */
const programs = [
  'bench/main.ts',
  'bench/graph-pages.ts',
  'bench/report-maker.ts',
  'bench/store-owner.ts',
  'bench/worker-of-bench.ts',
  'bench/peers/main.ts',
  'bench/peers/programs/dbos.mjs',
  'bench/peers/programs/restate-service.mjs',
  'test/drill/main.ts',
  'test/kills/main.ts',
  'test/soak/main.ts',
  'test/estates/main.ts',
  'test/drill/child.ts',
  'test/power/main.ts',
  'test/search/main.ts',
  'test/simulation/main.ts',
  'test/upgrade/main.ts',
  'test/simulation/player.ts',
  'test/fuzz/main.ts',
  'test/fuzz/worker.ts',
];

test('every source is reached from main.ts, or by a script that prints or measures', () => {
  const scripts = modules.map((module) => module.path).filter((path) => path.startsWith('scripts/'));
  // The portal begins at a page, which no module imports.
  const reached = reach(['src/main.ts', 'src/web/main.ts', ...programs, ...scripts]);
  expect(sources.map((module) => module.path).filter((path) => !reached.has(path) && !isLoadedByName(path))).toEqual(
    [],
  );
});

test('every file of tests and scripts is used', () => {
  const named = Object.values(JSON.parse(readText('package.json')).scripts as Record<string, string>).join(' ');
  const others = ['vitest.config.ts', '.ci/run'].map(readText).join('\n');
  const starts = modules
    .map((module) => module.path)
    .filter(
      (path) =>
        path.endsWith('.test.ts') ||
        named.includes(path) ||
        programs.includes(path) ||
        others.includes(path) ||
        path.startsWith('scripts/generate/'),
    );
  const reached = reach(starts);
  expect(modules.map((module) => module.path).filter((path) => !path.startsWith('src/') && !reached.has(path))).toEqual(
    [],
  );
});

test('every export is imported somewhere', () => {
  const taken = new Map<string, Set<string>>();
  for (const module of modules) {
    for (const one of module.imports) {
      const names = taken.get(one.target) ?? new Set();
      for (const name of one.names) names.add(name);
      taken.set(one.target, names);
    }
  }
  expect(
    modules
      .filter((module) => !module.path.startsWith('scripts/') && !isLoadedByName(module.path))
      .flatMap((module) =>
        module.exports
          .filter(({ name }) => !taken.get(module.path)?.has(name) && !taken.get(module.path)?.has('*'))
          .map(({ name, line }) => `${module.path}:${line} ${name}`),
      ),
  ).toEqual([]);
});

test('no test sleeps, is focused, or is switched off', () => {
  expect(
    lines(/\b(it|test|describe)\.(only|skip|todo|fails)\(|setTimeout\([^,]*, *\d{3,}|\bsleep\(\d/, '.test.ts'),
  ).toEqual([]);
});

test('no file names a machine, a registry or the place where it was made', () => {
  // Written in pieces, or this file would name them itself.
  const places = [
    `/wor${'k'}/`,
    `/roo${'t'}/`,
    `/far${'m'}/`,
    `registry.np${'m'}`,
    `deb.debia${'n'}`,
    `/tmp/brie${'f'}`,
  ];
  expect(
    files
      .filter((path) => !/\.(png|webp|svg|gz|zip|pdf)$/.test(path))
      .flatMap((path) => places.filter((place) => readText(path).includes(place)).map((place) => `${path} ${place}`)),
  ).toEqual([]);
});

test('what is generated is up to date', async () => {
  const check = promisify(execFile)(process.execPath, [join(root, 'scripts', 'generate.mjs'), '--check']);
  await expect(check).resolves.toBeDefined();
});

/** `main` is main.ts with its folder: they put the pieces together, and may import everything. */
function roomOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`src/${folder}/`));
}

/** `@fastify/` and `node:` stand for families; any other name is one package with its sub-paths. */
function isPackage(specifier: string, name: string): boolean {
  return /[/:]$/.test(name) ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
}

function outside(allowed: readonly string[]): readonly Module[] {
  const isAllowed = (path: string) =>
    allowed.includes(path) || (allowed.includes('src/main') && roomOf(path) === 'main');
  return sources.filter((module) => !isAllowed(module.path));
}

function places(module: Module, isWrong: (node: Node) => boolean): readonly string[] {
  const lineAt = lineCounter(module.text);
  return nodesOf(module.program)
    .filter(isWrong)
    .map(
      (node) =>
        `${module.path}:${lineAt(node.start)} ${module.text.slice(node.start, node.end).split('\n')[0]?.slice(0, 80)}`,
    );
}

function lines(pattern: RegExp, ending = ''): readonly string[] {
  return modules
    .filter((module) => module.path.endsWith(ending) && module.path !== 'test/tidy.test.ts')
    .flatMap((module) =>
      module.text
        .split('\n')
        .flatMap((line, at) => (pattern.test(line) ? [`${module.path}:${at + 1} ${line.trim().slice(0, 80)}`] : [])),
    );
}

function readsClock(node: Node): boolean {
  if (memberOf(node, 'Date') === 'now' || memberOf(node, 'performance') === 'now') return true;
  if (memberOf(node, 'process') === 'hrtime') return true;
  const isDate = identifier(node.callee) === 'Date';
  return isDate && (node.type === 'CallExpression' || (node.arguments as unknown[]).length === 0);
}

/** The member that is read from a global of this name; undefined when the node reads none. */
function memberOf(node: Node, object: string): string | undefined {
  return node.type === 'MemberExpression' && identifier(node.object) === object ? identifier(node.property) : undefined;
}

/** A catch without a statement says in a comment why the code behind it goes on rightly. */
function isSilentCatch(node: Node, text: string): boolean {
  return node.type === 'CatchClause' && isEmpty(node.body) && !text.slice(node.start, node.end).includes('//');
}

function isEmpty(block: unknown): boolean {
  return (block as Node).type === 'BlockStatement' && ((block as Node).body as unknown[]).length === 0;
}

/** `.catch(() => {})` is an empty catch in other words. */
function isEmptyCatchCall(node: Node): boolean {
  const handler = (node.arguments as Node[] | undefined)?.[0];
  const property = identifier((node.callee as Node | undefined)?.property);
  return (
    node.type === 'CallExpression' &&
    property === 'catch' &&
    handler?.type === 'ArrowFunctionExpression' &&
    isEmpty(handler.body)
  );
}

/** A check's cases lie beside it; its test loads them all by their name. */
function isLoadedByName(path: string): boolean {
  return basename(path) === 'cases.ts' && modules.some((module) => module.text.includes('/cases.ts`'));
}

function reach(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const todo = [...starts];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const one of byPath.get(path)?.imports ?? []) if (!one.isPackage) todo.push(one.target);
  }
  return reached;
}
