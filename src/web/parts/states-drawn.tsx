import { placeOf, slicesOf } from '../../contract/geometry.ts';
import { At } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';
import { partsOfKind } from './bar.tsx';
import { ScrollX } from './scroll-x.tsx';

type States = readonly { readonly at: string; readonly counts: Record<string, number> }[];

/** How many attempts were in which state, evenly over time: as columns, and as a table that says the same. */
export function StatesDrawn({
  states,
  now,
}: {
  states: States;
  /** Where the present is on it, where that is not its end. */
  now?: number | undefined;
}) {
  const { say, stateWord } = useSay();
  const columns = states.map(({ at, counts }) => ({ at, parts: partsOfKind('move', counts) }));
  const most = Math.max(...columns.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0)));
  const present = partsOfKind('move', Object.assign({}, ...states.map(({ counts }) => counts)));
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    <>
      <div className="history-plot" aria-hidden="true">
        {columns.map(({ at, parts }) => (
          <div key={at} className="history-column">
            {slicesOf(parts, most).map(({ state, size }) => (
              <span key={state} className={`part part-move-${state}`} style={{ blockSize: `${100 * size}%` }} />
            ))}
          </div>
        ))}
        {now === undefined || first === undefined || last === undefined ? null : (
          <span
            className="strip-now"
            style={{
              insetInlineStart: `${100 * placeOf(now, null, { from: Date.parse(first.at), to: Date.parse(last.at) }).from}%`,
            }}
          />
        )}
      </div>
      <p className="history-ends quiet" aria-hidden="true">
        <span>{first === undefined ? null : <At instant={first.at} hasStop={false} />}</span>
        <span>{last === undefined ? null : <At instant={last.at} hasStop={false} />}</span>
      </p>
      <ul className="legend" aria-hidden="true">
        {present.map(({ state }) => (
          <li key={state}>
            <span className={`swatch part-move-${state}`} /> {stateWord('move', state)}
          </li>
        ))}
      </ul>
      <details>
        <summary>{say('history.table')}</summary>
        <HistoryTable states={states} present={present.map(({ state }) => state)} />
      </details>
    </>
  );
}

function HistoryTable({ states, present }: { states: States; present: readonly string[] }) {
  const { say, number, stateWord } = useSay();
  return (
    <ScrollX label={say('history.title')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('history.at')}</th>
            {present.map((state) => (
              <th key={state} scope="col">
                {stateWord('move', state)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {states.map(({ at, counts }) => (
            <tr key={at}>
              <th scope="row">
                <At instant={at} />
              </th>
              {present.map((state) => (
                <td key={state}>{number(counts[state] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
