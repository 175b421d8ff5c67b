import { useTimes } from '../time/times.tsx';
import { State } from './state.tsx';

/** Whether nobody may rely on a verdict any more. What was unknown says nothing that could lapse. */
export function hasLapsed(
  { verdict, validUntil }: { readonly verdict: string | null; readonly validUntil: string | null },
  now: number,
): boolean {
  return verdict !== null && verdict !== 'unknown' && validUntil !== null && Date.parse(validUntil) < now;
}

/** A verdict while it holds; once its time is over it is called lapsed, whatever it said. @param word what it says, where another word says it better. */
export function VerdictState({
  of,
  word,
}: {
  of: { readonly verdict: string; readonly validUntil: string | null };
  word?: string;
}) {
  const { now } = useTimes();
  return <State kind="verdict" state={hasLapsed(of, now) ? 'lapsed' : (word ?? of.verdict)} />;
}
