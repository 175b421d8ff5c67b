import { stateWords } from '../../contract/state-words.ts';
import type { StateKind } from '../words/language.ts';
import { useSay } from '../words/say.tsx';
import { Icon, iconOfSign } from './icon.tsx';

/** A state by icon, word and colour; the word alone says everything. */
export function State({ kind, state }: { kind: StateKind; state: string }) {
  const { stateWord } = useSay();
  const known = stateWords[kind][state];
  return (
    <span className={`state tone-${known?.tone ?? 'dim'}`}>
      <Icon name={iconOfSign(known?.icon ?? '?')} size={14} />
      <span>{stateWord(kind, state)}</span>
    </span>
  );
}
