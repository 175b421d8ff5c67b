import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { PlanRequest } from '../../../contract/campaigns.ts';
import type { PlanDraft } from '../../../contract/plans.ts';
import { call } from '../../api/call.ts';
import { isRefusal } from '../../api/refusal.ts';
import { to } from '../../frame/links.ts';
import { useSession } from '../../frame/session.tsx';
import { PlanInWords } from '../../parts/left-out.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { Loading, Nothing, PartWords, Trouble } from '../../parts/trouble.tsx';
import { useSay } from '../../words/say.tsx';
import { Calendars } from './calendars.tsx';
import { faultsNowhere } from './faults.ts';
import { type Filling, FillingProvider } from './fields.tsx';
import { ForecastLines } from './forecast-lines.tsx';
import { emptyForm, type PlanForm } from './form.ts';
import { Gates, People } from './gates.tsx';
import { Limits } from './limits.tsx';
import { requestOf } from './request.ts';
import { RulesFile } from './rules-file-button.tsx';
import { type Ahead, useForecast } from './use-forecast.ts';
import { mostOnBoard } from './waves-board.tsx';
import { textOfWaves } from './waves-text.ts';
import { Order, Who } from './who-and-order.tsx';

const formId = 'new-plan';

/** Everything that `changeguard plan` can do, in its words: who, in which order, under which rules; and what that will do before it is saved. */
export function NewPlan() {
  const { say } = useSay();
  const { mayOperate, me } = useSession();
  return (
    <Page title={say('new-plan.title')}>
      {mayOperate ? <Form /> : <Nothing title={say('role.only-looks', { role: me.role })} />}
    </Page>
  );
}

function Form() {
  const [parameters] = useSearchParams();
  const [form, setForm] = useState<PlanForm>(() => emptyForm(parameters.get('selector') ?? 'all'));
  const making = useMaking(form);
  const ahead = useForecast(form);
  const fields = useRef<HTMLFormElement>(null);
  const isWrong = making.faults.length > 0;
  // Whoever is told that something is wrong is brought to where it is.
  useEffect(() => {
    if (isWrong) fields.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [isWrong]);
  const set: Filling['set'] = (change) => setForm((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void making.draft();
  };
  return (
    <FillingProvider value={{ form, set, faults: making.faults }}>
      <div className="two-columns new-plan">
        <form id={formId} ref={fields} onSubmit={submit} noValidate>
          <Who />
          <Order />
          <RulesFile onRead={setForm} form={form} />
          <Limits />
          <Gates />
          <Calendars />
          <People />
        </form>
        <div className="new-plan-aside">
          <Draft making={making} ahead={ahead} onArrange={set} />
        </div>
      </div>
    </FillingProvider>
  );
}

type Making = ReturnType<typeof useMaking>;

/** Asks what a plan of this form would do, and saves it. What was told of an earlier form is marked as such. */
function useMaking(form: PlanForm) {
  const { say } = useSay();
  const answers = useQueryClient();
  const navigate = useNavigate();
  const [told, setTold] = useState<{ readonly of: PlanForm; readonly draft: PlanDraft }>();
  const [trouble, setTrouble] = useState<Error>();
  const [faults, setFaults] = useState<Filling['faults']>([]);
  const [isBusy, setIsBusy] = useState(false);
  const attempt = async (act: (body: PlanRequest) => Promise<void>) => {
    const reading = requestOf(form);
    setTrouble(undefined);
    setFaults(reading.ok ? [] : reading.faults.map(({ at, key }) => ({ at, message: say(key), isOurs: true })));
    if (!reading.ok) return;
    setIsBusy(true);
    await act(reading.request)
      .catch((error: Error) => {
        setTrouble(error);
        if (isRefusal(error)) setFaults(error.problem.errors ?? []);
      })
      .finally(() => setIsBusy(false));
  };
  return {
    told: told?.draft,
    isOld: told !== undefined && told.of !== form,
    trouble,
    faults,
    isBusy,
    draft: () =>
      attempt(async (request) => {
        const { body } = await call('draftPlan', { body: request });
        setTold({ of: form, draft: body });
      }),
    save: () =>
      attempt(async (request) => {
        const { body } = await call('makePlan', { body: request });
        await answers.invalidateQueries();
        navigate(to.plan(body.digest));
      }),
  };
}

/** Places of the form; a fault at another one is told above everything. */
const places = ['selector', 'name', 'waves', 'caps', 'floor', 'budget', 'gate', 'calendars', 'commitGuard', 'approval'];

function Draft({ making, ahead, onArrange }: { making: Making; ahead: Ahead; onArrange: Filling['set'] }) {
  const { say } = useSay();
  const { told, trouble, faults, isOld, isBusy } = making;
  const elsewhere = faultsNowhere(faults, places);
  return (
    <Section title={say('new-plan.draft')}>
      <ForecastLines ahead={ahead} />
      <div className="steps-bar">
        <Button
          appearance={told === undefined || isOld ? 'primary' : 'secondary'}
          disabled={isBusy}
          type="submit"
          form={formId}
        >
          {say('new-plan.draft.do')}
        </Button>
        <Button
          appearance={told === undefined || isOld ? 'secondary' : 'primary'}
          disabled={isBusy}
          onClick={() => void making.save()}
        >
          {say('new-plan.save')}
        </Button>
      </div>
      <p className="quiet">{say('new-plan.save.text')}</p>
      {trouble === undefined ? null : <Trouble error={trouble} />}
      {trouble === undefined && faults.length > 0 ? (
        <p className="tone-bad" role="alert">
          {say('new-plan.faults', { count: faults.length })}
        </p>
      ) : null}
      {elsewhere.length === 0 ? null : (
        <ul className="plain-list">
          {elsewhere.map((fault) => (
            <li key={`${fault.at} ${fault.message}`}>
              <strong translate="no">{fault.at}</strong> <PartWords {...fault} />
            </li>
          ))}
        </ul>
      )}
      {isBusy ? <Loading rows={4} /> : null}
      {told === undefined && !isBusy && trouble === undefined ? (
        <p className="quiet">{say('new-plan.draft.none')}</p>
      ) : null}
      {told === undefined || isBusy ? null : (
        <div role="status">
          {isOld ? (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>{say('new-plan.draft.old')}</MessageBarBody>
            </MessageBar>
          ) : null}
          <PlanInWords plan={told} />
          <Arrange draft={told} onArrange={onArrange} />
        </div>
      )}
    </Section>
  );
}

/** The waves that were shown become the list, to be changed server by server. */
function Arrange({ draft: { plan }, onArrange }: { draft: PlanDraft; onArrange: Filling['set'] }) {
  const { say } = useSay();
  if (plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0) > mostOnBoard) return null;
  const arrange = () => {
    const waves = plan.waves.map(({ name, hosts }) => ({ name, hosts: hosts.map((host) => host.name) }));
    onArrange({ order: 'explicit', orderWaves: textOfWaves(waves), canary: false });
  };
  return (
    <Button size="small" onClick={arrange}>
      {say('new-plan.board.arrange')}
    </Button>
  );
}
