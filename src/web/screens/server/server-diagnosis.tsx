import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import type { ServerDetail } from '../../../contract/servers.ts';
import { useAnswer } from '../../api/answers.ts';
import { download } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { valueInWords } from '../../parts/fact-value.ts';
import { Finding } from '../../parts/finding.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';

/** What is wrong with a server and what to do next, and everything of it as one file for a support case. */
export function ServerDiagnosis({ server }: { server: ServerDetail }) {
  const { say } = useSay();
  const { mayOperate } = useSession();
  const answer = useAnswer('diagnoseServer', { id: server.id });
  const [trouble, setTrouble] = useState<Error>();
  const save = async () => {
    setTrouble(undefined);
    const query = { names: 'true' } as const;
    saveFile(
      await download('supportBundle', { id: server.id, query }, 'application/zip'),
      `support-${server.name}.zip`,
    );
  };
  return (
    <Section
      title={say('diagnosis.title')}
      aside={
        mayOperate ? (
          <Button size="small" onClick={() => void save().catch((error: Error) => setTrouble(error))}>
            {say('diagnosis.bundle')}
          </Button>
        ) : undefined
      }
    >
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <Answered from={answer} rows={2}>
        {({ body }) =>
          body.value.length === 0 ? (
            <>
              <p>{say('diagnosis.none')}</p>
              <p className="quiet">{say('diagnosis.none.next')}</p>
            </>
          ) : (
            <ul className="lines">
              {body.value.map((finding) => (
                <Finding
                  key={finding.code}
                  finding={finding}
                  seen={finding.evidence
                    .map((one) => `${one.key} = ${valueInWords(one.value)}, ${one.source}`)
                    .join('; ')}
                />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}
