import { stateWords } from '../../contract/state-words.ts';
import type { StateKind } from '../words/language.ts';
import { type Spoken, useSay } from '../words/say.tsx';
import { iconOfSign } from './drawings.ts';
import { Icon } from './icon.tsx';

/** A state by icon, word and colour; the word alone says everything. */
export function State({ kind, state }: { kind: StateKind; state: string }) {
  return stateIn(useSay(), kind, state);
}

/** The same where the words are at hand already: in a list that scrolls fast a part for each state of each row is more than what it shows. */
export function stateIn({ stateWord }: Pick<Spoken, 'stateWord'>, kind: StateKind, state: string) {
  const known = stateWords[kind][state];
  return (
    <span className={`state tone-${known?.tone ?? 'dim'}`}>
      {Icon({ name: iconOfSign(known?.icon ?? '?'), size: 14 })}
      {stateWord(kind, state)}
    </span>
  );
}
