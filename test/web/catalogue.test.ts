import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { moveClause } from '../../src/contract/move-story.ts';
import { type PlanSaying, planWords } from '../../src/contract/plan-words.ts';
import { routes } from '../../src/contract/routes.ts';
import { stateWords } from '../../src/contract/state-words.ts';
import { problems } from '../../src/domain/problem-catalogue.ts';
import { checks } from '../../src/journeys/sensor-v3/checks/all.ts';
import { reasonTitles } from '../../src/journeys/sensor-v3/reasons.ts';
import { requirementsOf, rulesInWords } from '../../src/journeys/sensor-v3/rule-words.ts';
import { waits } from '../../src/report/wait.ts';
import { addresses } from '../../src/web/api/addresses.ts';
import { cellAfter } from '../../src/web/screens/servers/grid-keys.ts';
import { distanceInWords } from '../../src/web/time/distance.ts';
import { de } from '../../src/web/words/de.ts';
import { dePlanWords } from '../../src/web/words/de-plan-words.ts';
import { deProblems } from '../../src/web/words/de-problems.ts';
import { deReasons } from '../../src/web/words/de-reasons.ts';
import { deRules } from '../../src/web/words/de-rules.ts';
import { deStates } from '../../src/web/words/de-states.ts';
import { deWaits } from '../../src/web/words/de-waits.ts';
import { en } from '../../src/web/words/en.ts';
import { pseudo } from '../../src/web/words/pseudo.ts';
import { projectFiles } from '../support/modules.ts';

type Words = Readonly<Record<string, string>>;

/** The arguments of a message, in order of their names. */
function argumentsOf(message: string): readonly string[] {
  return [...new Set(argumentsAmong(new IntlMessageFormat(message, 'en').getAst()))].sort();
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Also those inside the branches of others; a word that is a whole branch, as in "graph {Graph}", is none. */
function argumentsAmong(elements: readonly Element[]): readonly string[] {
  return elements.flatMap((element) => {
    const own = element.type === 0 || !('value' in element) ? [] : [element.value];
    const branches = 'options' in element ? Object.values(element.options) : [];
    return [...own, ...branches.flatMap(({ value }) => argumentsAmong(value))];
  });
}

const values = { count: 2, number: 1, servers: 3, alone: 1, protected: 1, most: 2, ready: 1, not: 1, pass: 1 };

test('every language says every message, with the arguments that English has', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  const german: Words = de;
  const differing = Object.entries(en as Words).filter(
    ([key, message]) => argumentsOf(message).join() !== argumentsOf(german[key] ?? '').join(),
  );
  expect(differing.map(([key]) => key)).toEqual([]);
});

test.each([
  ['English', en as Words, 'en'],
  ['German', de as Words, 'de'],
  [
    'the pseudo-language',
    Object.fromEntries(Object.entries(en as Words).map(([key, text]) => [key, pseudo(text)])),
    'en',
  ],
])('every message of %s can be read as ICU and says something', (_name, messages: Words, tag) => {
  for (const [key, message] of Object.entries(messages)) {
    const given = Object.fromEntries(argumentsOf(message).map((name) => [name, 1]));
    expect(String(new IntlMessageFormat(message, tag).format({ ...given, ...values })), key).not.toBe('');
  }
});

test('no message waits for somebody to use it', () => {
  const sources = projectFiles()
    .filter((path) => /^src\/web\/.*\.tsx?$/.test(path) && !path.startsWith('src/web/words/'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const made =
    /^(hold\.(pause|resume|stop|abort)|server-hold\.(hold|release)|plan\.(approve|refuse|withdraw)|diagnosis\.(high|medium|low|proven|likely|possible)|story\.[a-z-]+|event\.[a-zA-Z.-]+|rehearsal\.estate\.(bank|hospital|school))\b/;
  expect(
    Object.keys(en).filter((key) => !made.test(key) && !sources.includes(`'${key}'`) && !sources.includes(`"${key}"`)),
  ).toEqual([]);
});

test("German translates our states and leaves Microsoft's names as the portal writes them", () => {
  const ours = [
    'answerRow',
    'campaign',
    'disposition',
    'evidenceAge',
    'hold',
    'issue',
    'move',
    'next',
    'person',
    'proof',
    'protection',
    'run',
    'task',
    'token',
    'uploadToken',
    'verdict',
  ];
  expect(Object.keys(deStates).sort()).toEqual(ours);
  for (const [kind, words] of Object.entries(deStates))
    expect(Object.keys(words).sort()).toEqual(Object.keys(stateWords[kind as keyof typeof stateWords]).sort());
});

test('portal 4.3 German says what every rule and every condition is about', () => {
  const rules = { edition: '2026-03', overrides: [] } as const;
  const demanded = checks.flatMap(({ id }) => requirementsOf(id, rules));
  const named = new Set([...rulesInWords(rules), ...demanded].map(({ rule }) => rule));
  expect(Object.keys(deRules).sort()).toEqual([...named].sort());
});

test('the pseudo-language keeps the arguments and the branches of plurals, and changes every word', () => {
  expect(pseudo('{count, plural, one {# server} other {# servers}}')).toBe(
    '[{count, plural, one {# sërvër} other {# sërvërs}}···]',
  );
});

test('the portal calls the routes of the contract by their own methods and addresses', () => {
  for (const [name, address] of Object.entries(addresses)) {
    const { method, path } = routes[name as keyof typeof routes];
    expect([name, ...address]).toEqual([name, method, path]);
  }
});

const grid = { last: { row: 29, column: 11 }, pageRows: 10 };
test.each([
  ['ArrowDown', false, [3, 2], [4, 2]],
  ['ArrowDown', false, [29, 2], [29, 2]],
  ['ArrowUp', false, [0, 2], [-1, 2]],
  ['ArrowUp', false, [-1, 2], [-1, 2]],
  ['ArrowRight', false, [3, 11], [3, 11]],
  ['ArrowLeft', false, [3, 0], [3, 0]],
  ['PageDown', false, [25, 2], [29, 2]],
  ['PageUp', false, [5, 2], [0, 2]],
  ['Home', false, [5, 7], [5, 0]],
  ['End', false, [5, 7], [5, 11]],
  ['Home', true, [5, 7], [0, 0]],
  ['End', true, [5, 7], [29, 11]],
] as const)('%s (control: %s) leads from cell %j to %j', (key, ctrlKey, [row, column], [toRow, toColumn]) => {
  const to = cellAfter({ row, column }, { key, ctrlKey, metaKey: false }, grid);
  expect(to).toEqual({ row: toRow, column: toColumn });
});

test('a letter leads nowhere, so that it stays free for whoever uses it', () => {
  expect(cellAfter({ row: 1, column: 1 }, { key: 'a', ctrlKey: false, metaKey: false }, grid)).toBeUndefined();
});

test.each([
  [89_000, 'in 89 sec'],
  [119_000, 'in 1 min'],
  [36 * 3_600_000, 'in 1 day'],
  [35 * 3_600_000, 'in 35 hr'],
  [-5 * 60_000, '5 min ago'],
])('%i ms are told as "%s", never as more than is left', (ms, words) => {
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });
  expect(distanceInWords(format, ms).replaceAll('.', '')).toBe(words);
});

test('portal 7 every clause of what a move does has its message', () => {
  const said = moveClause.shape.says.options.map((says) => `story.${says}`);
  expect(said.filter((key) => !Object.hasOwn(en, key))).toEqual([]);
});

test('portal 7 German has words for all that the engine and the journey wait for', () => {
  expect(Object.keys(deWaits).sort()).toEqual(Object.keys(waits).sort());
});

test('portal 4.4 German has a title for every reason that the journey gives and for each why a server is in no wave', () => {
  const excluded = [
    'host-pinned',
    'host-held',
    'host-busy',
    'stays',
    'unsupported',
    'earlier-journey',
    'verdict-missing',
  ];
  const codes = [...Object.keys(reasonTitles), ...excluded, 'not-listed', 'not-eligible', 'evidence-missing'];
  expect(Object.keys(deReasons).sort()).toEqual(codes.sort());
});

test('portal 4.3 German has a title and a remedy for every problem of the catalogue, and for none that there is not', () => {
  expect(Object.keys(deProblems).sort()).toEqual(Object.keys(problems).sort());
  const english: Readonly<Record<string, { readonly title: string; readonly remedy: string }>> = problems;
  for (const [code, { title, remedy }] of Object.entries(deProblems)) {
    const said = english[code];
    expect(title, code).not.toBe(said?.title);
    expect(remedy, code).not.toBe(said?.remedy);
    // A title is put before a colon or a full stop; a remedy stands by itself.
    expect(title, code).toMatch(/[^.:]$/);
    expect(remedy, code).toMatch(/[.!]$|[“"]\.?$/);
    expect(commandsIn(remedy), code).toEqual(commandsIn(said?.remedy ?? ''));
  }
});

/** What is typed or looked up under exactly this name, whatever the language around it. */
function commandsIn(text: string): readonly string[] {
  const named = /["„](changeguard [^"“]*)["“]|(--[a-z-]+|docs\/[\w/-]+|[A-Z]+_[A-Z_]+)/g;
  return [...text.matchAll(named)].map(([, command, name]) => command ?? name ?? '').sort();
}

test('portal 4.4 German says all that can be said of a plan, of the same things', () => {
  expect(Object.keys(dePlanWords).sort()).toEqual(Object.keys(planWords).sort());
  for (const [says, english] of Object.entries(planWords)) {
    const german = dePlanWords[says as PlanSaying];
    expect([says, argumentsOf(german)]).toEqual([says, argumentsOf(english)]);
    // Titles and "site Berlin" are alike in every language; a sentence is not.
    if (/[a-z]{3,} [a-z]{2,}/.test(english)) expect(german, says).not.toBe(english);
  }
});
