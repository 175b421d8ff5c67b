import { Button, Field } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanDetail } from '../../../contract/plans.ts';
import type { RehearsalFault } from '../../../contract/rehearsals.ts';
import type { BodyIn } from '../../../contract/routes.ts';
import { type SampleEstate, sampleEstates } from '../../../contract/sample-estates.ts';
import { useAnswer } from '../../api/answers.ts';
import { call } from '../../api/call.ts';
import { Ask } from '../../parts/ask.tsx';
import { Told, useSay } from '../../words/say.tsx';

interface FaultRow {
  readonly kind: string;
  readonly percent: string;
}

/** What is played: how many seeds, which faults, on whose servers. */
export function AskRehearsal({
  plan,
  onBegun,
  onClose,
}: {
  plan: Pick<PlanDetail, 'digest' | 'name'>;
  onBegun?: (() => void) | undefined;
  onClose: () => void;
}) {
  const { say } = useSay();
  const answers = useQueryClient();
  const [seeds, setSeeds] = useState('20');
  const [seed, setSeed] = useState('1');
  const [estate, setEstate] = useState<'mine' | SampleEstate>('mine');
  const [anonymise, setAnonymise] = useState(false);
  const [faults, setFaults] = useState<readonly FaultRow[]>([]);
  const isReadable = isWhole(seeds, 1, 100) && isWhole(seed, 0, 2_000_000_000) && faults.every(isShare);
  const act = async () => {
    const body: BodyIn<'rehearsePlan'> = {
      seed: Number(seed),
      seeds: Number(seeds),
      estate,
      anonymise,
      faults: faults.map(({ kind, percent }) =>
        percent.trim() === '' ? { kind } : { kind, rate: Number(percent) / 100 },
      ),
    };
    await call('rehearsePlan', { id: plan.digest, body });
    await answers.invalidateQueries();
    onBegun?.();
  };
  return (
    <Ask
      title={say('rehearsal.ask', { name: plan.name })}
      verb={say('rehearsal.begin', { count: Number(seeds) || 0 })}
      needsReason={false}
      isWaiting={!isReadable}
      onDo={act}
      onClose={onClose}
    >
      <p>{say('rehearsal.text')}</p>
      <div className="field-grid">
        <WholeNumber
          label={say('rehearsal.seeds')}
          hint={say('rehearsal.seeds.hint')}
          value={seeds}
          onChange={setSeeds}
        />
        <WholeNumber label={say('rehearsal.seed')} hint={say('rehearsal.seed.hint')} value={seed} onChange={setSeed} />
        <Field label={say('rehearsal.estate')}>
          {(control) => (
            <select {...control} value={estate} onChange={({ target }) => setEstate(target.value as typeof estate)}>
              <option value="mine">{say('rehearsal.estate.mine')}</option>
              {sampleEstates.map((one) => (
                <option key={one} value={one}>
                  {say(`rehearsal.estate.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <label className="choice">
        <input type="checkbox" checked={anonymise} onChange={({ target }) => setAnonymise(target.checked)} />
        {say('rehearsal.anonymise')}
      </label>
      <Faults faults={faults} onChange={setFaults} />
    </Ask>
  );
}

function WholeNumber({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          className="input"
          inputMode="numeric"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

/** Faults that are laid on, each with its share; without one the usual share holds. */
function Faults({
  faults,
  onChange,
}: {
  faults: readonly FaultRow[];
  onChange: (faults: readonly FaultRow[]) => void;
}) {
  const { say } = useSay();
  const known = useAnswer('listRehearsalFaults', {}, { staleTime: Number.POSITIVE_INFINITY }).data?.body.value ?? [];
  const free = known.filter(({ kind }) => !faults.some((fault) => fault.kind === kind));
  const [next] = free;
  return (
    <div className="rows">
      {faults.map((fault, at) => (
        <div key={fault.kind} className="fault-row">
          <Field
            label={say('rehearsal.fault', { number: at + 1 })}
            hint={<FaultHint fault={known.find(({ kind }) => kind === fault.kind)} />}
          >
            {(control) => (
              <select
                {...control}
                value={fault.kind}
                onChange={({ target }) => onChange(faults.with(at, { ...fault, kind: target.value }))}
              >
                {known
                  .filter((one) => one.kind === fault.kind || free.includes(one))
                  .map(({ kind }) => (
                    <option key={kind}>{kind}</option>
                  ))}
              </select>
            )}
          </Field>
          <Field label={say('rehearsal.rate')}>
            {(control) => (
              <input
                {...control}
                className="input"
                value={fault.percent}
                onChange={({ target }) => onChange(faults.with(at, { ...fault, percent: target.value }))}
              />
            )}
          </Field>
          <Button
            size="small"
            onClick={() => onChange(faults.toSpliced(at, 1))}
            aria-label={`${say('plan-field.remove')}: ${fault.kind}`}
          >
            {say('plan-field.remove')}
          </Button>
        </div>
      ))}
      {next === undefined ? null : (
        <Button size="small" onClick={() => onChange([...faults, { kind: next.kind, percent: '' }])}>
          {say('rehearsal.fault.add')}
        </Button>
      )}
    </div>
  );
}

function FaultHint({ fault }: { fault: RehearsalFault | undefined }) {
  const { say } = useSay();
  if (fault === undefined) return null;
  const percent = Number((fault.rate * 100).toFixed(2));
  return (
    <>
      <Told>{fault.description}</Told>{' '}
      {say(fault.strikes === 'servers' ? 'rehearsal.usual.servers' : 'rehearsal.usual.calls', { percent })}
    </>
  );
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function isShare({ percent }: FaultRow): boolean {
  return percent.trim() === '' || (Number(percent) > 0 && Number(percent) <= 100);
}
