import { Link } from 'react-router';
import type { EvidenceResult } from '../../../contract/servers.ts';
import { to } from '../../frame/links.ts';
import { ProblemDetail, ProblemRemedy } from '../../parts/problem.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { useSay } from '../../words/say.tsx';

const namesShown = 20;
const problemsShown = 20;

/** What was kept of a file: which servers, how its columns were read, and what could not be used. */
export function Kept({ result }: { result: EvidenceResult }) {
  const { say } = useSay();
  const { rows, registered, updated, hosts } = result;
  return (
    <div role="status">
      <p className="strong">{say('evidence.kept', { rows, registered, updated })}</p>
      {hosts.length === 0 ? null : (
        <p>
          {say('evidence.servers')}:{' '}
          {hosts.slice(0, namesShown).map((host, at) => (
            <span key={host}>
              {at === 0 ? '' : ', '}
              <Link to={to.server(host)}>{host}</Link>
            </span>
          ))}{' '}
          {hosts.length > namesShown ? say('evidence.more', { count: hosts.length - namesShown }) : null}
        </p>
      )}
      {result.mapping.length === 0 ? null : (
        <details>
          <summary>{say('evidence.columns')}</summary>
          <ScrollX label={say('evidence.columns')}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{say('evidence.column')}</th>
                  <th scope="col">{say('evidence.read-as')}</th>
                </tr>
              </thead>
              <tbody>
                {result.mapping.map(({ column, key }) => (
                  <tr key={column}>
                    <th scope="row">{column}</th>
                    <td>
                      {key === null ? <span className="quiet">{say('evidence.not-used')}</span> : <code>{key}</code>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        </details>
      )}
      <Problems problems={result.problems} />
    </div>
  );
}

interface FileProblem {
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly line?: number | undefined;
}

/** What of a file could not be read or used, with what to do about it. */
export function Problems({ problems }: { problems: readonly FileProblem[] }) {
  const { say } = useSay();
  if (problems.length === 0) return null;
  return (
    <>
      <h3>{say('evidence.problems')}</h3>
      <ul className="lines">
        {problems.slice(0, problemsShown).map(({ code, detail, remedy, line }) => (
          <li key={`${code} ${line} ${detail}`}>
            <p className="tone-warn">
              {line === undefined ? '' : `${say('evidence.line', { line })}: `}
              <ProblemDetail code={code} detail={detail} />
            </p>
            <p>
              {say('checks.remedy')} <ProblemRemedy code={code} remedy={remedy} />
            </p>
          </li>
        ))}
      </ul>
      {problems.length > problemsShown ? (
        <p>{say('evidence.more', { count: problems.length - problemsShown })}</p>
      ) : null}
    </>
  );
}
