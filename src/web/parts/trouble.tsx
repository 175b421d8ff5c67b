import type { ReactNode } from 'react';
import { Refusal } from '../api/refusal.ts';
import { Told, useSay } from '../words/say.tsx';
import { Message } from './message.tsx';
import { ProblemRemedy, ProblemTitle } from './problem.tsx';

/** A refusal of a plan for a thousand servers names as many. */
const partsShown = 20;

/** What went wrong, why, and what a person does next: the same code and words as on the command line. */
export function Trouble({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  const { say } = useSay();
  const isKnown = error instanceof Refusal;
  return (
    <Message
      tone="bad"
      role="alert"
      title={isKnown ? <ProblemTitle {...error.problem} /> : say('trouble.unreachable')}
      action={
        onRetry === undefined ? undefined : (
          <button type="button" className="small-button" onClick={onRetry}>
            {say('trouble.again')}
          </button>
        )
      }
    >
      {isKnown ? (
        <>
          <Told>{error.problem.detail}</Told> <ProblemRemedy {...error.problem} /> <code>{error.problem.code}</code>
        </>
      ) : (
        say('trouble.unreachable.next')
      )}
    </Message>
  );
}

/** What a refusal is about, one by one, where no field of a form stands for it: below the trouble, by the titles of reasons or in the server's own words. */
export function TroubleParts({ error }: { error: Error }) {
  const { say } = useSay();
  const parts = error instanceof Refusal ? (error.problem.errors ?? []) : [];
  if (parts.length === 0) return null;
  return (
    <ul className="plain-list">
      {parts.slice(0, partsShown).map((part) => (
        <li key={`${part.at} ${part.message}`}>
          <strong>{part.at}</strong>: <PartWords {...part} />
        </li>
      ))}
      {parts.length > partsShown ? <li>{say('trouble.more', { count: parts.length - partsShown })}</li> : null}
    </ul>
  );
}

/** What is wrong with one thing: by the titles of reasons where the language has all of them, else as the server says it. */
export function PartWords({ message, codes = [] }: { message: string; codes?: readonly string[] | undefined }) {
  const { reasonWord } = useSay();
  const words = codes.map(reasonWord);
  const [first, ...others] = words.includes(undefined) ? [] : words;
  if (first === undefined) return <Told>{message}</Told>;
  return <>{others.length === 0 ? first : `${first}: ${others.join(', ')}`}</>;
}

/** Nothing to show, which is an answer too: it says what would be here, and what to do. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {children}
    </div>
  );
}

/** Bars where text will be, for whoever waits; a screen reader hears one sentence. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { say } = useSay();
  return (
    <div className="loading" role="status">
      <span className="unseen">{say('loading')}</span>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars without content have nothing else to be told apart by.
        <div key={at} className="loading-bar" />
      ))}
    </div>
  );
}
