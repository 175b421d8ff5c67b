import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer, BodyIn } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { call, type Told } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Ask } from '../../parts/ask.tsx';
import { ScrollX } from '../../parts/scroll-x.tsx';
import { Section } from '../../parts/section.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';
import { Rules } from './rules.tsx';

type Tenant = Answer<'showTenant'>;
type Change = BodyIn<'changeTenant'>;

/** The dated edition of the rules, values of our own with their reasons, and which features the tenant uses. */
export function Rulebook() {
  const { say } = useSay();
  const { me } = useSession();
  const answer = useAnswer('showTenant');
  return (
    <Section title={say('rulebook.title')} className="form">
      <Answered from={answer}>
        {(told) => (
          <>
            <Facts tenant={told.body} />
            <Overrides told={told} />
            <Rules />
            {me.role === 'administrator' ? <Changes key={told.etag} told={told} /> : null}
          </>
        )}
      </Answered>
    </Section>
  );
}

function Facts({ tenant }: { tenant: Tenant }) {
  const { say } = useSay();
  const yesNo = (value: boolean | null) =>
    say(value === null ? 'rulebook.unknown' : value ? 'rulebook.yes' : 'rulebook.no');
  return (
    <dl className="properties">
      <div>
        <dt>{say('rulebook.edition')}</dt>
        <dd>{tenant.edition}</dd>
      </div>
      <div>
        <dt>{say('rulebook.vpn')}</dt>
        <dd>{yesNo(tenant.usesVpnIntegration)}</dd>
      </div>
      <div>
        <dt>{say('rulebook.syslog')}</dt>
        <dd>{yesNo(tenant.usesSyslog)}</dd>
      </div>
      <div>
        <dt>{say('rulebook.accepted-by')}</dt>
        <dd translate="no">{tenant.featureLossAcceptedBy ?? '–'}</dd>
      </div>
    </dl>
  );
}

/** Based on the tenant that was shown: what somebody else changed meanwhile is not overwritten. */
async function change({ etag }: Told<'showTenant'>, body: Change): Promise<void> {
  await call('changeTenant', { body, ifMatch: etag });
}

function Overrides({ told }: { told: Told<'showTenant'> }) {
  const { say } = useSay();
  const { me } = useSession();
  const answers = useQueryClient();
  const [removed, setRemoved] = useState<string>();
  const { overrides } = told.body;
  if (overrides.length === 0) return <p className="quiet">{say('rulebook.no-overrides')}</p>;
  const remove = async (because: string) => {
    await change(told, { overrides: overrides.filter(({ rule }) => rule !== removed), because });
    await answers.invalidateQueries();
  };
  return (
    <ScrollX label={say('rulebook.overrides')}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('rulebook.rule')}</th>
            <th scope="col">{say('rulebook.value')}</th>
            <th scope="col">{say('ask.because')}</th>
            <th scope="col">
              <span className="unseen">{say('plan-field.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {overrides.map(({ rule, value, because }) => (
            <tr key={rule}>
              <th scope="row">
                <code>{rule}</code>
              </th>
              <td>
                <code>{JSON.stringify(value)}</code>
              </td>
              <td translate="no">{because}</td>
              <td>
                {me.role === 'administrator' ? (
                  <Button
                    size="small"
                    onClick={() => setRemoved(rule)}
                    aria-label={`${say('plan-field.remove')}: ${rule}`}
                  >
                    {say('plan-field.remove')}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {removed === undefined ? null : (
        <Ask
          title={say('rulebook.remove', { rule: removed })}
          verb={say('plan-field.remove')}
          onDo={remove}
          onClose={() => setRemoved(undefined)}
        >
          <p>{say('rulebook.judged-again')}</p>
        </Ask>
      )}
    </ScrollX>
  );
}

const editions = ['2026-03', '2026-09'].map((one) => [one, one] as const);
const noOverride = { rule: '', value: '', because: '' };

/** One form for what may change; a value of our own needs its rule and its reason. */
function Changes({ told }: { told: Told<'showTenant'> }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const { name, edition, usesVpnIntegration, usesSyslog, overrides } = told.body;
  const [form, setForm] = useState({
    name,
    edition: edition as string,
    vpn: wordOf(usesVpnIntegration),
    syslog: wordOf(usesSyslog),
    ...noOverride,
  });
  const send = async () => {
    await change(told, changeOf(form, overrides));
    await answers.invalidateQueries();
  };
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
  });
  const uses = [
    ['', say('rulebook.unknown')],
    ['yes', say('rulebook.yes')],
    ['no', say('rulebook.no')],
  ] as const;
  return (
    <SmallForm verb={say('rulebook.save')} onSend={send}>
      {(faults) => (
        <>
          <h3>{say('rulebook.change')}</h3>
          <p className="quiet">{say('rulebook.judged-again')}</p>
          <div className="field-grid">
            <SmallField {...field('name')} at="body.name" faults={faults} label={say('tenants.name')} />
            <SmallField
              {...field('edition')}
              at="body.edition"
              faults={faults}
              label={say('rulebook.edition')}
              options={editions}
            />
            <SmallField
              {...field('vpn')}
              at="body.usesVpnIntegration"
              faults={faults}
              label={say('rulebook.vpn')}
              options={uses}
            />
            <SmallField
              {...field('syslog')}
              at="body.usesSyslog"
              faults={faults}
              label={say('rulebook.syslog')}
              options={uses}
            />
            <SmallField
              {...field('rule')}
              at={form.rule.trim() || 'body.overrides'}
              faults={faults}
              label={say('rulebook.rule.own')}
              hint={say('rulebook.rule.hint')}
            />
            <SmallField
              {...field('value')}
              at="body.overrides.value"
              faults={faults}
              label={say('rulebook.value')}
              hint={say('rulebook.value.hint')}
            />
            <SmallField
              {...field('because')}
              at="body.because"
              faults={faults}
              label={say('ask.because')}
              hint={say('ask.because.hint')}
            />
          </div>
        </>
      )}
    </SmallForm>
  );
}

function changeOf(
  form: typeof noOverride & {
    readonly name: string;
    readonly edition: string;
    readonly vpn: string;
    readonly syslog: string;
  },
  overrides: Tenant['overrides'],
): Change {
  const [rule, because] = [form.rule.trim(), form.because.trim()];
  const added = { rule, value: readValue(form.value), because };
  return {
    name: form.name.trim(),
    edition: form.edition as Tenant['edition'],
    ...(form.vpn === '' ? {} : { usesVpnIntegration: form.vpn === 'yes' }),
    ...(form.syslog === '' ? {} : { usesSyslog: form.syslog === 'yes' }),
    ...(because === '' ? {} : { because }),
    ...(rule === '' ? {} : { overrides: [...overrides.filter((one) => one.rule !== rule), added] }),
  };
}

function wordOf(value: boolean | null): string {
  return value === null ? '' : value ? 'yes' : 'no';
}

/** As JSON where it is some; else as it is typed, as the command line takes it. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
