import { useEffect, useRef } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import type { HuntingQuery, HuntingRun } from '../../../contract/hunting-routes.ts';
import { campaignIn, to } from '../../frame/links.ts';
import { Command } from '../../parts/command.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

const whyNotWords = {
  'no-connection': 'queries.run.no-connection',
  archived: 'queries.run.archived',
} as const satisfies Record<NonNullable<HuntingRun['whyNot']>, string>;

/** When a query ran last and when it runs again, what is wrong with it, what of its answer is kept and how old that may be. */
export function QueryRun({ query, isShown }: { query: HuntingQuery; isShown: boolean }) {
  const { say } = useSay();
  const { id, run, keeps } = query;
  const place = useRef<HTMLElement>(null);
  const { hash } = useLocation();
  // Whoever came for this query finds it, by eye and by keys.
  useEffect(() => {
    if (hash === `#${id}`) place.current?.focus();
  }, [hash, id]);
  return (
    <section className="query-part" aria-label={say('queries.run.of', { id })} tabIndex={-1} ref={place}>
      <h3>{say('queries.run')}</h3>
      <p className="check-head">
        <State kind="run" state={run.standing} />
        {run.readAt === null ? (
          <span>{say('queries.run.never')}</span>
        ) : (
          <span>
            {say('queries.run.read')} <At instant={run.readAt} isDue />
          </span>
        )}
        {run.dueAt === null ? null : (
          <span className="quiet">
            {say('queries.run.again')} <At instant={run.dueAt} isDue />
          </span>
        )}
      </p>
      <Failure run={run} />
      <ByPeople query={query} />
      <Kept run={run} />
      {run.rows === 0 && !isShown ? null : <RowsLink id={id} isShown={isShown} />}
      <p className="quiet">
        {say('queries.run.pace', {
          busy: run.everyMinutes.busy / 60,
          idle: run.everyMinutes.idle / 60,
          believed: run.believedForHours,
        })}
      </p>
      <p className="quiet">
        <Told>{keeps}</Told>
      </p>
    </section>
  );
}

function Failure({ run: { problem, failsSince, failures } }: { run: HuntingRun }) {
  const { say } = useSay();
  if (problem === null) return null;
  return (
    <>
      <p className="tone-bad">
        <Told>{problem.detail}</Told> <code>{problem.code}</code>
      </p>
      <p className="remedy">
        → <Told>{problem.remedy}</Told>
      </p>
      <p className="quiet">
        {failsSince === null ? null : (
          <>
            {say('queries.run.fails-since')} <At instant={failsSince} isDue />{' '}
          </>
        )}
        {failures === 0 ? null : say('queries.run.tries', { count: failures })}
      </p>
    </>
  );
}

/** Where nothing runs it but a person: how, and whether what comes of it can be brought in. */
function ByPeople({ query: { run, takenAs, id } }: { query: HuntingQuery }) {
  const { say } = useSay();
  if (run.whyNot === null) return null;
  return (
    <>
      <p>{say(whyNotWords[run.whyNot])}</p>
      {run.whyNot === 'archived' ? null : takenAs === null ? (
        <p>{say('queries.run.no-way')}</p>
      ) : (
        <>
          <p>{say('queries.run.bring-in', { kind: takenAs })}</p>
          <p>
            <Command text={`npx changeguard estate import ${id}.csv --observed-at TIME`} />
          </p>
        </>
      )}
    </>
  );
}

function Kept({ run: { rows, current, oldestAt, newestAt } }: { run: HuntingRun }) {
  const { say } = useSay();
  if (rows === 0) return <p>{say('queries.run.no-rows')}</p>;
  return (
    <p>
      {say('queries.run.rows', { count: rows })}{' '}
      {current === null || current === rows
        ? null
        : `${say('queries.run.current', { current, earlier: rows - current })} `}
      {oldestAt === null || newestAt === null ? null : (
        <>
          {say('queries.run.seen')} <At instant={oldestAt} /> – <At instant={newestAt} />
        </>
      )}
    </p>
  );
}

function RowsLink({ id, isShown }: { id: string; isShown: boolean }) {
  const { say } = useSay();
  const [parameters] = useSearchParams();
  const view = { ...campaignIn(parameters), view: 'queries' };
  return (
    <p>
      <Link to={to.proof(isShown ? view : { ...view, rows: id })}>
        {say(isShown ? 'queries.rows.hide' : 'queries.rows.show', { id })}
      </Link>
    </p>
  );
}
