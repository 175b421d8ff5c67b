import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { eventClauseWords, eventCodeWords } from '../../src/contract/event-words.ts';
import { stateWords } from '../../src/contract/state-words.ts';
import { eventSentence } from '../../src/report/event-sentence.ts';
import { eventStory } from '../../src/report/event-story.ts';
import { deStates } from '../../src/web/words/de-states.ts';
import { en } from '../../src/web/words/en.ts';
import { type EventPiece, eventPieces } from '../../src/web/words/event-pieces.ts';
import type { Language } from '../../src/web/words/language.ts';
import { type LanguageTag, loadLanguage } from '../../src/web/words/languages.ts';
import { histories, readHistory } from '../histories/history.ts';
import { toldEvents } from '../support/told-events.ts';

/** A language as the portal speaks it. */
function spoken(language: Language): Parameters<typeof eventPieces>[0] {
  const { messages, reasons, waits, states } = language;
  const locale = language.tag === 'pseudo' ? 'en' : language.tag;
  return {
    say: (key, values) => String(new IntlMessageFormat(messages[key], locale).format(values)),
    isSaid: (key): key is keyof typeof en => Object.hasOwn(messages, key),
    stateWord: (kind, state) => states[kind]?.[state] ?? stateWords[kind][state]?.word ?? state,
    isState: (kind, state) => Object.hasOwn(stateWords[kind], state),
    reasonWord: (code) => (Object.hasOwn(reasons, code) ? reasons[code] : undefined),
    waitWord: (code) => (Object.hasOwn(waits, code) ? waits[code] : undefined),
  };
}

const text = (pieces: readonly EventPiece[] | undefined) => pieces?.map((piece) => piece.text).join('');

/** Every shape that an event can have, and all that real campaigns have written. */
const events = [
  ...toldEvents,
  ...histories().flatMap((name) => readHistory(name).flatMap((chapter) => chapter.events)),
];

async function speaker(tag: LanguageTag) {
  return spoken(await loadLanguage(tag));
}

test('portal 7 in English every line of the log is the very sentence of the server', async () => {
  const english = await speaker('en');
  expect(events.length).toBeGreaterThan(600);
  for (const event of events) expect(text(eventPieces(english, eventStory(event)))).toBe(eventSentence(event));
});

test('portal 7 in German every line of the log is German: only titles and details that are English everywhere are told in it', async () => {
  const german = await speaker('de');
  for (const event of events) {
    const story = eventStory(event);
    const pieces = eventPieces(german, story) ?? [];
    const foreign = story.flatMap(({ words, what }) => [
      ...(words === undefined ? [] : [words]),
      ...(what === undefined || (what.of !== 'problem' && isKnown(what.of, what.code)) ? [] : [what.words]),
    ]);
    const english = pieces.filter(({ of }) => of === 'server').map((piece) => piece.text);
    expect(
      english.every((words) => foreign.includes(words)),
      eventSentence(event),
    ).toBe(true);
    const told = pieces.filter(({ of }) => of === 'language').map((piece) => piece.text);
    expect(told.join(''), eventSentence(event)).not.toMatch(/\b(the|of|with|now|reason|judged|recorded)\b/i);
  }
});

/** Codes of a newer version, and waits for a source to be mended, which are told by the titles of problems, have no words. */
function isKnown(of: string, code: string): boolean {
  return (
    code !== 'of-a-newer-version' &&
    code !== 'constructor' &&
    !(of === 'wait' && code.startsWith('connection-throttled'))
  );
}

test('portal 7 the pseudo-language shows that each piece came out of a catalogue', async () => {
  const pseudo = await speaker('pseudo');
  for (const event of toldEvents) {
    const pieces = eventPieces(pseudo, eventStory(event)) ?? [];
    const told = pieces.filter(({ of }) => of === 'language').map((piece) => piece.text);
    expect(told.join(''), eventSentence(event)).toMatch(/^\[/);
    expect(told.join('').match(/\[/g)?.length).toBe(told.join('').match(/\]/g)?.length);
  }
});

test('portal 7 names stand as they are and are marked so, and what a person wrote is nobody else’s language', async () => {
  const german = await speaker('de');
  const approved = toldEvents.find(({ personal }) => personal.ticket?.value === 'CHG-1');
  if (approved === undefined) throw new Error('There is no such event.');
  const pieces = eventPieces(german, eventStory(approved)) ?? [];
  expect(text(pieces)).toBe('Die Steuerung gab den Plan 0123456789ab frei, Ticket CHG-1 (Read it all).');
  expect(pieces.filter(({ of }) => of === 'name').map((piece) => piece.text)).toEqual(['0123456789ab', 'CHG-1']);
  expect(pieces.filter(({ of }) => of === 'person').map((piece) => piece.text)).toEqual(['Read it all']);
});

test('portal 7 a line of a version that says more than this one, or gives no pieces, is left to the sentence of the server', async () => {
  const german = await speaker('de');
  expect(eventPieces(german, [])).toBeUndefined();
  expect(eventPieces(german, [{ says: 'of-a-newer-version' as 'end' }])).toBeUndefined();
  expect(eventPieces(german, [{ says: 'constructor' as 'end' }, { says: 'end' }])).toBeUndefined();
  // A place that nothing was given for shows that something is missing.
  expect(text(eventPieces(german, [{ says: 'tenant-created' }, { says: 'end' }]))).toBe(
    'Jemand legte den Mandanten – an.',
  );
});

test('portal 7 the words of the log are the ones that the server fills, and German differs in each that is more than a place', async () => {
  const words: Readonly<Record<string, string>> = { ...eventClauseWords, ...eventCodeWords };
  const { messages } = await loadLanguage('de');
  const german: Readonly<Record<string, string>> = messages;
  const english: Readonly<Record<string, string>> = en;
  for (const [key, message] of Object.entries(words)) {
    expect(english[key]).toBe(message);
    const isMoreThanPlaces = /[a-z]/.test(message.replace(/\{[^{}]*\}/g, ''));
    if (isMoreThanPlaces) expect(german[key], key).not.toBe(message);
  }
  // A state of a move has one name in German, wherever it stands.
  for (const [state, word] of Object.entries(deStates.move ?? {})) expect(german[`event.move.${state}`]).toBe(word);
});
