import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { Command } from '../../parts/command.tsx';
import { Section } from '../../parts/section.tsx';
import { At } from '../../time/times.tsx';
import { useSay } from '../../words/say.tsx';

/** With which keys packs are signed: whoever gets a pack compares the fingerprint with what stands here. */
export function Keys() {
  const { say } = useSay();
  const { me } = useSession();
  const answers = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const answer = useAnswer('listReportKeys');
  const make = async (because: string) => {
    await call('makeReportKey', { body: { because } });
    await answers.invalidateQueries();
  };
  return (
    <Section
      title={say('keys.title')}
      aside={
        me.role === 'administrator' ? (
          <Button size="small" onClick={() => setIsAsked(true)}>
            {say('keys.new')}
          </Button>
        ) : undefined
      }
    >
      {isAsked ? (
        <Ask title={say('keys.new')} verb={say('keys.new')} onDo={make} onClose={() => setIsAsked(false)}>
          <p>{say('keys.new.text')}</p>
        </Ask>
      ) : null}
      <p className="quiet">{say('keys.text')}</p>
      <Answered from={answer} rows={1}>
        {({ body }) =>
          body.value.length === 0 ? (
            <p className="quiet">{say('keys.none')}</p>
          ) : (
            <ul className="lines">
              {body.value.map((key) => (
                <li key={key.fingerprint}>
                  <p className="seen" translate="no">
                    <code>{key.fingerprint}</code>
                  </p>
                  <p className="check-head">
                    {key.isCurrent ? <span className="strong">{say('keys.current')}</span> : null}
                    <span className="quiet">
                      {say('people.made-by', { by: key.madeBy })} <At instant={key.madeAt} />
                    </span>
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <Command text="npx changeguard report verify PACK" />
    </Section>
  );
}
