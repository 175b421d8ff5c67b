import type { Move } from '../../../contract/campaigns.ts';
import type { ServerDetail } from '../../../contract/servers.ts';
import { verdictWord } from '../../../contract/state-words.ts';
import { HeldLine } from '../../parts/held.tsx';
import { MoveStory } from '../../parts/move-story.tsx';
import { Section } from '../../parts/section.tsx';
import { State } from '../../parts/state.tsx';
import { hasLapsed, VerdictState } from '../../parts/verdict-state.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** The state in one sentence, the server's own, with its times; and what the portal shows of it. */
export function Standing({ server, move }: { server: ServerDetail; move: Move | undefined }) {
  const { say } = useSay();
  const isUnderWay = move !== undefined && move.id === server.moveId;
  return (
    <Section title={say('server.standing')} aside={server.seenAt === null ? undefined : <At instant={server.seenAt} />}>
      <p className="head-sentence">
        <State kind="migration" state={server.migrationState} />{' '}
        {isUnderWay ? <MoveStory move={move} /> : <Verdict server={server} />}
      </p>
      {isUnderWay ? <Deadlines move={move} /> : null}
      {server.hold === null ? null : <HeldLine hold={server.hold} />}
      {server.isPinned ? <p className="tone-warn">{say('server.pinned')}</p> : null}
      {server.disposition === 'stays' ? <p>{say('server.stays')}</p> : null}
      <dl className="properties">
        <Property name={say('column.fqdn')} value={server.fqdn} />
        <Property name={say('column.domain')} value={server.domain} />
        <Property name={say('column.site')} value={server.site || '–'} />
        <Property name={say('column.version')} value={server.sensorVersion || '–'} />
        <div>
          <dt>{say('column.service')}</dt>
          <dd>{server.serviceStatus === '' ? '–' : <State kind="service" state={server.serviceStatus} />}</dd>
        </div>
        <div>
          <dt>{say('column.health')}</dt>
          <dd>{server.healthStatus === '' ? '–' : <State kind="health" state={server.healthStatus} />}</dd>
        </div>
      </dl>
    </Section>
  );
}

function Property({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Verdict({ server }: { server: ServerDetail }) {
  const { say, stateWord } = useSay();
  const { now } = useTimes();
  if (server.verdict === null) return <>{say('server.unchecked')}</>;
  const word = verdictWord({ ...server, verdict: server.verdict });
  const isOver = hasLapsed(server, now);
  return (
    <>
      {say('server.verdict', { edition: server.edition ?? '–' })}{' '}
      <VerdictState of={{ ...server, verdict: server.verdict }} word={word} />
      {server.validUntil === null ? null : (
        <span className="quiet">
          {' '}
          {isOver ? say('server.lapsed', { verdict: stateWord('verdict', word) }) : say('server.valid-until')}{' '}
          <At instant={server.validUntil} isDue />
        </span>
      )}
      {server.differsIn.map((edition) => (
        <span key={edition}> {say('server.differs', { edition })}</span>
      ))}
    </>
  );
}

/** What can still be undone until when, and what is too late then. */
function Deadlines({ move }: { move: Move }) {
  const { say } = useSay();
  return (
    <ul className="deadlines">
      {move.deadlineAt === null ? null : (
        <li>
          {say('server.reverts')} <At instant={move.deadlineAt} isDue />
        </li>
      )}
      {move.rollbackUntil === null ? null : (
        <li>
          {say('server.rollback-until')} <At instant={move.rollbackUntil} isDue />
        </li>
      )}
      {move.commitDueAt === null ? null : (
        <li>
          {say('server.commits')} <At instant={move.commitDueAt} isDue />
        </li>
      )}
    </ul>
  );
}
