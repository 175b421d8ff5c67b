import { expect, test } from 'vitest';
import { commands } from '../../src/cli/catalogue.ts';
import { readText } from '../support/modules.ts';

/* There is no container runtime where the tests run: what the file promises is read from it. */

/** Instructions with their arguments, continued lines joined; comments are left out. */
function instructionsOf(text: string): readonly (readonly [string, string])[] {
  const joined = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '');
  return joined.split('\n').flatMap((line) => {
    const found = /^([A-Z]+)\s+(.+)$/.exec(line);
    return found ? [[found[1] ?? '', found[2] ?? ''] as const] : [];
  });
}

const instructions = instructionsOf(readText('deploy/Containerfile'));
const all = (name: string) => instructions.filter(([one]) => one === name).map(([, rest]) => rest);
/** Those of the image that comes out. */
const last = instructions.slice(instructions.map(([name]) => name).lastIndexOf('FROM'));
const final = (name: string) => last.filter(([one]) => one === name).map(([, rest]) => rest);

test('every base is an exact version of an official image', () => {
  expect(all('FROM').length).toBe(2);
  for (const base of all('FROM'))
    expect(base).toMatch(/^docker\.io\/library\/node:\d+\.\d+\.\d+-bookworm-slim(?: AS [a-z]+)?$/);
});

test('the Node.js in it is new enough for the product', () => {
  const { engines } = JSON.parse(readText('package.json')) as { readonly engines: { readonly node: string } };
  const [, major = 0, minor = 0] = (/>=(\d+)\.(\d+)/.exec(engines.node) ?? []).map(Number);
  const [, baseMajor = 0, baseMinor = 0] = (/node:(\d+)\.(\d+)/.exec(all('FROM')[0] ?? '') ?? []).map(Number);
  expect(baseMajor > major || (baseMajor === major && baseMinor >= minor)).toBe(true);
});

test('it runs as a user of its own that cannot write to the program, and keeps its data in one volume', () => {
  const [user = ''] = final('USER').slice(-1);
  expect(user).not.toMatch(/^(root|0)(:|$)/);
  expect(final('RUN').join()).toContain(`useradd --uid 10001 --gid 10001`);
  expect(final('RUN').join()).toContain(` ${user} `);
  expect(final('COPY')).toEqual(['--from=build --chown=root:root /opt/changeguard /opt/changeguard']);
  expect(final('VOLUME')).toEqual(['/var/lib/changeguard']);
  expect(final('ENV').join()).toContain('CHANGEGUARD_DATA=/var/lib/changeguard');
  const order = last.map(([name]) => name);
  expect(order.lastIndexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
});

test('nothing is fetched but packages of npm by their lock and of Debian', () => {
  const run = all('RUN').join('\n');
  expect(run).toContain('npm ci');
  expect(run).not.toMatch(/curl|wget|git clone|npx|npm i(?:nstall)?\b|https?:|add-apt-repository/);
  expect(all('ADD')).toEqual([]);
  expect([...run.matchAll(/apt-get install .*?recommends ([\w-]+)/g)].map(([, name]) => name)).toEqual([
    'postgresql-15',
  ]);
});

test('it listens where it says, stops as the product stops, and asks a command that exists whether it is well', () => {
  expect(final('EXPOSE')).toEqual(['8787']);
  expect(final('STOPSIGNAL')).toEqual(['SIGTERM']);
  const commandIn = (text: string) => JSON.parse(/\[.*\]$/.exec(text)?.[0] ?? '[]') as string[];
  const [entry = ''] = final('ENTRYPOINT');
  const [node, room, ...program] = commandIn(entry);
  expect([node, ...program]).toEqual(['node', '/opt/changeguard/dist/main.js']);
  // The benches measure what is run: each way to start a server gives it the same room.
  for (const way of ['package.json', 'deploy/changeguard.service', 'scripts/run-bench.mjs'])
    expect(readText(way)).toContain(room);
  const paths = commands.map(({ path }) => path);
  const [, , checks] = commandIn(final('HEALTHCHECK')[0] ?? '');
  expect(paths).toContain(checks);
  expect(checks).toBe('health');
  const [serves, ...flags] = commandIn(final('CMD')[0] ?? '');
  expect(paths).toContain(serves);
  const known = commands.find(({ path }) => path === serves)?.options?.map(({ flags: one }) => one.split(' ', 1)[0]);
  for (const flag of flags) expect(known).toContain(flag);
});

test('what is built here, and what is nobody’s business, stays out of it', () => {
  const ignored = readText('deploy/Containerfile.dockerignore').split('\n');
  for (const name of ['.git', 'node_modules', 'dist', '.changeguard']) expect(ignored).toContain(name);
});
