import { Link } from 'react-router';
import { shareOf } from '../../../contract/geometry.ts';
import type { Overview } from '../../../contract/overview.ts';
import { to } from '../../frame/links.ts';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

type Site = Overview['sites'][number];

const sitesShown = 12;

/** Protected servers of each site beside the floor, nearest first. What nobody saw makes a range of the number, never a better one. */
export function SiteCoverage({ overview }: { overview: Overview }) {
  const { say } = useSay();
  const { sites } = overview;
  return (
    <Section title={say('coverage.title')} aside={<At instant={overview.asOf} />}>
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
          {sites.slice(0, sitesShown).map((site) => (
            <SiteRow key={site.site} site={site} />
          ))}
        </tbody>
      </table>
      {sites.length > sitesShown ? (
        <p className="quiet">{say('coverage.more', { count: sites.length - sitesShown })}</p>
      ) : null}
    </Section>
  );
}

function SiteRow({ site }: { site: Site }) {
  const { say, number } = useSay();
  const name = site.site === '' ? say('coverage.no-site') : site.site;
  const most = site.protected + site.unknown;
  const isBelow = most < site.floor;
  // Seen too long ago to count: nothing starts on it, and it is no alarm either.
  const isOpen = !isBelow && site.protected < site.floor;
  const figures =
    site.unknown === 0
      ? say('coverage.of', { protected: site.protected, servers: site.servers })
      : say('coverage.range', { protected: site.protected, most, servers: site.servers });
  return (
    <tr>
      <th scope="row">{site.site === '' ? name : <Link to={to.servers({ site: site.site })}>{name}</Link>}</th>
      <td>
        <span className={isBelow ? 'tone-bad strong' : isOpen ? 'tone-warn' : ''}>
          {figures}
          {isBelow ? ` ${say('coverage.below')}` : ''}
          {isOpen ? ` ${say('coverage.open')}` : ''}
        </span>
        {site.inMotion === 0 ? null : (
          <span className="quiet"> {say('coverage.moving', { count: site.inMotion })}</span>
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

function percent(part: number, { servers }: Site): string {
  return `${100 * shareOf(part, servers)}%`;
}
