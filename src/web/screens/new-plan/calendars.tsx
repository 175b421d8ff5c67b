import { CalendarFields } from '../../parts/calendar-fields.tsx';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { useFilling } from './fields.tsx';

/** Step 3: in which hours servers may start. All calendars must be open at once. */
export function Calendars() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.calendars')}>
      <p className="quiet">{say('new-plan.calendars.text')}</p>
      <CalendarFields rows={form.calendars} onChange={(calendars) => set({ calendars })} />
    </Section>
  );
}
