import { PlaceField, Rows, Tick } from '../../parts/place-fields.tsx';
import { Section } from '../../parts/section.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { Choice, TextField, useFilling } from './fields.tsx';
import { emptyCondition, type GateKind, type GateRow } from './form.ts';

const kinds: readonly (readonly [GateKind, MessageKey])[] = [
  ['soak', 'new-plan.gate.soak'],
  ['success-share', 'new-plan.gate.success-share'],
  ['health', 'new-plan.gate.health'],
  ['detection', 'new-plan.gate.detection'],
  ['proofs', 'new-plan.gate.proofs'],
  ['hunting', 'new-plan.gate.hunting'],
  ['manual', 'new-plan.gate.manual'],
  ['rollback-drill', 'new-plan.gate.rollback-drill'],
];
/** What stands behind the kind; a kind without a size of its own has no such field. */
const values: Readonly<Partial<Record<GateKind, MessageKey>>> = {
  soak: 'new-plan.gate.soak.value',
  'success-share': 'new-plan.gate.success-share.value',
  health: 'new-plan.gate.health.value',
  proofs: 'new-plan.gate.proofs.value',
  hunting: 'new-plan.gate.hunting.value',
  manual: 'new-plan.gate.manual.value',
};

/** Step 3: what is asked after each wave, besides its proofs. */
export function Gates() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.gates')}>
      <p className="quiet">{say('new-plan.gates.text')}</p>
      <Rows
        rows={form.gate}
        title={(number) => say('new-plan.gate', { number })}
        add={say('new-plan.gate.add')}
        empty={emptyCondition}
        onChange={(gate) => set({ gate })}
      >
        {(row, change, at) => <Condition row={row} onChange={change} at={at} />}
      </Rows>
    </Section>
  );
}

function Condition({ row, onChange, at }: { row: GateRow; onChange: (row: GateRow) => void; at: number }) {
  const { say } = useSay();
  const value = values[row.kind];
  return (
    <div className="field-grid">
      <PlaceField place={`gate.${at}.kind`} label={say('new-plan.gate.kind')}>
        <select value={row.kind} onChange={({ target }) => onChange({ kind: target.value as GateKind, value: '' })}>
          {kinds.map(([kind, key]) => (
            <option key={kind} value={kind}>
              {say(key)}
            </option>
          ))}
        </select>
      </PlaceField>
      {value === undefined ? (
        <PlaceField place={`gate.${at}`} label={say('new-plan.gate.no-value')}>
          <input className="input" disabled value="" />
        </PlaceField>
      ) : (
        <PlaceField place={`gate.${at}`} label={say(value)}>
          <input
            className="input"
            value={row.value}
            onChange={({ target }) => onChange({ ...row, value: target.value })}
          />
        </PlaceField>
      )}
    </div>
  );
}

/** Step 3, last part: who decides what, before it starts and before it becomes final. */
export function People() {
  const { say } = useSay();
  const { form, set } = useFilling();
  return (
    <Section title={say('new-plan.people')}>
      <div className="field-grid">
        <TextField name="people" place="approval.people" label="new-plan.approvals" hint="new-plan.approvals.hint" />
        <TextField
          name="valid"
          place="approval.validMs"
          label="new-plan.approval.valid"
          hint="new-plan.approval.valid.hint"
        />
      </div>
      <Tick label={say('new-plan.approval.per-wave')} checked={form.perWave} onChange={(perWave) => set({ perWave })} />
      <Choice
        label={say('new-plan.guard')}
        name="guard"
        value={form.whenNobodyDecides}
        options={[
          ['', say('new-plan.guard.default')],
          ['ask-for-rollback', say('new-plan.guard.ask')],
          ['let-commit', say('new-plan.guard.let')],
        ]}
        onChange={(whenNobodyDecides) => set({ whenNobodyDecides })}
      />
      <TextField name="alarmHours" place="commitGuard.alarmHours" label="new-plan.alarms" hint="new-plan.alarms.hint" />
    </Section>
  );
}
