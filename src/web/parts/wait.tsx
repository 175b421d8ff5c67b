import { type Spoken, Told } from '../words/say.tsx';

/** What is waited for, to be read after "waiting": in the page's language where it has words of its own, else as the server says it. */
export function waitIn(
  { say, waitWord, problemWords }: Pick<Spoken, 'say' | 'waitWord' | 'problemWords'>,
  { reason, words }: { reason: string; words: string },
) {
  // A source in trouble is waited for under the code of its problem.
  const trouble = problemWords(reason);
  return (
    waitWord(reason) ?? (trouble === undefined ? <Told>{words}</Told> : say('wait.mended', { what: trouble.title }))
  );
}
