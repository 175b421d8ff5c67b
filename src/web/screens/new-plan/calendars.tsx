import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { PlanField, Rows, Tick, useFilling } from './fields.tsx';
import { type CalendarRow, type ClosedRow, type Day, days, emptyCalendar, type WindowRow } from './form.ts';

/** Step 3: in which hours servers may start. All calendars must be open at once. */
export function Calendars() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.calendars')}>
      <p className="quiet">{say('new-plan.calendars.text')}</p>
      <Rows
        rows={form.calendars}
        title={(number) => say('new-plan.calendar', { number })}
        add={say('new-plan.calendar.add')}
        empty={emptyCalendar}
        onChange={(calendars) => set({ calendars })}
      >
        {(row, change, at) => <Calendar row={row} onChange={change} place={`calendars.${at}`} />}
      </Rows>
    </Section>
  );
}

interface Given<Row> {
  readonly row: Row;
  readonly onChange: (row: Row) => void;
  readonly place: string;
}

function Calendar({ row, onChange, place }: Given<CalendarRow>) {
  const { say } = useSay();
  return (
    <>
      <div className="field-grid">
        <PlanField place={`${place}.name`} label={say('new-plan.calendar.name')}>
          <input
            className="input"
            value={row.name}
            onChange={({ target }) => onChange({ ...row, name: target.value })}
          />
        </PlanField>
        <PlanField
          place={`${place}.zone`}
          label={say('new-plan.calendar.zone')}
          hint={say('new-plan.calendar.zone.hint')}
        >
          <input
            className="input"
            value={row.zone}
            onChange={({ target }) => onChange({ ...row, zone: target.value })}
          />
        </PlanField>
      </div>
      <Rows
        rows={row.open}
        title={(number) => say('new-plan.window', { number })}
        add={say('new-plan.window.add')}
        empty={{ days: [], from: '22:00', to: '05:00' }}
        onChange={(open) => onChange({ ...row, open })}
      >
        {(window, change, at) => <Window row={window} onChange={change} place={`${place}.open.${at}`} />}
      </Rows>
      <Rows
        rows={row.closed}
        title={(number) => say('new-plan.closed', { number })}
        add={say('new-plan.closed.add')}
        empty={{ from: '', to: '', because: '' }}
        onChange={(closed) => onChange({ ...row, closed })}
      >
        {(period, change, at) => <Closed row={period} onChange={change} place={`${place}.closed.${at}`} />}
      </Rows>
    </>
  );
}

function Window({ row, onChange, place }: Given<WindowRow>) {
  const { say } = useSay();
  const dayName = useDayNames();
  const toggle = (day: Day, isIn: boolean) =>
    onChange({ ...row, days: days.filter((one) => (one === day ? isIn : row.days.includes(one))) });
  return (
    <div className="field-grid">
      <PlanField place={`${place}.days`} label={say('new-plan.window.days')}>
        <fieldset className="choices-bar">
          {days.map((day) => (
            <Tick
              key={day}
              label={dayName(day)}
              checked={row.days.includes(day)}
              onChange={(isIn) => toggle(day, isIn)}
            />
          ))}
        </fieldset>
      </PlanField>
      <PlanField place={`${place}.from`} label={say('new-plan.window.from')} hint={say('new-plan.window.hint')}>
        <input className="input" value={row.from} onChange={({ target }) => onChange({ ...row, from: target.value })} />
      </PlanField>
      <PlanField place={`${place}.to`} label={say('new-plan.window.to')}>
        <input className="input" value={row.to} onChange={({ target }) => onChange({ ...row, to: target.value })} />
      </PlanField>
    </div>
  );
}

function Closed({ row, onChange, place }: Given<ClosedRow>) {
  const { say } = useSay();
  const field = (name: 'from' | 'to') => ({
    className: 'input',
    type: 'datetime-local',
    value: row[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...row, [name]: target.value }),
  });
  return (
    <div className="field-grid">
      <PlanField place={`${place}.from`} label={say('new-plan.closed.from')}>
        <input {...field('from')} />
      </PlanField>
      <PlanField place={`${place}.to`} label={say('new-plan.closed.to')}>
        <input {...field('to')} />
      </PlanField>
      <PlanField place={`${place}.because`} label={say('ask.because')}>
        <input
          className="input"
          value={row.because}
          onChange={({ target }) => onChange({ ...row, because: target.value })}
        />
      </PlanField>
    </div>
  );
}

/** The browser knows the names of days in every language. 1 January 2024 was a Monday. */
function useDayNames(): (day: Day) => string {
  const { tag } = useSay();
  const format = new Intl.DateTimeFormat(tag, { weekday: 'short', timeZone: 'UTC' });
  return (day) => format.format(new Date(Date.UTC(2024, 0, 1 + days.indexOf(day))));
}
