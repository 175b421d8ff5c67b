import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { HuntingRow } from '../../../contract/hunting-routes.ts';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { valueInWords } from '../../parts/fact-value.ts';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { State } from '../../parts/state.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** Few enough that what the query proves is still near. */
const top = 25;
const againMs = 60_000;

/** What a query said of each server, page by page. */
export function QueryRows({ id }: { id: string }) {
  const { say } = useSay();
  const answer = useInfiniteQuery({
    queryKey: ['listHuntingRows', id, { top }],
    queryFn: ({ pageParam, signal }) =>
      call('listHuntingRows', { id, query: { top, ...(pageParam === '' ? {} : { after: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ body }) => new URLSearchParams(body.nextLink?.split('?')[1] ?? '').get('after') ?? undefined,
    refetchInterval: againMs,
  });
  return (
    <Answered from={answer} rows={3}>
      {({ pages }) => {
        const rows = pages.flatMap(({ body }) => body.value);
        const count = pages[0]?.body.count ?? rows.length;
        return rows.length === 0 ? (
          <p className="quiet">{say('queries.run.no-rows')}</p>
        ) : (
          <>
            <RowTable id={id} rows={rows} />
            <p className="quiet" role="status">
              {say('queries.rows.count', { shown: rows.length, count })}
            </p>
            {answer.hasNextPage ? (
              <Button size="small" disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
                {say('moves.more')}
              </Button>
            ) : null}
          </>
        );
      }}
    </Answered>
  );
}

function RowTable({ id, rows }: { id: string; rows: readonly HuntingRow[] }) {
  const { say } = useSay();
  return (
    <ScrollX label={say('queries.rows.label', { id })}>
      <table className="plain answer-rows">
        <thead>
          <tr>
            <th scope="col">{say('column.server')}</th>
            <th scope="col">{say('queries.rows.said')}</th>
            <th scope="col">{say('facts.seen')}</th>
            <th scope="col">{say('queries.rows.standing')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.serverId} row={row} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ row }: { row: HuntingRow }) {
  const { say } = useSay();
  const { now } = useTimes();
  const isOld = Date.parse(row.freshUntil) < now;
  return (
    <tr>
      <th scope="row">
        <Link to={to.server(row.serverId)} title={row.fqdn} translate="no">
          {row.server}
        </Link>
      </th>
      <td>
        <ul className="plain-list">
          {row.facts.map(({ key, title, value, at }) => (
            <li key={key}>
              <Told>{title}</Told>: {at === undefined ? valueInWords(value) : <At instant={at} site={row.site} />}
            </li>
          ))}
        </ul>
      </td>
      <td className={isOld ? 'tone-warn' : ''}>
        <At instant={row.observedAt} site={row.site} />
        {isOld ? ` ${say('facts.too-old')}` : ''}
      </td>
      <td>
        <State kind="answerRow" state={row.standing} />
      </td>
    </tr>
  );
}
