import { Link } from 'react-router';
import { stateWords } from '../../contract/state-words.ts';
import type { StateKind } from '../words/language.ts';
import { useSay } from '../words/say.tsx';

interface Part {
  readonly state: string;
  readonly count: number;
}

/** The parts of a whole that there are, in the order of the states' table, then whatever the table does not know. */
export function partsOf(kind: StateKind, counts: Readonly<Record<string, number>>): readonly Part[] {
  const known = Object.keys(stateWords[kind]);
  const order = [...known, ...Object.keys(counts).filter((state) => !known.includes(state))];
  return order.map((state) => ({ state, count: counts[state] ?? 0 })).filter((part) => part.count > 0);
}

/** A stacked bar with its figures below: the figures say it all, the bar shows the proportions. */
export function StackedBar({
  kind,
  counts,
  whole,
  to,
}: {
  kind: StateKind;
  counts: Readonly<Record<string, number>>;
  whole: number;
  to: (state: string) => string;
}) {
  const { stateWord, number } = useSay();
  const parts = partsOf(kind, counts);
  return (
    <div className="stacked">
      <div className="stacked-bar" aria-hidden="true">
        {parts.map(({ state, count }) => (
          <span key={state} className={`part part-${kind}-${state}`} style={{ flexGrow: count }} />
        ))}
        <span className="part part-rest" style={{ flexGrow: Math.max(0, whole - sum(parts)) }} />
      </div>
      <ul className="legend">
        {parts.map(({ state, count }) => (
          <li key={state}>
            <span className={`swatch part-${kind}-${state}`} aria-hidden="true" />
            <Link to={to(state)}>
              {number(count)} {stateWord(kind, state)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function sum(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + part.count, 0);
}
