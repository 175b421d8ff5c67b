import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventClause } from '../../src/contract/event-story.ts';
import { eventClauseWords, eventCodeWords } from '../../src/contract/event-words.ts';
import { steering } from '../../src/domain/campaign/steering.ts';
import { transitions } from '../../src/journeys/sensor-v3/transitions.ts';
import { eventSentence } from '../../src/report/event-sentence.ts';
import { eventStory } from '../../src/report/event-story.ts';
import { projectFiles } from '../support/modules.ts';
import { toldEvents } from '../support/told-events.ts';

const stories = toldEvents.map((event) => eventStory(event));

test('X-07 every piece that a sentence of the log can have is one of some event, and each is as the contract says', () => {
  for (const story of stories) for (const clause of story) expect(eventClause.parse(clause)).toEqual(clause);
  const said = new Set(stories.flat().map(({ says }) => `event.${says}`));
  expect(Object.keys(eventClauseWords).filter((key) => !said.has(key))).toEqual([]);
});

test('X-07 a sentence of the log ends once, has nothing left to fill in, and reads in one line', () => {
  for (const event of toldEvents) {
    const { because } = event.personal;
    const sentence = eventSentence(event);
    expect(sentence).toMatch(because === undefined ? /[^.]\.$/ : /[^.]\. Reason: .+$/);
    expect(sentence.replace('a {place} and $& in a comment', '')).not.toMatch(/[{}#–]|undefined|plural/);
  }
});

test('X-07 what is filled into a sentence is never read as a place of it', () => {
  const event = toldEvents.find(({ personal }) => personal.comment?.value.includes('{place}'));
  expect(event && eventSentence(event)).toContain('(a {place} and $& in a comment)');
});

test('X-07 each code that the log can tell has words, and no words wait for a code', () => {
  const sources = projectFiles()
    .filter((path) => /^src\/(api|domain|engine|journeys)\/.*\.ts$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const choices = [...sources.matchAll(/\bchoice: '([a-z-]+)'/g)].map(([, code]) => code ?? '');
  // What becomes of a task that nobody chose for.
  choices.push('declined', 'done', 'withdrawn');
  const asked = [...sources.matchAll(/\basked: '([a-z-]+)'/g)].map(([, code]) => code ?? '');
  const happened = Object.values(transitions).flatMap((rules) => Object.keys(rules));
  const effects = ['pending', 'sending', 'done', 'lost', 'withdrawn'];
  const known = {
    asked,
    campaign: Object.keys(steering),
    choice: choices,
    effect: effects,
    happened,
    move: Object.keys(transitions),
  };
  const wordsOf = (of: string) =>
    Object.keys(eventCodeWords).flatMap((key) => (key.startsWith(`event.${of}.`) ? [key.slice(of.length + 7)] : []));
  for (const [of, codes] of Object.entries(known))
    expect([of, ...wordsOf(of)]).toEqual([of, ...new Set(codes)].sort(first(of)));
  // Changes of access are told from where they are made, by a helper or two, so that only this much can be read off: each is there, and none is missing.
  const access = wordsOf('access');
  expect(access.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  const recorded = [...sources.matchAll(/record(?:Access|Of)\((?:[^()]|\([^()]*\))*?'([a-z]+(?:-[a-z]+)+)'/g)];
  expect(recorded.length).toBeGreaterThan(15);
  expect(recorded.map(([, code]) => code ?? '').filter((code) => !access.includes(code))).toEqual([]);
});

/** In order, with what they are of before them. */
function first(of: string): (a: string, b: string) => number {
  return (a, b) => (a === of ? -1 : b === of ? 1 : a < b ? -1 : 1);
}
