import { useQueries } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'react-router';
import type { Move } from '../../../contract/campaigns.ts';
import { call } from '../../api/call.ts';
import { to } from '../../frame/links.ts';
import type { LogEntry } from '../../live/event-stream.ts';
import { Sealed } from '../../parts/sealed.tsx';
import { Section } from '../../parts/section.tsx';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import { Views } from '../../parts/views.tsx';
import { useSay } from '../../words/say.tsx';
import { CompactTimeline, FullTimeline, JsonTimeline } from './timeline-forms.tsx';

const entriesOfEach = 100;
const entriesShown = 60;
const forms = ['full', 'compact', 'json'] as const;
type Form = (typeof forms)[number];

/** What happened to a server, newest first: its own entries of the log and those of its attempts, in one of three forms. */
export function Timeline({ serverId, moves }: { serverId: string; moves: readonly Move[] }) {
  const { say } = useSay();
  const [parameters] = useSearchParams();
  const form = forms.find((one) => one === parameters.get('timeline')) ?? 'full';
  const subjects = [
    { subjectType: 'host', subjectId: serverId },
    ...moves.map(({ id }) => ({ subjectType: 'move', subjectId: id })),
  ];
  const answers = useQueries({
    queries: subjects.map((subject) => ({
      queryKey: ['listLog', '', subject],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('listLog', { query: { ...subject, top: entriesOfEach }, signal }),
    })),
  });
  const error = answers.find((answer) => answer.error !== null)?.error;
  const isLoading = answers.some((answer) => answer.isLoading);
  const entries = answers
    .flatMap((answer): readonly LogEntry[] => answer.data?.body.value ?? [])
    .toSorted((a, b) => b.seq - a.seq);
  const isCut = answers.some((answer) => answer.data?.body.nextLink !== undefined);
  const shown = entries.slice(0, entriesShown);
  return (
    <Section
      title={say('timeline.title')}
      aside={<Link to={to.log({ subjectType: 'host', subjectId: serverId })}>{say('timeline.log')}</Link>}
    >
      <FormChoice chosen={form} />
      {error === undefined ? null : <Trouble error={error} />}
      {isLoading && (entries.length === 0 || form === 'json') ? <Loading rows={4} /> : null}
      {!isLoading && error === undefined && entries.length === 0 ? (
        <p className="quiet">{say('timeline.none')}</p>
      ) : null}
      {form === 'full' ? <FullTimeline entries={shown} attempts={moves} /> : null}
      {form === 'compact' ? <CompactTimeline entries={shown} /> : null}
      {/* Text that is copied whole must be whole: not while a part of it is still on its way. */}
      {form === 'json' && !isLoading ? (
        <JsonTimeline entries={entries} asked={subjects.map((one) => ({ ...one, top: String(entriesOfEach) }))} />
      ) : null}
      <Sealed part={answers[0]?.data?.body.sealed} list="timeline" />
      {form !== 'json' && entries.length > entriesShown ? (
        <p className="quiet">{say('timeline.more', { count: entries.length - entriesShown })}</p>
      ) : null}
      {isCut ? <p className="quiet">{say('timeline.cut', { count: entriesOfEach })}</p> : null}
    </Section>
  );
}

/** The form is in the address, so that a link shows the other one what one sees oneself. */
function FormChoice({ chosen }: { chosen: Form }) {
  const { say } = useSay();
  const { pathname, search } = useLocation();
  const addressOf = (form: Form) => {
    const parameters = new URLSearchParams(search);
    if (form === 'full') parameters.delete('timeline');
    else parameters.set('timeline', form);
    const text = parameters.toString();
    return text === '' ? pathname : `${pathname}?${text}`;
  };
  return (
    <Views
      label={say('timeline.form')}
      chosen={chosen}
      views={[
        ['full', addressOf('full'), say('timeline.full')],
        ['compact', addressOf('compact'), say('timeline.compact')],
        ['json', addressOf('json'), say('timeline.json')],
      ]}
    />
  );
}
