import type { Campaign, CampaignHistory } from '../../../contract/campaigns.ts';
import { slicesOf } from '../../../contract/geometry.ts';
import { useAnswer } from '../../api/answers.ts';
import { Answered } from '../../parts/answered.tsx';
import { partsOfKind } from '../../parts/bar.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** How many attempts were in which state as time went on: drawn as columns, and as a table that says the same. */
export function StatesOverTime({ campaign }: { campaign: Campaign }) {
  const { say } = useSay();
  const answer = useAnswer('showCampaignHistory', { id: campaign.id }, { refetchInterval: 60_000 });
  const asOf = answer.data?.body.asOf;
  return (
    <Section title={say('history.title')} aside={asOf === undefined ? undefined : <At instant={asOf} />}>
      <Answered from={answer}>
        {({ body: { states } }) =>
          states.length === 0 ? <p className="quiet">{say('history.none')}</p> : <Drawn states={states} />
        }
      </Answered>
    </Section>
  );
}

function Drawn({ states }: { states: CampaignHistory['states'] }) {
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

function HistoryTable({ states, present }: { states: CampaignHistory['states']; present: readonly string[] }) {
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
