import { PlaceField, Rows } from '../../parts/place-fields.tsx';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import { TextField, useFilling } from './fields.tsx';
import { emptyWaiver, type WaiverRow } from './form.ts';

/** Step 3, first half: how many at once, and who stays protected meanwhile. */
export function Limits() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.limits')}>
      <p className="quiet">{say('new-plan.empty-is-default')}</p>
      <div className="field-grid">
        <TextField name="inFlight" place="caps.inFlight" label="new-plan.in-flight" hint="new-plan.in-flight.hint" />
        <TextField name="perSite" place="caps.perSite" label="new-plan.per-site" />
        <TextField name="perDomain" place="caps.perDomain" label="new-plan.per-domain" />
        <TextField name="startsPerDay" place="caps.startsPerDay" label="new-plan.starts-per-day" />
        <TextField name="commitsPerDay" place="caps.commitsPerDay" label="new-plan.commits-per-day" />
        <TextField name="blastRadius" place="caps.blastRadius" label="new-plan.blast-radius" />
        <TextField name="spread" place="caps.spreadMs" label="new-plan.spread" hint="new-plan.spread.hint" />
        <TextField name="failures" place="budget.failures" label="new-plan.failures" hint="new-plan.failures.hint" />
        <TextField name="perStratum" place="budget.perStratum" label="new-plan.per-stratum" />
      </div>
      <h3>{say('new-plan.floor')}</h3>
      <div className="field-grid">
        <TextField
          name="floorServers"
          place="floor.servers"
          label="new-plan.floor.servers"
          hint="new-plan.floor.hint"
        />
        <TextField name="floorShare" place="floor.share" label="new-plan.floor.share" />
      </div>
      <Rows
        rows={form.waivers}
        title={(number) => say('new-plan.waiver', { number })}
        add={say('new-plan.waiver.add')}
        empty={emptyWaiver}
        onChange={(waivers) => set({ waivers })}
      >
        {(row, change, at) => <Waiver row={row} onChange={change} at={at} />}
      </Rows>
    </Section>
  );
}

function Waiver({ row, onChange, at }: { row: WaiverRow; onChange: (row: WaiverRow) => void; at: number }) {
  const { say } = useSay();
  const place = `floor.waivers.${at}`;
  return (
    <div className="field-grid">
      <PlaceField place={`${place}.of`} label={say('new-plan.waiver.of')}>
        <select value={row.of} onChange={({ target }) => onChange({ ...row, of: target.value as WaiverRow['of'] })}>
          <option value="site">{say('column.site')}</option>
          <option value="domain">{say('column.domain')}</option>
        </select>
      </PlaceField>
      <PlaceField place={`${place}.name`} label={say('new-plan.waiver.name')}>
        <input className="input" value={row.name} onChange={({ target }) => onChange({ ...row, name: target.value })} />
      </PlaceField>
      <PlaceField
        place={`${place}.expiresAt`}
        label={say('new-plan.waiver.until')}
        hint={say('new-plan.waiver.until.hint')}
      >
        <input
          className="input"
          type="date"
          value={row.until}
          onChange={({ target }) => onChange({ ...row, until: target.value })}
        />
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
