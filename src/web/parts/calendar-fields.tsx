import { useSay } from '../words/say.tsx';
import {
  type CalendarRow,
  type ClosedRow,
  type Day,
  dayNames,
  days,
  emptyCalendar,
  type WindowRow,
} from './calendar-rows.ts';
import { PlaceField, Rows, Tick } from './place-fields.tsx';

/** Calendars as they are typed, at the place `calendars` of their form. All must be open at once. */
export function CalendarFields({
  rows,
  onChange,
}: {
  rows: readonly CalendarRow[];
  onChange: (rows: readonly CalendarRow[]) => void;
}) {
  const { say } = useSay();
  return (
    <Rows
      rows={rows}
      title={(number) => say('new-plan.calendar', { number })}
      add={say('new-plan.calendar.add')}
      empty={emptyCalendar}
      onChange={onChange}
    >
      {(row, change, at) => <Calendar row={row} onChange={change} place={`calendars.${at}`} />}
    </Rows>
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
        <PlaceField place={`${place}.name`} label={say('new-plan.calendar.name')}>
          <input
            className="input"
            value={row.name}
            onChange={({ target }) => onChange({ ...row, name: target.value })}
          />
        </PlaceField>
        <PlaceField
          place={`${place}.zone`}
          label={say('new-plan.calendar.zone')}
          hint={say('new-plan.calendar.zone.hint')}
        >
          <input
            className="input"
            value={row.zone}
            onChange={({ target }) => onChange({ ...row, zone: target.value })}
          />
        </PlaceField>
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
  const { say, tag } = useSay();
  const dayName = dayNames(tag);
  const toggle = (day: Day, isIn: boolean) =>
    onChange({ ...row, days: days.filter((one) => (one === day ? isIn : row.days.includes(one))) });
  return (
    <div className="field-grid">
      <PlaceField place={`${place}.days`} label={say('new-plan.window.days')}>
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
      </PlaceField>
      <PlaceField place={`${place}.from`} label={say('new-plan.window.from')} hint={say('new-plan.window.hint')}>
        <input className="input" value={row.from} onChange={({ target }) => onChange({ ...row, from: target.value })} />
      </PlaceField>
      <PlaceField place={`${place}.to`} label={say('new-plan.window.to')}>
        <input className="input" value={row.to} onChange={({ target }) => onChange({ ...row, to: target.value })} />
      </PlaceField>
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
      <PlaceField place={`${place}.from`} label={say('new-plan.closed.from')}>
        <input {...field('from')} />
      </PlaceField>
      <PlaceField place={`${place}.to`} label={say('new-plan.closed.to')}>
        <input {...field('to')} />
      </PlaceField>
      <PlaceField place={`${place}.because`} label={say('ask.because')}>
        <input
          className="input"
          value={row.because}
          onChange={({ target }) => onChange({ ...row, because: target.value })}
        />
      </PlaceField>
    </div>
  );
}
