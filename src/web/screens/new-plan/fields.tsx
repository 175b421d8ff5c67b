import { createContext, type ReactNode, useContext } from 'react';
import type { PlaceFault } from '../../parts/place-faults.ts';
import { FaultsProvider, PlaceField } from '../../parts/place-fields.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { faultsAt } from './faults.ts';
import type { PlanForm } from './form.ts';

export interface Filling {
  readonly form: PlanForm;
  readonly set: (change: Partial<PlanForm>) => void;
  /** What is wrong and where, from the form itself or from the API. */
  readonly faults: readonly PlaceFault[];
}

const Filling = createContext<Filling | undefined>(undefined);

/** The form around its parts, each of which finds what is wrong with it. */
export function FillingProvider({ value, children }: { value: Filling; children: ReactNode }) {
  return (
    <Filling.Provider value={value}>
      <FaultsProvider value={(place) => faultsAt(value.faults, place)}>{children}</FaultsProvider>
    </Filling.Provider>
  );
}

export function useFilling(): Filling {
  const filling = useContext(Filling);
  if (filling === undefined) throw new Error('There is no form around this part.');
  return filling;
}

type Typed = {
  [K in keyof PlanForm]: PlanForm[K] extends string ? (string extends PlanForm[K] ? K : never) : never;
}[keyof PlanForm];

/** A field of the form in which something is typed. */
export function TextField({
  name,
  place,
  label,
  hint,
  rows,
}: {
  name: Typed;
  place: string;
  label: MessageKey;
  hint?: MessageKey;
  rows?: number;
}) {
  const { say } = useSay();
  const { form, set } = useFilling();
  const given = {
    className: 'input',
    value: form[name],
    onChange: ({ target }: { target: { value: string } }) => set({ [name]: target.value }),
    spellCheck: false,
    autoComplete: 'off',
  };
  return (
    <PlaceField place={place} label={say(label)} hint={hint === undefined ? undefined : say(hint)}>
      {rows === undefined ? <input type="text" {...given} /> : <textarea rows={rows} {...given} />}
    </PlaceField>
  );
}

/** One of a few, of which all are seen. */
export function Choice<Value extends string>({
  label,
  name,
  value,
  options,
  onChange,
}: {
  label: string;
  name: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="choice-list">
      <legend>{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} className="choice">
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
