import type { Requirement } from '../../contract/rulebook.ts';
import type { MessageKey } from '../words/language.ts';
import { Told, useSay } from '../words/say.tsx';

/** What is demanded, with its value, and where that comes from. */
export function Demand({ of }: { of: Requirement }) {
  return (
    <>
      <DemandTitle of={of} />
      {of.value === null ? null : (
        <>
          : <strong translate="no">{of.value}</strong>
        </>
      )}
      . <Ground of={of} />
    </>
  );
}

/** What a rule or a condition is about, in the language of the page where it has words for it. */
export function DemandTitle({ of }: { of: Requirement }) {
  const { ruleWord } = useSay();
  const word = ruleWord(of.rule);
  return word === undefined ? <Told>{of.title}</Told> : <span>{word}</span>;
}

const basisWords = {
  stated: 'basis.stated',
  known: 'basis.known',
  ours: 'basis.ours',
  override: 'basis.override',
} as const satisfies Readonly<Record<Requirement['basis'], MessageKey>>;

/** Whose word it is: each page by its title, as a way there, with its days; and the reason, where one was given. Nothing is fetched from these pages. */
export function Ground({ of: { basis, pages, note } }: { of: Requirement }) {
  const { say } = useSay();
  return (
    <>
      {say(basisWords[basis])}{' '}
      {pages.map((page, at) => (
        <span key={page.url}>
          {at === 0 ? null : '; '}
          <Source of={page} />
        </span>
      ))}
      {note === null ? null : (
        <>
          {pages.length === 0 ? null : '. '}
          {basis === 'override' ? <span translate="no">{note}</span> : <Told>{note}</Told>}
        </>
      )}
    </>
  );
}

function Source({ of: { title, url, datedOn, copied, seenOn } }: { of: Requirement['pages'][number] }) {
  const { say, tag } = useSay();
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const inWords = (day: string) => days.format(new Date(day));
  return (
    <>
      <a href={url} target="_blank" rel="noopener noreferrer" lang="en">
        {title}
        <span className="unseen"> {say('page.opens')}</span>
      </a>
      {datedOn === null ? null : `, ${say('page.dated', { day: inWords(datedOn) })}`}
      {copied === null ? null : `, ${say('page.copied', copied)}`}
      {`, ${say('page.seen', { day: inWords(seenOn) })}`}
    </>
  );
}
