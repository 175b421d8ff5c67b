import { Button } from '@fluentui/react-components';
import { useAnswer } from '../api/answers.ts';
import { Told, useSay } from '../words/say.tsx';
import { Icon } from './icon.tsx';
import { Loading, Trouble } from './trouble.tsx';

/** Whether the chain holds. Only when it is asked: every link is computed again, which takes its time in a long log. */
export function Chain() {
  const { say, number } = useSay();
  const answer = useAnswer('verifyLog', {}, { enabled: false, staleTime: Number.POSITIVE_INFINITY });
  const found = answer.data?.body;
  const isGood = found?.isIntact === true && found.viewsAgree;
  return (
    <section className="section chain" aria-label={say('chain.label')}>
      <div className="chain-line" role="status">
        {found === undefined ? (
          <span className="quiet">{say('chain.unasked')}</span>
        ) : (
          <span className={`state tone-${isGood ? 'good' : 'bad'}`}>
            <Icon name={isGood ? 'check' : 'cross'} size={16} />
            {say(isGood ? 'chain.intact' : found.isIntact ? 'chain.views-differ' : 'chain.broken', {
              links: number(found.links),
              events: number(found.events),
            })}
          </span>
        )}
        {found === undefined ? null : (
          <span className="quiet">
            {say('chain.head')} <code>{found.head.seq}</code> <code>{found.head.hash.slice(0, 16)}</code>
          </span>
        )}
        {found?.sealed == null ? null : (
          <span className="quiet">
            {say('chain.sealed', { links: number(found.sealed.links), events: number(found.sealed.events) })}
          </span>
        )}
        <Button size="small" disabled={answer.isFetching} onClick={() => void answer.refetch()}>
          {say('chain.verify')}
        </Button>
      </div>
      {answer.isFetching ? <Loading rows={1} /> : null}
      {answer.error === null ? null : <Trouble error={answer.error} />}
      {found === undefined || isGood ? null : (
        <ul className="plain-list">
          {found.breaks.map((one) => (
            <li key={`${one.seq} ${one.what}`}>
              <code>{one.seq}</code> <Told>{one.detail}</Told>
            </li>
          ))}
          {found.differences.map((one) => (
            <li key={one}>
              <Told>{one}</Told>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
