import { type Spoken, Told } from '../words/say.tsx';

/** What is waited for, to be read after "waiting": in the page's language where it has words of its own, else as the server says it. */
export function waitIn({ waitWord }: Pick<Spoken, 'waitWord'>, { reason, words }: { reason: string; words: string }) {
  return waitWord(reason) ?? <Told>{words}</Told>;
}
