import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../../contract/routes.ts';
import { useAnswer } from '../../api/answers.ts';
import { call, type Told } from '../../api/call.ts';
import { useSession } from '../../frame/session.tsx';
import { Answered } from '../../parts/answered.tsx';
import { CalendarFields } from '../../parts/calendar-fields.tsx';
import { type CalendarRow, calendarOf, dayNames } from '../../parts/calendar-rows.ts';
import { isAt, placeIn } from '../../parts/place-faults.ts';
import { FaultsProvider } from '../../parts/place-fields.tsx';
import { localIn, PlanLines } from '../../parts/plan-text.tsx';
import { Section } from '../../parts/section.tsx';
import { SmallField, SmallForm } from '../../parts/small-form.tsx';
import { useSay } from '../../words/say.tsx';

type Tenant = Answer<'showTenant'>;

/** Windows and freezes for every start in the tenant, whatever its plans say, and when they let anything start next. */
export function Hours() {
  const { say } = useSay();
  const { me } = useSession();
  const answer = useAnswer('showTenant');
  // The tenant as it was when the form opened: what somebody else changes meanwhile is told, and not overwritten.
  const [edited, setEdited] = useState<Told<'showTenant'>>();
  return (
    <Section title={say('hours.title')} className="form">
      <p className="quiet">{say('hours.text')}</p>
      <Answered from={answer}>
        {(told) => (
          <>
            {told.body.calendars.length === 0 ? <p className="quiet">{say('hours.none')}</p> : <Kept {...told.body} />}
            {edited !== undefined ? (
              <Edit told={edited} onLeave={() => setEdited(undefined)} />
            ) : me.role === 'administrator' ? (
              <div className="steps-bar">
                <Button size="small" onClick={() => setEdited(told)}>
                  {say('hours.change')}
                </Button>
              </div>
            ) : null}
          </>
        )}
      </Answered>
    </Section>
  );
}

function Kept({ calendars, openings }: Pick<Tenant, 'calendars' | 'openings'>) {
  const { say } = useSay();
  return (
    <>
      {calendars.map((calendar) => (
        <Calendar key={calendar.name} {...calendar} />
      ))}
      <div className="plan-text">
        <h3>{say('hours.next')}</h3>
        <PlanLines lines={openings} />
      </div>
    </>
  );
}

function Calendar({ name, zone, open, closed }: Tenant['calendars'][number]) {
  const { say, tag } = useSay();
  const named = dayNames(tag);
  return (
    <div className="plan-text">
      <h3>
        <span translate="no">
          {name} ({zone})
        </span>
      </h3>
      {open.length === 0 ? <p>{say('hours.any')}</p> : null}
      {open.map(({ days, from, to }) => (
        <p key={`${days.join()} ${from}`}>{say('hours.open', { days: days.map(named).join(', '), from, to })}</p>
      ))}
      {closed.map(({ from, to, because }) => (
        <p key={`${from} ${to}`}>
          {say('hours.closed', {
            from: localIn({ local: from, form: 'year' }, tag),
            to: localIn({ local: to, form: 'year' }, tag),
          })}{' '}
          <span translate="no">{because}</span>
        </p>
      ))}
    </div>
  );
}

function Edit({ told, onLeave }: { told: Told<'showTenant'>; onLeave: () => void }) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [rows, setRows] = useState<readonly CalendarRow[]>(told.body.calendars);
  const [because, setBecause] = useState('');
  const send = async () => {
    // Without a reason it is refused; then what else is wrong is told as well.
    const body = { calendars: rows.map(calendarOf), because: because.trim() || undefined };
    await call('changeTenant', { body, ifMatch: told.etag });
    await answers.invalidateQueries();
    onLeave();
  };
  return (
    <SmallForm verb={say('hours.save')} onSend={send} onLeave={onLeave}>
      {(faults) => (
        <FaultsProvider value={(place) => faults.filter(({ at }) => isAt(placeIn(at), place))}>
          <p>{say('hours.at-once')}</p>
          <CalendarFields rows={rows} onChange={setRows} />
          <SmallField
            value={because}
            onChange={setBecause}
            at="because"
            faults={faults.map((fault) => ({ ...fault, at: placeIn(fault.at) }))}
            label={say('ask.because')}
          />
        </FaultsProvider>
      )}
    </SmallForm>
  );
}
