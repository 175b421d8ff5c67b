import type { CodeKind, EventCode } from '../contract/event-story.ts';
import { eventCodeWords } from '../contract/event-words.ts';
import { type StateWord, stateWords } from '../contract/state-words.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { codeInWords } from './check-catalogue.ts';
import { waitInWords } from './wait.ts';

/** A code of an event with its English words; one that nobody has words for is read as words itself. */
export function codeOf(of: CodeKind, code: string): EventCode {
  return { of, code, words: wordsOf(of, code) };
}

function wordsOf(of: CodeKind, code: string): string {
  switch (of) {
    case 'verdict':
      return own<StateWord>(stateWords[of], code)?.word ?? plain(code);
    case 'problem':
      return own<{ readonly title: string }>(problems, code)?.title ?? codeInWords(code);
    case 'wait':
      return waitInWords(code);
    case 'kind':
      return codeInWords(code);
    default:
      return own<string>(eventCodeWords, `event.${of}.${code}`) ?? plain(code);
  }
}

/** Codes come from stored events: `constructor` is one that no table has. */
function own<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

function plain(code: string): string {
  return codeInWords(code).toLowerCase();
}
