import { readdirSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { lint } from '../../src/domain/hunting-lint.ts';
import { huntingQueries } from '../../src/domain/hunting-queries.ts';
import { sources } from '../../src/domain/source.ts';
import { standingInWords } from '../../src/engine/approvals.ts';
import { connectionReasons } from '../../src/journeys/connection/checks.ts';
import { deSentences } from '../../src/web/words/de-sentences.ts';
import { deTold } from '../../src/web/words/de-told.ts';
import { Teller } from '../../src/web/words/told.ts';
import { projectFiles, readText } from '../support/modules.ts';
import { causeTexts } from './support/told-causes.ts';
import { proseIn } from './support/told-in-code.ts';
import { checkSources, checkTexts, gateSummaries, proofTexts, taskTexts } from './support/told-samples.ts';

/* What the server tells of one thing alone has its German by its English with places: a sentence that is changed must be changed there too. */

function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  return String(new IntlMessageFormat(message, 'de').format(values));
}

const german = new Teller(deSentences, deTold, fill);

/** English that is left over in German; what Microsoft, a command or a file calls so is quoted or spelt as it is. */
const leftOver = /\b(the|and|were|not|has|have|which|before|after|since|is|only)\b/;

function untold(sentences: readonly string[]): readonly unknown[] {
  expect(new Set(sentences).size).toBeGreaterThan(20);
  return [...new Set(sentences)].flatMap((english) => {
    const said = german.sentence(english);
    const own = said?.replaceAll(/„[^“]*“|"[^"]*"|changeguard [^;.]*|[A-Z]: [^;]*/g, '');
    return own === undefined || leftOver.test(own) ? [{ english, said }] : [];
  });
}

/** Where the server makes such sentences. */
const made: Readonly<Record<string, readonly string[]>> = {
  'summaries of gates': readdirSync('src/domain/gate').map((name) => `src/domain/gate/${name}`),
  tasks: [
    'src/journeys/sensor-v3/move-tasks.ts',
    'src/journeys/sensor-v3/aftercare.ts',
    'src/journeys/sensor-v3/support-case.ts',
    'src/engine/gate-tasks.ts',
    'src/engine/start-decisions.ts',
    'src/engine/watch-caps.ts',
    'src/domain/budget.ts',
  ],
  'what proofs saw': ['proof', 'proof-health', 'proof-finding'].map((name) => `src/journeys/sensor-v3/${name}.ts`),
  'what a cause is known by': [
    'src/domain/cause.ts',
    'src/journeys/sensor-v3/diagnosis-signs.ts',
    'src/journeys/sensor-v3/diagnosis-rows.ts',
    'src/journeys/sensor-v3/diagnosis.ts',
    'src/journeys/connection/causes.ts',
    'src/journeys/connection/signs.ts',
  ],
  'what checks saw': [
    ...checkSources,
    'src/journeys/sensor-v3/checks/after-switch.ts',
    'src/journeys/sensor-v3/server-releases.ts',
    'src/journeys/connection/checks.ts',
    'src/domain/check.ts',
    'src/domain/evaluate.ts',
    'src/domain/merge-facts.ts',
  ],
};

/** Prose of those files that is no part of such a sentence: titles of reasons, refusals, and reasons that the log keeps. */
const elsewhere: readonly string[] = [
  ...Object.values(connectionReasons),
  'The plan was approved, and it says that no way back is promised.',
  'The plan lets servers become final on which nobody decides.',
  'No attempt of "',
  '" has failed in this campaign.',
  '" is the name of',
  '. Give the id.',
];

/** All English that has German, with a gap where something is filled in. */
const known = [deTold.sentences, deTold.items, deTold.words, deSentences]
  .flatMap((table) => Object.keys(table))
  .map((english) => english.replaceAll(/\{\w+\}/g, '\u0000'))
  .join('\u0001');

test.each(Object.entries(made))(
  'portal 7 every piece of prose that makes %s stands in a sentence that German has',
  (_of, paths) => {
    const prose = paths.flatMap(proseIn);
    expect(prose.length).toBeGreaterThan(5);
    expect(prose.filter((text) => !known.includes(text) && !elsewhere.includes(text))).toEqual([]);
  },
);

test('portal 7 no task is made where nobody looks for its German', () => {
  const makers = projectFiles().filter(
    (path) => /^src\/(domain|engine|journeys)\/.*\.ts$/.test(path) && /\bsteps: \[/.test(readText(path)),
  );
  expect(makers.filter((path) => path !== 'src/engine/events.ts' && !made.tasks?.includes(path))).toEqual([]);
});

test('portal 7 a German reader reads German what a gate measured, whatever it measured', () => {
  expect(untold(gateSummaries)).toEqual([]);
});

test('portal 7 a German reader reads German what a task is called, its steps, its choices and its warnings', () => {
  expect(untold(taskTexts)).toEqual([]);
});

test('portal 7 a German reader reads German whose approval a plan or a wave waits for, and that one ran out', () => {
  const plan = { name: 'Berlin. And then?', author: 'user:anna' };
  const sentences = (['missing', 'expired'] as const).flatMap((kind) =>
    [1, 3].flatMap((left) =>
      [false, true].map((perWave) => standingInWords({ kind, left }, { people: 3, perWave, validMs: 1 }, plan, 2)),
    ),
  );
  expect(new Set(sentences).size).toBe(8);
  for (const english of sentences) {
    const said = german.sentence(english) ?? english;
    expect(said).toContain('„Berlin. And then?“');
    expect(said.replaceAll(/„[^“]*“/g, '')).not.toMatch(leftOver);
  }
});

test('portal 7 a German reader reads German what is known of the text of a query', () => {
  const texts = [
    ...Object.values(huntingQueries).map(({ kql }) => kql),
    'DeviceInfo | summarize arg_max(ConnectivityType, Timestamp) by DeviceId',
    'DeviceEvents | where DeviceName == "x"',
    'DeviceEvents | count',
  ].flatMap((kql) => lint(kql).map(({ text }) => text));
  for (const english of texts) {
    expect(german.sentence(english), english).toBeDefined();
    expect(german.sentence(english)).not.toMatch(leftOver);
  }
});

test('portal 7 a German reader reads German what a proof saw', () => {
  expect(untold(proofTexts)).toEqual([]);
});

test('portal 7 a German reader reads German what a check saw, and why one source is believed over another', () => {
  expect(untold(checkTexts)).toEqual([]);
});

test('portal 7 a German reader reads German what a cause is known by, what shows it and how to prove it', () => {
  expect(untold(causeTexts)).toEqual([]);
});

test('portal 7 every source of evidence has a German title', () => {
  expect(Object.values(sources).filter(({ title }) => german.sentence(title) === undefined)).toEqual([]);
});

test('portal 7 German fills the same places as the English that it is found by', () => {
  const placesOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort().join();
  const unchanged = new Set(['hosts']);
  for (const [english, own] of [...Object.entries(deTold.sentences), ...Object.entries(deTold.items)]) {
    const wanted = placesOf(english.replaceAll(/\{(\w+)\}/g, (place, name) => (unchanged.has(name) ? '' : place)));
    expect([english, placesOf(own)]).toEqual([english, wanted]);
  }
});

test('portal 7 what is typed into a terminal is the same in German', () => {
  const typed = (text: string) =>
    [...text.matchAll(/changeguard (?:diagnose|verify|estate|hold|status) [^.;]+|Settings(?: > [A-Z]\w+)+/g)].map(
      ([one]) => one,
    );
  for (const [english, own] of Object.entries(deTold.sentences)) expect(typed(own), english).toEqual(typed(english));
});

test('portal 7 a sentence of which a part is not known stays English as a whole, and takes no time to tell', () => {
  const newer =
    '2 of 3 hosts verified, 1 failed, 0 ended without proof, 0 open; 95 % are demanded. A newer server says more.';
  expect(german.sentence(newer)).toBeUndefined();
  const many = Array.from({ length: 200 }, (_, at) => `H${at}: new since the switch: X`).join('; ');
  expect(german.sentence(`Health: 0 of 200 hosts pass; ${many}; of a newer kind! x.`)).toBeDefined();
  expect(german.sentence(`${many}; of a newer kind: nothing that is known?`)).toBeUndefined();
});

test('portal 7 what stands in a place is never read as a pattern', () => {
  expect(german.sentence('“{count} <b> of what?”: anna says yes.')).toBe('„{count} <b> of what?“: anna sagt ja.');
});
