import { Link } from 'react-router';
import type { Status } from '../../../contract/campaigns.ts';
import { pages } from '../../../contract/pages.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { Answered } from '../../parts/answered.tsx';
import { StackedBar } from '../../parts/bar.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { AtAGlance } from './at-a-glance.tsx';
import { CampaignLine } from './campaign-line.tsx';
import { EmptyEstate } from './empty-estate.tsx';
import { NeedsYou } from './needs-you.tsx';
import { SinceLastLook } from './since-last-look.tsx';
import { Sources } from './sources.tsx';

/** What needs a person, how far everything is, and how old what is shown is. */
export function Overview() {
  const { say } = useSay();
  // Counted in hours and days of the tenant's clock, which may run fast: read again now and then, beside what events bring.
  const status = useAnswer('showStatus', {}, { refetchInterval: 15_000 });
  return (
    <Page title={say('overview.title')}>
      <Answered from={status}>
        {({ body }) => (body.counts.total === 0 ? <EmptyEstate status={body} /> : <Standing status={body} />)}
      </Answered>
    </Page>
  );
}

function Standing({ status }: { status: Status }) {
  const { say } = useSay();
  return (
    <div className="overview">
      <SinceLastLook />
      <div className="overview-main">
        <NeedsYou status={status} />
        <Section
          title={say('overview.campaigns')}
          aside={<Link to={pages.campaigns}>{say('overview.campaigns.all')}</Link>}
        >
          {status.campaigns.length === 0 ? (
            <p className="quiet">{say('overview.campaigns.none')}</p>
          ) : (
            <ul className="lines">
              {status.campaigns.map((campaign) => (
                <CampaignLine key={campaign.id} campaign={campaign} />
              ))}
            </ul>
          )}
        </Section>
        <Section title={say('overview.estate')} aside={<At instant={status.now} />}>
          <p className="figure">
            <Link to={pages.servers}>{say('servers.count', { count: status.counts.total })}</Link>
          </p>
          <StackedBar
            kind="migration"
            counts={status.counts.byMigrationState}
            whole={status.counts.total}
            to={(state) => to.servers({ state })}
          />
        </Section>
        <Sources status={status} />
        {status.next === null ? null : (
          <p className="quiet">
            <Told>{status.next.what}</Told> <At instant={status.next.at} isDue />
          </p>
        )}
      </div>
      <AtAGlance />
    </div>
  );
}
