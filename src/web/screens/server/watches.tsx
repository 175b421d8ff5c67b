import type { ServerDetail } from '../../../contract/servers.ts';
import type { Watches as WatchesShape } from '../../../contract/watches.ts';
import { ProblemDetail } from '../../parts/problem.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** What is watched of the server now, since when and what each watch saw last; which watches ended with v2.x; and what would take it back. */
export function Watches({ server }: { server: ServerDetail }) {
  const { say } = useSay();
  const { watches } = server;
  return (
    <Section title={say('watches.title')} className="watches">
      <Observation of={watches} />
      <WatchTable server={server} />
      <Issues of={watches} />
      <EndedKinds of={watches} />
      <h3>{say('watches.back')}</h3>
      <WaysBack of={watches} />
    </Section>
  );
}

function Observation({ of: { observation, moveState, commitDueAt } }: { of: WatchesShape }) {
  const { say } = useSay();
  if (observation === null) return <p className="quiet">{say('watches.none')}</p>;
  const { seenFrom, seenAt, protectedAt } = observation;
  return (
    <>
      <p>
        {say('watches.runs')} <At instant={seenAt} />
        {seenFrom === null ? null : (
          <>
            {' '}
            ({say('watches.between')} <At instant={seenFrom} /> {say('watches.and')} <At instant={seenAt} />)
          </>
        )}
        {'. '}
        {protectedAt === null ? (
          <span className="tone-warn">{say('watches.unprotected')}</span>
        ) : (
          <>
            {say('watches.protects')} <At instant={protectedAt} />.
          </>
        )}
      </p>
      {moveState === 'committed' ? <p>{say('watches.over')}</p> : null}
      {commitDueAt === null ? null : (
        <p>
          {say('watches.until')} <At instant={commitDueAt} isDue />
        </p>
      )}
    </>
  );
}

function WatchTable({ server }: { server: ServerDetail }) {
  const { say } = useSay();
  const { observation, proofs, health } = server.watches;
  const since = observation?.seenAt ?? null;
  const open = health.issues.filter(({ standing }) => standing !== 'ended' && standing !== 'gone').length;
  return (
    <ScrollX label={say('watches.title')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('watches.watch')}</th>
            <th scope="col">{say('watches.says')}</th>
            <th scope="col">{say('watches.since')}</th>
            <th scope="col">{say('watches.seen')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{say('watches.list')}</th>
            <td>
              <State kind="migration" state={server.migrationState} /> {server.sensorVersion}
              {server.serviceStatus === '' ? null : (
                <>
                  {' '}
                  <State kind="service" state={server.serviceStatus} />
                </>
              )}
            </td>
            <td>{since === null ? '–' : <At instant={since} />}</td>
            <td>
              <SeenLast at={server.seenAt} since={since} />
            </td>
          </tr>
          <tr>
            <th scope="row">{say('watches.issues')}</th>
            <td>
              {health.readAt === null ? '–' : say('watches.open', { count: open })}
              {health.problem === null ? null : (
                <p className="tone-bad">
                  {say('watches.unread')} <ProblemDetail {...health.problem} />
                </p>
              )}
            </td>
            <td>{since === null ? '–' : <At instant={since} />}</td>
            <td>
              <SeenLast at={health.readAt} since={since} />
            </td>
          </tr>
          {proofs.map((proof) => (
            <ProofRow key={proof.proof} proof={proof} switchedAt={since} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** What was seen before the switch says nothing of what is there since; the configuration that was kept is proved by both. */
function SeenLast({ at, since }: { at: string | null; since: string | null }) {
  const { say } = useSay();
  if (at === null) return <>{say('watches.never')}</>;
  return (
    <>
      <At instant={at} />
      {since === null || Date.parse(at) >= Date.parse(since) ? null : (
        <span className="tone-warn"> {say('watches.before')}</span>
      )}
    </>
  );
}

function ProofRow({ proof, switchedAt }: { proof: WatchesShape['proofs'][number]; switchedAt: string | null }) {
  const { say } = useSay();
  return (
    <tr>
      <th scope="row">
        <Told>{proof.title}</Told>
        {proof.isRequired ? null : <span className="quiet"> {say('proofs.optional')}</span>}
      </th>
      <td>
        <State kind="verdict" state={proof.verdict} /> <Told>{proof.summary}</Told>
      </td>
      <td>{proof.since === null ? '–' : <At instant={proof.since} />}</td>
      <td>
        <SeenLast at={proof.seenAt} since={switchedAt} />
        <span className="quiet">
          {' '}
          ({say('watches.judged')} <At instant={proof.judgedAt} />)
        </span>
      </td>
    </tr>
  );
}

/** Open issues and those that are gone, held against what stood before the switch: an ended watch is told apart from what was mended. */
function Issues({ of: { health, observation } }: { of: WatchesShape }) {
  const { say } = useSay();
  return (
    <>
      {observation !== null && health.beforeAt === null ? (
        <p className="tone-warn">{say('watches.uncompared')}</p>
      ) : null}
      <ul className="lines">
        {health.issues.map(({ title, standing, watchedBy }) => (
          <li key={`${standing} ${title}`} className="check-head">
            <State kind="issue" state={standing} />
            <Told>{title}</Told>
            {watchedBy === 'old' || watchedBy === 'new' ? (
              <span className="quiet">{say(watchedBy === 'old' ? 'watches.only-old' : 'watches.only-new')}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function EndedKinds({ of: { health, observation } }: { of: WatchesShape }) {
  const { say } = useSay();
  const isSwitched = observation !== null;
  return (
    <>
      {health.onlyOld.length === 0 ? null : (
        <details>
          <summary>{say(isSwitched ? 'watches.ended' : 'watches.ending', { count: health.onlyOld.length })}</summary>
          {isSwitched ? <p>{say('watches.ended.why')}</p> : null}
          <ul lang="en" className="plain-list">
            {health.onlyOld.map((kind) => (
              <li key={kind}>{kind}</li>
            ))}
          </ul>
        </details>
      )}
      {!isSwitched || health.onlyNew.length === 0 ? null : (
        <p className="quiet">{say('watches.begun', { kinds: health.onlyNew.join(', ') })}</p>
      )}
    </>
  );
}

const causes = {
  asked: 'watches.back.asked',
  person: 'watches.back.person',
  plan: 'watches.back.plan',
  elsewhere: 'watches.back.elsewhere',
} as const;

function WaysBack({ of: { rollsBack } }: { of: WatchesShape }) {
  const { say } = useSay();
  if (rollsBack.length === 0) return <p className="quiet">{say('watches.back.none')}</p>;
  return (
    <ul className="plain-list">
      {rollsBack.map(({ cause, at, missing }) => (
        <li key={cause}>
          {say(causes[cause], { count: missing.length })}{' '}
          {at === null ? null : <At instant={at} isDue={cause !== 'asked'} />}
        </li>
      ))}
    </ul>
  );
}
