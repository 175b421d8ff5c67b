import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Standing } from '../../../contract/overview.ts';
import { pages } from '../../../contract/pages.ts';
import { useAnswer } from '../../api/answers.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { Nothing } from '../../parts/trouble.tsx';
import { At, TimeShown, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';
import { MakeTenant } from './make-tenant.tsx';

/** Every tenant that one may open, as whoever looks after several begins the day. */
export function Tenants() {
  const { say, number } = useSay();
  const { me, opensAll } = useSession();
  // Events come of one tenant alone; the others are looked at again now and then.
  const answer = useAnswer('listStandings', {}, { refetchInterval: 15_000 });
  return (
    <Page title={say('tenants.title')} count={answer.data && number(answer.data.body.value.length)}>
      <Answered from={answer}>
        {({ body }) =>
          body.value.length === 0 ? <Nothing title={say('tenants.none')} /> : <Standings tenants={body.value} />
        }
      </Answered>
      {opensAll && me.role === 'administrator' ? (
        <Section title={say('tenants.make')} className="form">
          <MakeTenant />
        </Section>
      ) : null}
    </Page>
  );
}

function Standings({ tenants }: { tenants: readonly Standing[] }) {
  const { say } = useSay();
  return (
    <ScrollX label={say('tenants.title')} className="section">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('top.tenant')}</th>
            <th scope="col">{say('needs.title')}</th>
            <th scope="col">{say('coverage.protected')}</th>
            <th scope="col">{say('tenants.in-flight')}</th>
            <th scope="col">{say('tenants.due')}</th>
            <th scope="col">{say('tenants.as-of')}</th>
          </tr>
        </thead>
        <tbody>
          {tenants.map((tenant) => (
            <Row key={tenant.id} tenant={tenant} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ tenant }: { tenant: Standing }) {
  const { say, number } = useSay();
  const { tenant: chosen, tenants } = useSession();
  const isArchived = (tenants.find(({ id }) => id === tenant.id)?.archivedAt ?? null) !== null;
  return (
    <tr>
      <th scope="row">
        <Into id={tenant.id} path={pages.overview} isHere={chosen?.id === tenant.id}>
          <span translate="no">{tenant.name}</span>
        </Into>
        {isArchived ? <span className="quiet"> ({say('life.mark')})</span> : null}
      </th>
      <td>
        <Needs tenant={tenant} />
      </td>
      <td>
        <Into id={tenant.id} path={pages.servers}>
          <Coverage tenant={tenant} />
        </Into>
      </td>
      <td>
        <Into id={tenant.id} path={to.servers({ moveState: 'requested,migrating,external,overdue' })}>
          {number(tenant.inFlight)}
        </Into>
      </td>
      <td>
        <Due tenant={tenant} />
      </td>
      <td>
        <At instant={tenant.asOf} />
      </td>
    </tr>
  );
}

/** A way into another tenant: it is chosen, and what was shown of the one before is forgotten. */
function Into({
  id,
  path,
  isHere = false,
  children,
}: {
  id: string;
  path: string;
  isHere?: boolean;
  children: ReactNode;
}) {
  const { chooseTenant } = useSession();
  return (
    <Link to={path} aria-current={isHere ? 'true' : undefined} onClick={() => chooseTenant(id)}>
      {children}
    </Link>
  );
}

function Needs({ tenant: { id, needs, listsInTrouble } }: { tenant: Standing }) {
  const { say } = useSay();
  const [tone, icon] =
    listsInTrouble > 0
      ? (['bad', 'cross'] as const)
      : needs > 0
        ? (['warn', 'warn'] as const)
        : (['dim', 'dash'] as const);
  return (
    <Into id={id} path={pages.overview}>
      <span className={`state tone-${tone}`}>
        <Icon name={icon} size={14} />
        <span>
          {say('tenants.needs', { count: needs })}
          {listsInTrouble > 0 ? `; ${say('fresh.trouble')}` : ''}
        </span>
      </span>
    </Into>
  );
}

/** What nobody saw lately makes it a range. */
function Coverage({ tenant: { protected: least, unknown, servers } }: { tenant: Standing }) {
  const { say } = useSay();
  return unknown === 0
    ? say('coverage.of', { protected: least, servers })
    : say('coverage.range', { protected: least, most: least + unknown, servers });
}

/** By the clock of its own tenant, which may be a twin's. */
function Due({ tenant: { id, dueAt, asOf } }: { tenant: Standing }) {
  const { absolute, distanceFrom } = useTimes();
  if (dueAt === null) return <>–</>;
  return (
    <Into id={id} path={pages.overview}>
      <TimeShown instant={dueAt} from={asOf} hasStop={false}>
        {absolute(dueAt)} ({distanceFrom(asOf)(dueAt)})
      </TimeShown>
    </Into>
  );
}
