import { Button } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import type { ServerDetail, Verdict } from '../../../contract/servers.ts';
import { useSession } from '../../frame/session.tsx';
import { Demand } from '../../parts/demand.tsx';
import { valueInWords } from '../../parts/fact-value.ts';
import { WhoseTurn } from '../../parts/owner.tsx';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { VerdictState } from '../../parts/verdict-state.tsx';
import { At } from '../../time/times.tsx';
import { Told, useSay } from '../../words/say.tsx';
import { useCheckAgain } from './check-again.ts';

/** Every check with what was seen and what to do. What passes is folded: it is no news, and is there for whoever asks. */
export function Checks({ server }: { server: ServerDetail }) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const { check, isBusy, trouble } = useCheckAgain(server);
  const [asked, setAsked] = useState<string>();
  const again = (line: Verdict) => void check(() => setAsked(line.check));
  const of = (verdict: Verdict['verdict']) => server.verdicts.filter((one) => one.verdict === verdict);
  const blocking = [...of('fail'), ...of('unknown')];
  const others = server.verdicts.filter((verdict) => !blocking.includes(verdict));
  return (
    <Section title={say('checks.title')}>
      {server.verdicts.length === 0 ? <p className="quiet">{say('server.unchecked')}</p> : null}
      {blocking.length === 0 && others.length > 0 ? <p className="quiet">{say('checks.none-block')}</p> : null}
      <Rechecked of={server.verdicts.find((one) => one.check === asked)} />
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <ul className="lines">
        {blocking.map((verdict) => (
          <CheckLine key={verdict.check} verdict={verdict}>
            {mayOperate ? <Again of={verdict} isBusy={isBusy} onAsk={again} /> : null}
          </CheckLine>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <details>
          <summary>{say('checks.others', { count: others.length })}</summary>
          <ul className="lines">
            {others.map((verdict) => (
              <CheckLine key={verdict.check} verdict={verdict} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

/** What became of the check that somebody asked again, which may stand among those that pass now. */
function Rechecked({ of }: { of: Verdict | undefined }) {
  const { say } = useSay();
  return (
    <p role="status">
      {of === undefined ? null : (
        <>
          {say('server.checked')} <Told>{of.title}</Told> <VerdictState of={of} />
        </>
      )}
    </p>
  );
}

/** A check by itself would rest on what the others do not know, so that all of them are made; it is this one that somebody waits for. */
function Again({ of, isBusy, onAsk }: { of: Verdict; isBusy: boolean; onAsk: (of: Verdict) => void }) {
  const { say, sentence } = useSay();
  return (
    <Button
      size="small"
      disabled={isBusy}
      onClick={() => onAsk(of)}
      aria-label={`${say('server.check')}: ${sentence(of.title) ?? of.title}`}
    >
      {say('server.check')}
    </Button>
  );
}

function CheckLine({ verdict, children }: { verdict: Verdict; children?: ReactNode }) {
  const { say, sentence } = useSay();
  return (
    <li className="check">
      <p className="check-head">
        <VerdictState of={verdict} />
        <strong>
          <Told>{verdict.title}</Told>
        </strong>
        <code>{verdict.reason}</code>
        {children}
      </p>
      <p>
        <Told>{verdict.summary}</Told>
      </p>
      {verdict.evidence.map((seen) => (
        <p key={`${seen.key} ${seen.source}`} className="quiet seen">
          {say('checks.seen')} <code>{seen.key}</code> = <strong>{valueInWords(seen.value)}</strong>, {seen.source},{' '}
          <At instant={seen.observedAt} />
        </p>
      ))}
      {(verdict.required ?? []).map((demand) => (
        <p key={demand.rule} className="quiet seen">
          {say('checks.required')} <Demand of={demand} />
        </p>
      ))}
      {verdict.conflict === undefined ? null : (
        <p className="tone-warn">
          {say('checks.conflict')} <Told>{verdict.conflict}</Told>
        </p>
      )}
      {verdict.remedy === undefined ? null : (
        <p className="remedy">
          {say('checks.remedy')} <Told>{verdict.remedy}</Told>
        </p>
      )}
      {verdict.howToGet === undefined ? null : (
        <p className="remedy">
          {say('checks.missing')} <Told>{verdict.howToGet}</Told>
        </p>
      )}
      <WhoseTurn owner={verdict.owner} />
      {verdict.verify === undefined ? null : (
        <details>
          <summary>{say('checks.verify', { name: sentence(verdict.title) ?? verdict.title })}</summary>
          <p>
            {say('checks.analyzer')} <Told>{verdict.verify.analyzer}</Told>
          </p>
          <p>
            {say('checks.by-hand')} <Told>{verdict.verify.byHand}</Told>
          </p>
        </details>
      )}
    </li>
  );
}
