import { useState } from 'react';
import type { ServerDetail } from '../../../contract/servers.ts';
import { valueInWords } from '../../parts/fact-value.ts';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

type Fact = ServerDetail['facts'][number];

/** What is known, from where and since when. Where sources disagree both stand there, with the one that is believed and why. */
export function Facts({ server }: { server: ServerDetail }) {
  const { say } = useSay();
  const [source, setSource] = useState('');
  const sources = [...new Set(server.facts.map((fact) => fact.source))].sort();
  const conflicts = server.facts.filter((fact) => fact.conflict !== undefined);
  const shown = source === '' ? server.facts : server.facts.filter((fact) => fact.source === source);
  return (
    <Section
      title={say('facts.title')}
      aside={
        sources.length < 2 ? undefined : (
          <label>
            {say('facts.source')}{' '}
            <select value={source} onChange={({ target }) => setSource(target.value)}>
              <option value="">{say('facts.all')}</option>
              {sources.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )
      }
    >
      {conflicts.length === 0 ? null : (
        <p className="tone-warn">{say('facts.conflicts', { count: conflicts.length })}</p>
      )}
      {server.facts.length === 0 ? (
        <p className="quiet">{say('facts.none')}</p>
      ) : (
        <ScrollX label={say('facts.title')}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{say('facts.fact')}</th>
                <th scope="col">{say('facts.value')}</th>
                <th scope="col">{say('facts.source')}</th>
                <th scope="col">{say('facts.seen')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((fact) => (
                <FactRows key={fact.key} fact={fact} />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Section>
  );
}

function FactRows({ fact }: { fact: Fact }) {
  const { say } = useSay();
  return (
    <>
      <tr>
        <th scope="row">
          <Told>{fact.title}</Told>
        </th>
        <td className="value">{valueInWords(fact.value)}</td>
        <td>{fact.source}</td>
        <td className={fact.isFresh ? '' : 'tone-warn'}>
          <At instant={fact.observedAt} />
          {fact.isFresh ? '' : ` ${say('facts.too-old')}`}
        </td>
      </tr>
      {fact.conflict?.others.map((other) => (
        <tr key={other.source} className="conflict">
          <th scope="row">{say('facts.disagrees')}</th>
          <td className="value">{valueInWords(other.value)}</td>
          <td>{other.source}</td>
          <td>
            <At instant={other.observedAt} /> <Told>{fact.conflict?.why}</Told>
          </td>
        </tr>
      ))}
    </>
  );
}
