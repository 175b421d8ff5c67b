import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutants } from './power/mutants.ts';
import { projectFiles, readText, root } from './support/modules.ts';

/* What docs/concepts/safety.md says about tests is so: those it names exist, and the numbers are those that the suites and commands play. */

const page = readText('docs/concepts/safety.md');
const suites = projectFiles().filter((path) => path.startsWith('test/') && path.endsWith('.test.ts'));

/** Rows of the table below a heading, each cut into its cells. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`${heading}\n`);
  const [section = ''] = rest.split(/\n#+ /);
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

/** Names that a suite gives to its tests; what only stands in a comment of it is none. */
function testsOf(path: string): string {
  return readText(path)
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
    .join('\n');
}

test('every row about a failure of others names a test that exists', () => {
  const rows = rowsBelow('## Failures of others');
  expect(rows.length).toBeGreaterThanOrEqual(17);
  for (const cells of rows) {
    const [, name = '', path = ''] = /^\[(.+)\]\(\.\.\/\.\.\/(test\/[^)]+)\)$/.exec(cells.at(-1) ?? '') ?? [];
    expect(path, cells.join(' | ')).toMatch(/\.test\.ts$/);
    const said = name.replaceAll("'", "\\'");
    const isNamed = [`'${said}'`, `"${name}"`, `\`${name}\``].some((text) => testsOf(path).includes(text));
    const isOneOfMany = name.split(': ').every((part) => testsOf(path).includes(part));
    expect(isNamed || isOneOfMany, `${path} has no test "${name}"`).toBe(true);
  }
});

test('the numbers of the methods are those that are played', () => {
  const cellsOf = new Map(
    rowsBelow('### How much of it, and how much is demanded').map(([name, ...cells]) => [name, cells]),
  );
  const numberIn = (path: string, pattern: RegExp) => {
    const [, found] = pattern.exec(readFileSync(`${root}/${path}`, 'utf8')) ?? [];
    expect(found, `${path} has ${pattern}`).toBeDefined();
    return Number(found?.replaceAll('_', '')).toLocaleString('en');
  };
  const verify = (pattern: RegExp) => numberIn('scripts/verify.mjs', pattern);
  const points = numberIn('test/simulation/crash-sweep.test.ts', /CRASH_POINTS \?\? '(\d+)'/);
  const more = verify(/'--points', '(\d+)'/);
  const search = 'test/search/search.test.ts';
  const first = numberIn(search, /statesOfFirst = ([\d_]+)/);
  const each = numberIn(search, /statesEach = ([\d_]+)/);
  const kept = numberIn('test/evidence/fuzz.test.ts', /'true' \? ([\d_]+)/);
  const few = numberIn('test/evidence/fuzz.test.ts', /'true' \? [\d_]+ : ([\d_]+)/);
  const soaked = numberIn('test/soak/main.ts', /servers: \{ type: 'string', default: '(\d+)'/);
  const days = numberIn('test/soak/main.ts', /days: \{ type: 'string', default: '(\d+)'/);
  const kills = numberIn('test/kills/kills.test.ts', /rounds: (\d+)/);
  const clients = numberIn('test/store/races.test.ts', /clients = (\d+)/);
  const played: Readonly<Record<string, readonly string[]>> = {
    Simulation: [
      `${numberIn('test/simulation/simulation.test.ts', /CHANGEGUARD_SEEDS \?\? (\d+)/)} campaigns`,
      `${verify(/'--seeds', '(\d+)'/)} campaigns`,
    ],
    'Kinds of fault': [
      'each fires',
      'each fires',
      `each fires from ${numberIn('test/simulation/simulate.ts', /seedsForAll = (\d+)/)} campaigns on`,
    ],
    'Crash sweep': [
      `${points} points of a campaign of three servers, ${points} of its recovery`,
      `${more} and ${more}`,
    ],
    'Real kills': [
      kills,
      kills,
      `${numberIn('test/kills/main.ts', /rounds: \{ type: 'string', default: '(\d+)'/)}: \`npm run kills\``,
    ],
    'Small-scope search': [
      `${first} states of the smallest setting, ${each} of each other`,
      `${verify(/'--states', '(\d+)'/)} states`,
    ],
    'Changed evidence': [`${kept} with \`CI=true\`, else ${few}`, kept],
    'Clients on one cap': [`${clients}, on PostgreSQL, with three caps`],
    Soak: ['none', 'none', `${soaked} servers for ${days} days: \`npm run soak\``],
  };
  for (const [name, cells] of Object.entries(played))
    expect(cellsOf.get(name)?.slice(0, cells.length), name).toEqual(cells);
});

test('there are as many properties and bugs as the page says', () => {
  const properties = suites.flatMap((path) => [...readText(path).matchAll(/\bfc\.(?:asyncProperty|property)\(/g)]);
  expect(properties.length).toBeGreaterThanOrEqual(40);
  expect(mutants.length).toBeGreaterThanOrEqual(40);
});
