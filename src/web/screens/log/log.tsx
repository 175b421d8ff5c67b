import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAnswer } from '../../api/answers.ts';
import { call, download } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import type { LogEntry } from '../../live/event-stream.ts';
import { Answered } from '../../parts/answered.tsx';
import { Chain } from '../../parts/chain.tsx';
import { EventLine } from '../../parts/event-line.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { PeriodReport } from '../../parts/period-report.tsx';
import { RawEntry } from '../../parts/raw-entry.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Sealed } from '../../parts/sealed.tsx';
import { Nothing, Trouble } from '../../parts/trouble.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { LogFilter } from './log-filter.tsx';

/** Who did what, when and why; whether the chain holds; and all of it as a file. */
export function Log() {
  const { say } = useSay();
  const [parameters] = useSearchParams();
  const query = {
    subjectType: parameters.get('subjectType') ?? undefined,
    subjectId: parameters.get('subjectId') ?? undefined,
    kind: parameters.get('kind') ?? undefined,
    order: parameters.get('order') === 'oldest' ? ('oldest' as const) : ('newest' as const),
  };
  const from = placeIn(parameters);
  const answer = useInfiniteQuery({
    queryKey: ['listLog', 'pages', query, from],
    queryFn: ({ pageParam, signal }) =>
      call('listLog', { query: { ...query, top: 100, ...(pageParam === '' ? {} : { after: pageParam }) }, signal }),
    initialPageParam: from,
    getNextPageParam: ({ body }) => new URLSearchParams(body.nextLink?.split('?')[1] ?? '').get('after') ?? undefined,
  });
  return (
    <Page title={say('log.title')} actions={<Export query={from === '' ? query : { ...query, after: from }} />}>
      <Chain />
      <PeriodReport />
      <LogFilter />
      {from === '' ? null : <FromPlace place={from} kind={query.kind} />}
      <Answered from={answer} rows={12}>
        {({ pages }) => {
          const entries = pages.flatMap(({ body }) => body.value);
          return (
            <>
              <Sealed part={pages[0]?.body.sealed} list="log" />
              {entries.length === 0 ? <Nothing title={say('log.none')} /> : <Entries entries={entries} />}
            </>
          );
        }}
      </Answered>
      {answer.hasNextPage ? (
        <Button size="small" disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
          {say('log.more')}
        </Button>
      ) : null}
    </Page>
  );
}

/** Behind which place the address wants the log, oldest entry first; newest first a page begins at the end, and no place is kept to. */
function placeIn(parameters: URLSearchParams): string {
  return parameters.get('order') === 'oldest' ? (parameters.get('after') ?? '') : '';
}

/** How much there is behind the place that the address names, as whoever sent somebody here counted it. */
function FromPlace({ place, kind }: { place: string; kind: string | undefined }) {
  const { say } = useSay();
  const counts = useAnswer('countLog', { query: { after: place } }).data?.body;
  if (counts === undefined) return null;
  const one = counts.kinds.find((row) => row.kind === kind)?.entries ?? 0;
  return (
    <p role="status">
      {say(counts.isWhole ? 'log.from' : 'log.from.more', { place, count: kind === undefined ? counts.entries : one })}
    </p>
  );
}

function Entries({ entries }: { entries: readonly LogEntry[] }) {
  const { say } = useSay();
  return (
    <ScrollX label={say('log.title')}>
      <table className="plain log">
        <thead>
          <tr>
            <th scope="col">{say('log.at')}</th>
            <th scope="col">{say('log.what')}</th>
            <th scope="col">{say('log.about')}</th>
            <th scope="col">{say('log.place')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <At instant={entry.at} site={entry.site} />
              </td>
              <td className="sentence">
                <EventLine entry={entry} />
                <RawEntry
                  entry={entry}
                  stored={{ kind: entry.kind, payload: entry.payload, personal: entry.personal }}
                />
              </td>
              <td>
                <Subject entry={entry} />
              </td>
              <td>
                <code>{entry.id}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** Where the subject of an entry has a page, the way to it. */
function Subject({ entry }: { entry: LogEntry }) {
  if (entry.server !== null) return <Link to={to.server(entry.server)}>{entry.server}</Link>;
  if (entry.subjectType === 'campaign') return <Link to={to.campaign(entry.subjectId)}>{entry.subjectType}</Link>;
  if (entry.subjectType === 'task') return <Link to={to.task(entry.subjectId)}>{entry.subjectType}</Link>;
  if (entry.subjectType === 'plan') return <Link to={to.plan(entry.subjectId)}>{entry.subjectType}</Link>;
  return <>{entry.subjectType}</>;
}

function Export({ query }: { query: Record<string, string | undefined> }) {
  const { say } = useSay();
  const [trouble, setTrouble] = useState<Error>();
  const save = async (type: string, name: string) => {
    setTrouble(undefined);
    await download('listLog', { query }, type)
      .then((content) => saveFile(content, name))
      .catch((error: Error) => setTrouble(error));
  };
  return (
    <>
      <Button size="small" icon={<Icon name="download" />} onClick={() => void save('text/csv', 'log.csv')}>
        {say('log.export.csv')}
      </Button>
      <Button size="small" icon={<Icon name="download" />} onClick={() => void save('application/jsonl', 'log.jsonl')}>
        {say('log.export.lines')}
      </Button>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </>
  );
}
