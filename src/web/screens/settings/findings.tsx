import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { State } from '../../parts/state.tsx';
import { Loading, Trouble } from '../../parts/trouble.tsx';
import { Told, useSay } from '../../words/say.tsx';

/** What the connection needs, each tried when somebody asks: permissions that are held and that are missing, with what to do. */
export function Findings() {
  const { say } = useSay();
  const [findings, setFindings] = useState<Answer<'diagnoseConnection'>['value']>();
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const test = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    await call('diagnoseConnection')
      .then(({ body }) => setFindings(body.value))
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  return (
    <>
      <div>
        <Button size="small" disabled={isBusy} onClick={() => void test()}>
          {say('connection.test')}
        </Button>
      </div>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      {isBusy ? <Loading rows={3} /> : null}
      {findings === undefined || isBusy ? null : (
        <ul className="lines" aria-label={say('connection.findings')}>
          {findings.map(({ what, verdict, detail, remedy }) => (
            <li key={`${what} ${detail}`} className="check">
              <p className="check-head">
                <State kind="verdict" state={verdict} />
                <strong>
                  <Told>{what}</Told>
                </strong>
              </p>
              <p>
                <Told>{detail}</Told>
              </p>
              {remedy === undefined || verdict === 'pass' ? null : (
                <p>
                  {say('checks.remedy')} <Told>{remedy}</Told>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
