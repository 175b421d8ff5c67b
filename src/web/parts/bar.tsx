import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type Part, partsOf, slicesOf } from '../../contract/geometry.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { StateKind } from '../words/language.ts';
import { useSay } from '../words/say.tsx';

/** The parts of a whole that there are, in the order of the states' table. */
export function partsOfKind(kind: StateKind, counts: Readonly<Record<string, number>>): readonly Part[] {
  return partsOf(Object.keys(stateWords[kind]), counts);
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
  /** Where those of a state are listed; undefined where there is no such list. */
  to?: ((state: string) => string) | undefined;
}) {
  const { stateWord, number } = useSay();
  const parts = slicesOf(partsOfKind(kind, counts), whole);
  return (
    <div className="stacked">
      <div className="stacked-bar" aria-hidden="true">
        {parts.map(({ state, size }) => (
          <span key={state} className={`part part-${kind}-${state}`} style={{ inlineSize: `${100 * size}%` }} />
        ))}
      </div>
      <ul className="legend">
        {parts.map(({ state, count }) => (
          <li key={state}>
            <span className={`swatch part-${kind}-${state}`} aria-hidden="true" />
            <Count way={to?.(state)}>
              {number(count)} {stateWord(kind, state)}
            </Count>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Count({ way, children }: { way: string | undefined; children: ReactNode }) {
  return way === undefined ? <span>{children}</span> : <Link to={way}>{children}</Link>;
}
