import { Told, useSay } from '../words/say.tsx';

/** What a problem is, in the language of the page; a code that the language does not know is said as the server says it. */
export function ProblemTitle({ code, title }: { code: string; title: string }) {
  const { problemWords } = useSay();
  const words = problemWords(code);
  return words === undefined ? <Told>{title}</Told> : words.title;
}

/** What a person does next, in the language of the page. */
export function ProblemRemedy({ code, remedy }: { code: string; remedy: string }) {
  const { problemWords } = useSay();
  const words = problemWords(code);
  return words === undefined ? <Told>{remedy}</Told> : words.remedy;
}

/**
 * What went wrong in particular, with its code. The server says it in English; a language that knows the code says before it what it is about.
 */
export function ProblemDetail({ code, detail }: { code: string; detail: string }) {
  const { problemWords } = useSay();
  const words = problemWords(code);
  return (
    <>
      {words === undefined ? '' : `${words.title}: `}
      <Told>{detail}</Told> <code>{code}</code>
    </>
  );
}
