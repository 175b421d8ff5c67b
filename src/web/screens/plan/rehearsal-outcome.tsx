import type { RehearsalResult } from '../../../contract/rehearsals.ts';
import { Icon } from '../../parts/icon.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { At, useTimes } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';

type Summary = RehearsalResult['summary'];
type Range = Summary['startedAt'];

/** What came of it, in the order of the command line: does it end, when, how low, what stopped which fault, who is asked. */
export function RehearsalOutcome({ rehearsal }: { rehearsal: RehearsalResult }) {
  const { say } = useSay();
  const { summary, estate, runs } = rehearsal;
  const isClean = summary.finished === summary.seeds;
  const where =
    estate.kind !== 'mine' ? 'rehearsal.on-sample' : estate.isAnonymous ? 'rehearsal.on-nobody' : 'rehearsal.on-mine';
  return (
    <>
      <p className={`head-sentence ${isClean ? 'tone-good' : 'tone-bad'}`}>
        <Icon name={isClean ? 'check' : 'cross'} />{' '}
        {say('rehearsal.ends', { finished: summary.finished, seeds: summary.seeds })}
      </p>
      <p className="quiet">
        {say(where, { moving: estate.moving, servers: estate.servers })} ·{' '}
        {say('rehearsal.by', { who: rehearsal.rehearsedBy })} <At instant={rehearsal.rehearsedAt} /> ·{' '}
        {say('plan.digest')} <code>{rehearsal.digest.slice(0, 12)}</code> · {say('rehearsal.untouched')}
      </p>
      <ul className="plain-list">
        {runs
          .filter((run) => run.outcome !== 'finished')
          .map((run) => (
            <li key={run.seed}>
              {say(run.outcome === 'open' ? 'rehearsal.open' : 'rehearsal.stopped', { seed: run.seed })}{' '}
              <Told>{run.because ?? ''}</Told>
            </li>
          ))}
      </ul>
      <When summary={summary} />
      <Coverage summary={summary} />
      <Faults rehearsal={rehearsal} />
      <Decisions rehearsal={rehearsal} />
      <Assumed rehearsal={rehearsal} />
    </>
  );
}

function When({ summary }: { summary: Summary }) {
  const { say } = useSay();
  return (
    <Part title={say('rehearsal.when')}>
      <thead>
        <tr>
          <th scope="col">{say('rehearsal.what')}</th>
          <th scope="col">{say('rehearsal.starts')}</th>
          <th scope="col">{say('rehearsal.switched')}</th>
        </tr>
      </thead>
      <tbody>
        {summary.waves.map((wave) => (
          <tr key={wave.wave}>
            <th scope="row">{say('waves.number', { number: wave.wave })}</th>
            <td>
              <Spread range={wave.startedAt} />
            </td>
            <td>
              <Spread range={wave.switchedAt} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{say('rehearsal.end')}</th>
          <td colSpan={2}>
            <Spread range={summary.finishedAt} />
          </td>
        </tr>
      </tbody>
    </Part>
  );
}

/** From the earliest to the latest over all seeds, with the one in the middle. */
function Spread({ range }: { range: Range }) {
  const { say } = useSay();
  const { absolute } = useTimes();
  if (range === null) return <>{say('sources.never')}</>;
  if (range.least === range.most) return <>{absolute(range.least)}</>;
  return (
    <>
      {say('rehearsal.range', {
        least: absolute(range.least),
        most: absolute(range.most),
        median: absolute(range.median),
      })}
    </>
  );
}

/** From the least to the most over all seeds. */
function Seconds({ range: { least, most } }: { range: Summary['unprotectedSeconds'] }) {
  const { say, number } = useSay();
  const range = least === most ? number(most) : `${number(least)} – ${number(most)}`;
  return <>{say('rehearsal.seconds', { range })}</>;
}

function Coverage({ summary }: { summary: Summary }) {
  const { say } = useSay();
  const { unprotectedSeconds, causes } = summary;
  return (
    <>
      <Part title={say('rehearsal.coverage')}>
        <thead>
          <tr>
            <th scope="col">{say('column.site')}</th>
            <th scope="col">{say('rehearsal.undisturbed')}</th>
            <th scope="col">{say('coverage.protected')}</th>
            <th scope="col">{say('rehearsal.lowest-at')}</th>
          </tr>
        </thead>
        <tbody>
          {summary.sites.map((site) => (
            <tr key={site.name}>
              <th scope="row">{site.name || say('coverage.no-site')}</th>
              <td>{say('coverage.of', { protected: site.undisturbed, servers: site.servers })}</td>
              <td>{say('coverage.of', { protected: site.protected, servers: site.servers })}</td>
              <td>
                <At instant={site.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </Part>
      <p>
        {say('rehearsal.unprotected')} <Seconds range={unprotectedSeconds} />
      </p>
      <ul className="plain-list">
        {causes.map(({ cause, seconds }) => (
          <li key={cause}>
            <Told>{cause}</Told>: <Seconds range={seconds} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Faults({ rehearsal }: { rehearsal: RehearsalResult }) {
  const { say } = useSay();
  if (rehearsal.faults.length === 0) return <p className="quiet">{say('rehearsal.no-faults')}</p>;
  return (
    <Part title={say('rehearsal.faults')}>
      <thead>
        <tr>
          <th scope="col">{say('rehearsal.kind')}</th>
          <th scope="col">{say('rehearsal.fired')}</th>
          <th scope="col">{say('rehearsal.stopped-by')}</th>
        </tr>
      </thead>
      <tbody>
        {rehearsal.summary.faults.map((fault) => (
          <tr key={fault.kind}>
            <th scope="row">
              <code>{fault.kind}</code>
            </th>
            <td>{fault.fired === 0 ? say('rehearsal.never-fired') : say('rehearsal.times', { count: fault.fired })}</td>
            <td>
              {fault.stoppedBy.length === 0
                ? say('rehearsal.nothing-stopped')
                : fault.stoppedBy.map(({ brake, seeds }) => (
                    <p key={brake}>
                      <code>{brake}</code> {say('rehearsal.in-seeds', { count: seeds })}
                    </p>
                  ))}
            </td>
          </tr>
        ))}
      </tbody>
    </Part>
  );
}

function Decisions({ rehearsal }: { rehearsal: RehearsalResult }) {
  const { say } = useSay();
  const { decisions } = rehearsal.summary;
  return (
    <>
      {decisions.length === 0 ? (
        <p className="quiet">{say('rehearsal.nothing-asked')}</p>
      ) : (
        <Part title={say('rehearsal.decisions')}>
          <thead>
            <tr>
              <th scope="col">{say('tasks.task')}</th>
              <th scope="col">{say('rehearsal.asked')}</th>
              <th scope="col">{say('rehearsal.answered')}</th>
            </tr>
          </thead>
          <tbody>
            {decisions.map(({ task, asked, choices }) => (
              <tr key={task}>
                <th scope="row">
                  <code>{task}</code>
                </th>
                <td>{asked.least === asked.most ? asked.most : `${asked.least} – ${asked.most}`}</td>
                <td>
                  <Answers choices={choices} />
                </td>
              </tr>
            ))}
          </tbody>
        </Part>
      )}
      <details>
        <summary>{say('rehearsal.policy')}</summary>
        <ul className="plain-list">
          {rehearsal.policy.map((rule) => (
            <li key={rule}>
              <Told>{rule}</Told>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Answers({ choices }: { choices: readonly string[] }) {
  const { say } = useSay();
  const made = choices.filter((choice) => choice !== 'moot');
  if (choices.length === 0) return <>{say('rehearsal.left-open')}</>;
  return (
    <>
      <Told>{made.join(', ')}</Told> {choices.includes('moot') ? say('rehearsal.moot') : ''}
    </>
  );
}

function Assumed({ rehearsal }: { rehearsal: RehearsalResult }) {
  const { say } = useSay();
  const { assumptions } = rehearsal;
  if (assumptions.length === 0) return null;
  return (
    <details>
      <summary>{say('rehearsal.assumed', { count: assumptions.length })}</summary>
      <ul className="plain-list">
        {assumptions.map(({ fact, value, why, servers }) => (
          <li key={`${fact} ${value} ${why}`}>
            <code>
              {fact} = {value}
            </code>{' '}
            {say(why === 'outdated' ? 'rehearsal.assumed.old' : 'rehearsal.assumed.unknown', { count: servers })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <h3>{title}</h3>
      <ScrollX label={title}>
        <table className="plain">{children}</table>
      </ScrollX>
    </>
  );
}
