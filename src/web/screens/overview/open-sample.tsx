import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type SampleEstate, sampleEstates } from '../../../contract/sample-estates.ts';
import { call } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';

const titles: Readonly<Record<SampleEstate, MessageKey>> = {
  bank: 'empty.sample.bank',
  hospital: 'empty.sample.hospital',
  school: 'empty.sample.school',
};

/** A sample estate to rehearse in, where there is nothing yet: it comes as a tenant of its own, which is shown at once. */
export function OpenSample() {
  const { say } = useSay();
  const { chooseTenant } = useSession();
  const answers = useQueryClient();
  const [estate, setEstate] = useState<SampleEstate>('bank');
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState<Error>();
  const open = async () => {
    setIsBusy(true);
    setTrouble(undefined);
    const { body } = await call('openSample', { body: { estate } });
    await answers.invalidateQueries({ queryKey: ['listTenants'] });
    chooseTenant(body.tenantId);
  };
  return (
    <Section title={say('empty.sample')}>
      <p>{say('empty.sample.text')}</p>
      <div className="steps-bar">
        <select
          className="input"
          aria-label={say('empty.sample.which')}
          value={estate}
          onChange={({ target }) => setEstate(target.value as SampleEstate)}
        >
          {sampleEstates.map((one) => (
            <option key={one} value={one}>
              {say(titles[one])}
            </option>
          ))}
        </select>
        <Button
          size="small"
          appearance="primary"
          disabled={isBusy}
          onClick={() =>
            void open()
              .catch((error: Error) => setTrouble(error))
              .finally(() => setIsBusy(false))
          }
        >
          {say('empty.sample.do')}
        </Button>
      </div>
      <p role="status" className="quiet">
        {isBusy ? say('empty.sample.busy') : null}
      </p>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </Section>
  );
}
