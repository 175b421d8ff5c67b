import { useState } from 'react';
import { Link } from 'react-router';
import { shareOf } from '../../../contract/geometry.ts';
import { noSite } from '../../../contract/no-site.ts';
import type { Overview } from '../../../contract/overview.ts';
import type { Protection } from '../../../contract/servers.ts';
import { to } from '../../frame/links.ts';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

type Site = Overview['sites'][number];

const sitesShown = 12;
const everyone: readonly Protection[] = ['protected', 'unprotected', 'unknown', 'inMotion'];

/** Protected servers of each site beside the floor, nearest first. What nobody saw makes a range of the number, never a better one. */
export function SiteCoverage({ overview }: { overview: Overview }) {
  const { say } = useSay();
  const { sites } = overview;
  const [isWhole, setIsWhole] = useState(false);
  return (
    <Section title={say('coverage.title')} aside={<AsOf overview={overview} />}>
      <table className="coverage">
        <thead>
          <tr>
            <th scope="col">{say('coverage.site')}</th>
            <th scope="col">{say('coverage.protected')}</th>
            <th scope="col" className="number">
              {say('coverage.floor')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sites.slice(0, isWhole ? undefined : sitesShown).map((site) => (
            <SiteRow key={site.site} site={site} />
          ))}
        </tbody>
      </table>
      {sites.length > sitesShown && !isWhole ? (
        <button type="button" className="small-button" onClick={() => setIsWhole(true)}>
          {say('coverage.more', { count: sites.length - sitesShown })}
        </button>
      ) : null}
    </Section>
  );
}

/** Of when the numbers are, with their age; and that nothing starts on them where they are older than a start may rest on. */
function AsOf({ overview: { asOf, readAt, decidesUntil } }: { overview: Overview }) {
  const { say } = useSay();
  if (readAt === null) return say('coverage.never-read');
  return (
    <>
      {say('coverage.as-of')} <At instant={readAt} isDue />
      {decidesUntil === null || asOf <= decidesUntil ? null : ` · ${say('coverage.read-first')}`}
    </>
  );
}

function SiteRow({ site }: { site: Site }) {
  const { say, number } = useSay();
  const name = site.site === '' ? say('coverage.no-site') : site.site;
  const most = site.protected + site.unknown;
  const isBelow = most < site.floor;
  // Seen too long ago to count: nothing starts on it, and it is no alarm either.
  const isOpen = !isBelow && site.protected < site.floor;
  return (
    <tr>
      <th scope="row">
        <Link to={to.servers({ site: site.site || noSite })}>{name}</Link>
      </th>
      <td>
        <span className={isBelow ? 'tone-bad strong' : isOpen ? 'tone-warn' : ''}>
          <Figures site={site} name={name} />
          {isBelow ? ` ${say('coverage.below')}` : ''}
          {isOpen ? ` ${say('coverage.open')}` : ''}
        </span>
        {site.inMotion === 0 ? null : (
          <>
            {', '}
            <Link className="quiet" to={serversOf(site, ['inMotion'])}>
              {say('coverage.moving', { count: site.inMotion })}
            </Link>
          </>
        )}
        <span className="meter" aria-hidden="true">
          <span className="meter-part meter-ok" style={{ inlineSize: percent(site.protected, site) }} />
          <span className="meter-part meter-unknown" style={{ inlineSize: percent(site.unknown, site) }} />
          <span className="meter-part meter-moving" style={{ inlineSize: percent(site.inMotion, site) }} />
          <span className="meter-floor" style={{ insetInlineStart: percent(site.floor, site) }} />
        </span>
      </td>
      <td className="number">{number(site.floor)}</td>
    </tr>
  );
}

/** The numbers of a row, each a way to the servers that it counts. */
function Figures({ site, name }: { site: Site; name: string }) {
  const { say, number, stateWord } = useSay();
  const most = site.protected + site.unknown;
  const figures: Readonly<Record<string, { count: number; which: readonly Protection[]; what: string }>> = {
    protected: { count: site.protected, which: ['protected'], what: stateWord('protection', 'protected') },
    most: { count: most, which: ['protected', 'unknown'], what: say('coverage.at-most') },
    servers: { count: site.servers, which: everyone, what: say('coverage.should') },
  };
  const places = { protected: '\u0001protected\u0001', most: '\u0001most\u0001', servers: '\u0001servers\u0001' };
  const parts = say(site.unknown === 0 ? 'coverage.of' : 'coverage.range', places).split('\u0001');
  return parts.map((part) => {
    const figure = figures[part];
    if (figure === undefined) return part;
    const { count, which, what } = figure;
    return (
      <Link key={part} to={serversOf(site, which)} aria-label={say('coverage.figure', { count, what, site: name })}>
        {number(count)}
      </Link>
    );
  });
}

function serversOf({ site }: Site, which: readonly Protection[]): string {
  return to.servers({ site: site || noSite, protection: which.join(',') });
}

function percent(part: number, { servers }: Site): string {
  return `${100 * shareOf(part, servers)}%`;
}
