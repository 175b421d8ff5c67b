import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BodyIn } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';

const clouds = ['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom'] as const;
const empty = {
  cloud: 'global',
  loginUrl: '',
  graphUrl: '',
  directoryId: '',
  clientId: '',
  secretRef: '',
  channel: '',
};

/** Connects the tenant, read-only: where the secret is, and never the secret. */
export function Connect() {
  const { say } = useSay();
  const answers = useQueryClient();
  const [form, setForm] = useState(empty);
  const send = async () => {
    const said = Object.entries(form).filter(([, value]) => value.trim() !== '');
    await call('connect', { body: Object.fromEntries(said) as BodyIn<'connect'> });
    await answers.invalidateQueries();
  };
  const field = (name: keyof typeof empty) => ({
    at: `body.${name}`,
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
  });
  return (
    <SmallForm verb={say('connection.connect')} onSend={send}>
      {(faults) => (
        <>
          <p className="quiet">{say('connection.connect.text')}</p>
          <div className="field-grid">
            <SmallField
              {...field('cloud')}
              faults={faults}
              label={say('connection.cloud')}
              options={clouds.map((one) => [one, one])}
            />
            <SmallField {...field('directoryId')} faults={faults} label={say('connection.directory')} />
            <SmallField {...field('clientId')} faults={faults} label={say('connection.client')} />
            <SmallField
              {...field('secretRef')}
              faults={faults}
              label={say('connection.secret')}
              hint={say('connection.secret.hint')}
            />
            <SmallField
              {...field('channel')}
              faults={faults}
              label={say('new-plan.channel')}
              options={[
                ['', say('new-plan.channel.graph')],
                ['portal', say('new-plan.channel.portal')],
              ]}
            />
            {form.cloud === 'custom' ? (
              <>
                <SmallField {...field('loginUrl')} faults={faults} label={say('connection.sign-in')} />
                <SmallField {...field('graphUrl')} faults={faults} label={say('connection.service')} />
              </>
            ) : null}
          </div>
        </>
      )}
    </SmallForm>
  );
}
