import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { commands, globalOptions, groups } from '../src/cli/catalogue.ts';
import { migrationState, moveState, role, verdictValue } from '../src/contract/words.ts';
import { problems } from '../src/domain/problem-catalogue.ts';
import { sources } from '../src/domain/source.ts';
import { readEvidence } from '../src/evidence/read.ts';
import { tableFormats } from '../src/evidence/tables.ts';
import { projectFiles, readModule, readText, root } from './support/modules.ts';

/* What the documents say must be so: links lead somewhere, commands exist, every word and every dependency is explained. */

const files = projectFiles();
const documents = files.filter((path) => path.endsWith('.md'));
const manifest = JSON.parse(readText('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };

test('every link of a document leads to a file, and to a heading that is there', () => {
  expect(
    documents.flatMap((path) =>
      linksOf(readText(path)).flatMap((link) => {
        const [file = '', heading] = link.split('#');
        const target = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(root, target))) return [`${path} -> ${link}`];
        return heading === undefined || headingsOf(readText(target)).includes(heading) ? [] : [`${path} -> ${link}`];
      }),
    ),
  ).toEqual([]);
});

test('every page below docs is reached from docs/README.md', () => {
  const reached = new Set<string>();
  const open = ['docs/README.md'];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    if (!path.endsWith('.md') || !existsSync(join(root, path))) continue;
    for (const link of linksOf(readText(path))) open.push(normalize(join(dirname(path), link.split('#')[0] ?? '')));
  }
  expect(files.filter((path) => path.startsWith('docs/') && !reached.has(path))).toEqual([]);
});

test('S3-01 what the reference says that a table tells has a column that is known by its name', () => {
  const lines = readText('docs/reference/evidence.md').split('\n');
  const untold = tableFormats.flatMap(({ format, headers }) => {
    const told = lines.find((line) => line.startsWith(`| \`${format}\` |`))?.split('|')[3] ?? '';
    return Object.entries(columnsOfWords).flatMap(([word, columns]) =>
      new RegExp(`\\b${word}`, 'i').test(told) && !columns.some((column) => column in headers)
        ? [`${format}: ${word}`]
        : [],
    );
  });
  expect(untold).toEqual([]);
});

/** The words of that page for what tables tell, each with the columns of which one must be there. */
const columnsOfWords: Readonly<Record<string, readonly string[]>> = {
  names: ['name', 'fqdn'],
  sites: ['site'],
  roles: ['roles'],
  builds: ['os.versionText', 'os.build'],
  versions: ['mdi.version'],
  states: ['mdi.serviceStatus', 'mdi.deploymentStatus'],
  'device ids': ['device.id'],
  onboarding: ['device.onboardingStatus'],
  health: ['mdi.healthStatus', 'device.health'],
};

test('every command in a document exists, with its flags', () => {
  expect(
    documents.flatMap((path) => commandsIn(readText(path)).flatMap((line) => faultOf(line, `${path}: ${line}`))),
  ).toEqual([]);
});

test('every npm script in a document exists, and every npm script is in CONTRIBUTING.md', () => {
  const mentioned = documents.flatMap((path) =>
    [...readText(path).matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map((match) => `${path}: ${match[1]}`),
  );
  const contributing = readText('CONTRIBUTING.md');
  expect([
    ...mentioned.filter((one) => !Object.hasOwn(manifest.scripts, one.split(': ')[1] ?? '')),
    ...Object.keys(manifest.scripts).filter((script) => !new RegExp(`npm (run )?${script}\\b`).test(contributing)),
  ]).toEqual([]);
});

test('every word that the product shows stands in docs/concepts/words.md', () => {
  const text = readText('docs/concepts/words.md');
  const shown = [
    ...moveState.options,
    ...migrationState.options,
    ...verdictValue.options,
    ...role.options,
    ...Object.keys(sources),
  ];
  expect(shown.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
});

test('every dependency has an exact version, is imported, and has a line of why in CONTRIBUTING.md', () => {
  const imported = new Set(
    files
      .filter((path) => /\.(tsx?|mjs)$/.test(path))
      .flatMap((path) => readModule(path).imports)
      .filter((one) => one.isPackage || one.target.startsWith('node_modules/'))
      .map((one) => one.target.replace(/^node_modules\//, '')),
  );
  const named = ['scripts', 'biome.json', 'tsconfig.server.json']
    .flatMap((below) => files.filter((path) => path.startsWith(below)))
    .map(readText)
    .join('\n');
  // A folder of ours that stands in for a package which packages ask for.
  const isOwn = (name: string) => dependencies[name]?.startsWith('file:src/') === true;
  // Types are taken in by the compiler's settings; tools are run by scripts.
  const isUsed = (name: string) =>
    name.startsWith('@types/') ||
    isOwn(name) ||
    [...imported].some((one) => one === name || one.startsWith(`${name}/`)) ||
    named.includes(`'${name}'`) ||
    named.includes(`node_modules/${name}`) ||
    named.includes(
      name
        .split('/')
        .map((part) => `'${part}'`)
        .join(', '),
    );
  const contributing = readText('CONTRIBUTING.md');
  expect(
    Object.entries(dependencies).flatMap(([name, version]) => [
      ...(/^\d+\.\d+\.\d+$/.test(version) || isOwn(name) ? [] : [`${name} ${version} is no exact version`]),
      ...(isUsed(name) ? [] : [`${name} is not used`]),
      ...(contributing.includes(`\`${name}\``) ? [] : [`${name} has no reason in CONTRIBUTING.md`]),
    ]),
  ).toEqual([]);
});

test('every problem of the catalogue is used', () => {
  const text = files
    .filter((path) => path.startsWith('src/') && path.endsWith('.ts') && path !== 'src/domain/problem.ts')
    .map(readText)
    .join('\n');
  expect(Object.keys(problems).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

test('every requirement of the journey sensor-v3, and every invariant that it must keep, has a test named after it', () => {
  const ids = [
    ...Array.from({ length: 21 }, (_, at) => `S3-${String(at + 1).padStart(2, '0')}`),
    ...['I2', 'I5', 'I7', 'I9', 'I10', 'I12', 'I16', 'I18'],
  ];
  const names = files
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('test/tidy'))
    .flatMap((path) => [...readText(path).matchAll(/\b(?:test|it)(?:\.\w+)?(?:\([^'"`]*\))?\(\s*(['"`])(.*?)\1/g)])
    .map((match) => match[2] ?? '');
  expect(ids.filter((id) => !names.some((name) => new RegExp(`\\b${id}\\b`).test(name)))).toEqual([]);
});

test('the host facts document that the documents show is read without a problem', async () => {
  const blocks = documents.flatMap((path) =>
    [...readText(path).matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? ''),
  );
  const shown = blocks.filter((block) => block.includes('changeguard.host-facts'));
  expect(shown.length).toBeGreaterThan(0);
  for (const block of shown) {
    const reading = await readEvidence(new TextEncoder().encode(block), { fileName: 'shown.json' });
    expect(reading.problems).toEqual([]);
    expect(reading.rows).toHaveLength(1);
  }
});

test('every decision record has its six parts', () => {
  const parts = ['Status', 'Date', 'Context', 'Decision', 'Consequences', 'Alternatives'];
  expect(
    documents
      .filter((path) => /^docs\/adr\/\d/.test(path))
      .flatMap((path) =>
        parts
          .filter((part) => !new RegExp(`^(## )?${part}\\b`, 'm').test(readText(path)))
          .map((part) => `${path} ${part}`),
      ),
  ).toEqual([]);
});

test('ARCHITECTURE.md names every room that is there, and no other', () => {
  const rooms = [
    ...new Set(files.filter((path) => /^src\/(?!main\/)\w+\//.test(path)).map((path) => path.split('/')[1] ?? '')),
  ];
  const named = [...readText('ARCHITECTURE.md').matchAll(/^\| `(\w+)\/` \|/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(rooms.toSorted());
});

function linksOf(text: string): readonly string[] {
  return [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** As GitHub makes anchors: lower case, no punctuation, dashes for spaces. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Lines of `changeguard ...` in blocks and in inline code, without a prompt, `npx`, or what follows a pipe. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```(?:sh|console|text)\n([\s\S]*?)```/g)].flatMap((match) =>
    (match[1] ?? '').split('\n'),
  );
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...inline].flatMap((line) => {
    const match = /^(?:\$ )?(?:npx )?changeguard ((?!\.\.\.|<|\[).+?)(?: [|>&]| {2}#|$)/.exec(line.trim());
    return match?.[1] === undefined ? [] : [match[1].trim()];
  });
}

function faultOf(line: string, place: string): readonly string[] {
  const words = line.replaceAll(/"[^"]*"/g, 'text').split(/\s+/);
  const paths = [...commands, ...groups].map((one) => one.path);
  const found = paths
    .filter((path) => `${words.join(' ')} `.startsWith(`${path} `))
    .sort((a, b) => b.length - a.length)[0];
  if (found === undefined) return words[0] === 'help' || words[0]?.startsWith('-') ? [] : [place];
  const specs = [...(commands.find((one) => one.path === found)?.options ?? []), ...globalOptions];
  const known = specs.flatMap((one) => one.flags.match(/--?[\w-]+/g) ?? []).concat('--help', '-h');
  return words
    .filter((word) => /^--?[a-z]/.test(word) && !known.includes(word.split('=')[0] ?? ''))
    .map((flag) => `${place} (${flag})`);
}
