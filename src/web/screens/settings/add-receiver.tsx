import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BodyIn } from '../../../contract/routes.ts';
import { call } from '../../api/call.ts';
import { type FormFaults, SmallField, SmallForm } from '../../parts/small-form.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';

type Request = BodyIn<'addReceiver'>;

const empty = {
  ...{ name: '', way: 'webhook', url: '', secretRef: '', server: '', sender: '', to: '', user: '', urlRef: '' },
  ...{ kinds: '', from: '', until: '', zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
};
type Form = typeof empty;

/** The fields of each way, with the member of the request that each becomes. */
const ways: Readonly<Record<string, readonly (readonly [keyof Form, string, MessageKey])[]>> = {
  webhook: [
    ['url', 'body.address.url', 'receivers.url'],
    ['secretRef', 'body.address.secretRef', 'receivers.key'],
  ],
  mail: [
    ['to', 'body.address.to', 'receivers.to'],
    ['sender', 'body.address.from', 'receivers.from'],
    ['server', 'body.address.server', 'receivers.smtp'],
    ['user', 'body.address.login.user', 'receivers.user'],
    ['secretRef', 'body.address.login.secretRef', 'receivers.password'],
  ],
  teams: [['urlRef', 'body.address.urlRef', 'receivers.workflow']],
};

/** A new receiver: by webhook, by mail, or in Teams. Secrets are named by where they are. */
export function AddReceiver({ onDone }: { onDone: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [form, setForm] = useState(empty);
  const send = async () => {
    await call('addReceiver', { body: requestOf(form) });
    await answers.invalidateQueries();
    onDone();
  };
  const field = (name: keyof Form, at: string, label: MessageKey, faults: FormFaults) => (
    <SmallField
      key={name}
      at={at}
      label={say(label)}
      faults={faults}
      value={form[name]}
      onChange={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <SmallForm verb={say('receivers.add')} onSend={send} onLeave={onDone}>
      {(faults) => (
        <>
          <p className="quiet">{say('receivers.text')}</p>
          <div className="field-grid">
            {field('name', 'body.name', 'receivers.name', faults)}
            <SmallField
              at="body.address.kind"
              label={say('receivers.by')}
              faults={faults}
              value={form.way}
              onChange={(way) => setForm({ ...form, way })}
              options={[
                ['webhook', say('receivers.webhook')],
                ['mail', say('receivers.mail')],
                ['teams', say('receivers.teams')],
              ]}
            />
            {(ways[form.way] ?? []).map(([name, at, label]) => field(name, at, label, faults))}
            {field('kinds', 'body.kinds', 'receivers.kinds', faults)}
            {field('from', 'body.quietHours.from', 'receivers.quiet.from', faults)}
            {field('until', 'body.quietHours.to', 'receivers.quiet.to', faults)}
            {field('zone', 'body.quietHours.zone', 'new-plan.calendar.zone', faults)}
          </div>
        </>
      )}
    </SmallForm>
  );
}

function requestOf(form: Form): Request {
  const kinds = listed(form.kinds);
  const isQuiet = form.from.trim() !== '' || form.until.trim() !== '';
  return {
    name: form.name,
    address: addressOf(form),
    kinds: kinds.length === 0 ? null : kinds,
    quietHours: isQuiet ? { from: form.from.trim(), to: form.until.trim(), zone: form.zone.trim() } : null,
  };
}

function addressOf(form: Form): Request['address'] {
  if (form.way === 'teams') return { kind: 'teams', urlRef: form.urlRef.trim() };
  if (form.way === 'webhook') return { kind: 'webhook', url: form.url.trim(), secretRef: form.secretRef.trim() };
  const login = form.user.trim() === '' ? null : { user: form.user.trim(), secretRef: form.secretRef.trim() };
  return { kind: 'mail', server: form.server.trim(), from: form.sender.trim(), to: listed(form.to), login };
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
