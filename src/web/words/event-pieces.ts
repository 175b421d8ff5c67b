import type { EventClause, EventCode } from '../../contract/event-story.ts';
import type { MessageKey, StateKind } from './language.ts';
import { piecesOf, placeOf } from './places.ts';

/** What a language says, as far as the log needs it. */
interface Speaker {
  readonly say: (key: MessageKey, values: Readonly<Record<string, string | number>>) => string;
  readonly isSaid: (key: string) => key is MessageKey;
  readonly stateWord: (kind: StateKind, state: string) => string;
  readonly isState: (kind: StateKind, state: string) => boolean;
  readonly reasonWord: (code: string) => string | undefined;
  readonly waitWord: (code: string) => string | undefined;
}

/** A piece of what is shown: in the language of the page, a name that no language changes, somebody's own words, or the server's English. */
export interface EventPiece {
  readonly text: string;
  readonly of: 'language' | 'name' | 'person' | 'server';
}

const places = {
  actor: placeOf('actor'),
  person: placeOf('person'),
  name: placeOf('name'),
  version: placeOf('version'),
  what: placeOf('what'),
  words: placeOf('words'),
  because: placeOf('because'),
};

/** The sentence of an entry in the language of the page; undefined where the server says something that this version has no words for. */
export function eventPieces(speaker: Speaker, story: readonly EventClause[]): readonly EventPiece[] | undefined {
  const pieces: EventPiece[] = [];
  for (const clause of story) {
    const key = `event.${clause.says}`;
    if (!speaker.isSaid(key)) return undefined;
    const { count = 0, number = 0, first = 0, last = 0 } = clause;
    const text = speaker.say(key, { ...places, count, number, first, last });
    for (const [at, piece] of piecesOf(text).entries())
      pieces.push(at % 2 === 0 ? { text: piece, of: 'language' } : inPlace(speaker, clause, piece));
  }
  return pieces.length === 0 ? undefined : pieces.filter(({ text }) => text !== '');
}

function inPlace(speaker: Speaker, clause: EventClause, place: string): EventPiece {
  const { actor, person, name, version, what, words, because } = clause;
  switch (place) {
    case 'actor':
      if (actor === 'engine') return said(speaker, 'event.by-engine');
      return actor === undefined ? said(speaker, 'event.by-somebody') : { text: actor, of: 'name' };
    case 'person':
      return person === undefined ? said(speaker, 'event.of-somebody') : { text: person, of: 'name' };
    case 'what':
      return what === undefined ? nothing : codeIn(speaker, what);
    case 'words':
      return words === undefined ? nothing : { text: words, of: 'server' };
    case 'because':
      return because === undefined ? nothing : { text: because, of: 'person' };
    default:
      return { text: (place === 'version' ? version : name) ?? nothing.text, of: 'name' };
  }
}

/** An older entry may lack what its sentence has a place for. */
const nothing: EventPiece = { text: '–', of: 'language' };

function said(speaker: Speaker, key: MessageKey): EventPiece {
  return { text: speaker.say(key, {}), of: 'language' };
}

/** A code in the words that the language has for it, else as the server says it. */
function codeIn(speaker: Speaker, { of, code, words }: EventCode): EventPiece {
  const own = ownWord(speaker, of, code);
  return own === undefined ? { text: words, of: 'server' } : { text: own, of: 'language' };
}

function ownWord(speaker: Speaker, of: EventCode['of'], code: string): string | undefined {
  switch (of) {
    case 'verdict':
      return speaker.isState(of, code) ? speaker.stateWord(of, code) : undefined;
    case 'reason':
      return speaker.reasonWord(code);
    case 'wait':
      return speaker.waitWord(code);
    default: {
      const key = `event.${of}.${code}`;
      return speaker.isSaid(key) ? speaker.say(key, {}) : undefined;
    }
  }
}
