import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factKeys } from '../../src/domain/fact-keys.ts';
import { gateQueries } from '../../src/domain/gate/queries.ts';
import { huntingQueries } from '../../src/domain/hunting-queries.ts';
import { connectionCauses } from '../../src/journeys/connection/causes.ts';
import { connectionChecks } from '../../src/journeys/connection/checks.ts';
import { checks } from '../../src/journeys/sensor-v3/checks/all.ts';
import { diagnosisRows } from '../../src/journeys/sensor-v3/diagnosis-rows.ts';
import { proofTexts } from '../../src/journeys/sensor-v3/proof.ts';
import { requirementsOf, rulesInWords } from '../../src/journeys/sensor-v3/rule-words.ts';
import { supportCaseSteps } from '../../src/journeys/sensor-v3/support-case.ts';
import { policy } from '../../src/main/rehearsal/people.ts';
import { faultCatalogue } from '../../src/twin/faults.ts';
import { deSentences } from '../../src/web/words/de-sentences.ts';
import { projectFiles } from '../support/modules.ts';

/* What the server says word for word, out of lists of its own, has its German by the English: a sentence that is changed must be changed there too. */

const allChecks = [...checks, ...connectionChecks];

function rules(): readonly string[] {
  return (['2026-03', '2026-09'] as const).flatMap((edition) => {
    const inForce = { edition, overrides: [] };
    const demanded = checks.flatMap(({ id }) => requirementsOf(id, inForce));
    return [...rulesInWords(inForce), ...demanded].flatMap(({ note }) =>
      note === undefined || note === null ? [] : [note],
    );
  });
}

/** What is said where no cause was found: it is made only then. */
function lastResorts(): readonly string[] {
  const source = readFileSync('src/journeys/sensor-v3/diagnosis.ts', 'utf8');
  const written = [...source.matchAll(/^ +(?:title|remedy): '([^']+)'/gm)].map(([, text]) => text ?? '');
  return [...written, supportCaseSteps.join(' ')];
}

/** What a check says instead of its own remedy, where it found something that needs another: it stands in the midst of its code. */
function remediesWithin(): readonly string[] {
  const sources = projectFiles().filter((path) => /^src\/journeys\/.*check[^/]*\.ts$/.test(path));
  return sources.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:remedy\w*|howToGet)(?::| =)\s*'([^']+)'/g)].map(
      ([, text]) => text ?? '',
    ),
  );
}

const said: Readonly<Record<string, readonly string[]>> = {
  'titles of checks': allChecks.map(({ title }) => title),
  'remedies of checks': [...allChecks.map(({ remedy }) => remedy), ...remediesWithin()],
  'ways to evidence': allChecks.map(({ howToGet }) => howToGet),
  'ways to verify': allChecks.flatMap(({ verify }) => [verify.analyzer, verify.byHand]),
  proofs: proofTexts.flatMap(({ title, howToGet }) => [title, howToGet]),
  facts: Object.values(factKeys).map(({ title }) => title),
  causes: [
    ...[...diagnosisRows, ...connectionCauses].flatMap(({ title, remedy }) => [title, remedy]),
    ...lastResorts(),
  ],
  'notes on rules': rules(),
  queries: [
    ...Object.values(huntingQueries).flatMap(({ title, proves, provesNot }) => [title, proves, ...provesNot]),
    ...Object.values(gateQueries).map(({ title }) => title),
  ],
  'the policy of stand-ins': policy,
  faults: Object.values(faultCatalogue).map(({ description }) => description),
};

test.each(Object.entries(said))('portal 4.3 German has its own words for %s', (_of, sentences) => {
  expect(sentences.length).toBeGreaterThan(0);
  expect(sentences.filter((one) => !Object.hasOwn(deSentences, one))).toEqual([]);
});

test('portal 4.3 no German sentence is left over whose English the server no longer says', () => {
  const known = new Set(Object.values(said).flat());
  expect(Object.keys(deSentences).filter((one) => !known.has(one))).toEqual([]);
});

test('portal 4.3 what is typed into a terminal or read in a program is the same in German', () => {
  const named = (text: string) =>
    [...text.matchAll(/\w+\.exe|HKLM[\\\w]+|[A-Z]\w+\.Read\.All|["„]([a-z][^"“]*)["“]/g)]
      .map(([one, quoted]) => quoted ?? one)
      .sort();
  for (const [english, german] of Object.entries(deSentences)) expect(named(german), english).toEqual(named(english));
});
