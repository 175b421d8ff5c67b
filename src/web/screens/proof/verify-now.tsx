import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { ProblemDetail } from '../../parts/problem.tsx';
import { Section } from '../../parts/section.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';

/** Collects and judges the proofs anew; the service is read first, unless somebody wants to hear what is known. */
export function VerifyNow() {
  const { say } = useSay();
  const answers = useQueryClient();
  const [selector, setSelector] = useState('');
  const [refresh, setRefresh] = useState('yes');
  const [found, setFound] = useState<Answer<'verify'>>();
  const send = async () => {
    setFound(undefined);
    const { body } = await call('verify', { body: { selector: selector.trim() || 'all', refresh: refresh === 'yes' } });
    setFound(body);
    await answers.invalidateQueries();
  };
  return (
    <Section title={say('verify.title')} className="form">
      <SmallForm verb={say('verify.do')} onSend={send}>
        {(faults) => (
          <div className="field-grid">
            <SmallField
              at="body.selector"
              label={say('verify.selector')}
              hint={say('verify.selector.hint')}
              faults={faults}
              value={selector}
              onChange={setSelector}
            />
            <SmallField
              at="body.refresh"
              label={say('verify.refresh')}
              faults={faults}
              value={refresh}
              onChange={setRefresh}
              options={[
                ['yes', say('verify.refresh.yes')],
                ['no', say('verify.refresh.no')],
              ]}
            />
          </div>
        )}
      </SmallForm>
      <div role="status">
        {found === undefined ? null : (
          <p>
            {found.moves.length === 0
              ? say('verify.none')
              : say('verify.found', { complete: found.complete, incomplete: found.incomplete })}
          </p>
        )}
      </div>
      {found === undefined || found.problems.length === 0 ? null : (
        <ul className="plain-list">
          {found.problems.map(({ code, detail }) => (
            <li key={`${code} ${detail}`}>
              <ProblemDetail code={code} detail={detail} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
