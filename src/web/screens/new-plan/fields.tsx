import { Button, Field } from '@fluentui/react-components';
import { cloneElement, createContext, type ReactElement, type ReactNode, useContext } from 'react';
import type { MessageKey } from '../../words/language.ts';
import { Told, useSay } from '../../words/say.tsx';
import { faultsAt, type PlaceFault } from './faults.ts';
import type { PlanForm } from './form.ts';

export interface Filling {
  readonly form: PlanForm;
  readonly set: (change: Partial<PlanForm>) => void;
  /** What is wrong and where, from the form itself or from the API. */
  readonly faults: readonly PlaceFault[];
}

const Filling = createContext<Filling | undefined>(undefined);
export const FillingProvider = Filling.Provider;

export function useFilling(): Filling {
  const filling = useContext(Filling);
  if (filling === undefined) throw new Error('There is no form around this part.');
  return filling;
}

/** A field with its faults below it: what the form cannot read, and what the API refuses at this place. */
export function PlanField({
  place,
  label,
  hint,
  children,
}: {
  place: string;
  label: string;
  hint?: string | undefined;
  /** A control of the browser's own; it is told its name, its hint and what is wrong with it. */
  children: ReactElement<object>;
}) {
  const { faults } = useFilling();
  const wrong = faultsAt(faults, place);
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      {...(wrong.length === 0
        ? {}
        : { validationState: 'error' as const, validationMessage: <Wrong faults={wrong} /> })}
    >
      {(control) => cloneElement(children, control)}
    </Field>
  );
}

/** What the form says itself is in the language of the person; the API speaks English. */
function Wrong({ faults }: { faults: readonly PlaceFault[] }) {
  return faults.map(({ at, message, isOurs }) => (
    <span key={`${at} ${message}`}>{isOurs ? message : <Told>{message}</Told>} </span>
  ));
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
    <PlanField place={place} label={say(label)} hint={hint === undefined ? undefined : say(hint)}>
      {rows === undefined ? <input type="text" {...given} /> : <textarea rows={rows} {...given} />}
    </PlanField>
  );
}

/** Rows of which there may be any number, each with a button that takes it away, and one below that adds another. */
export function Rows<T>({
  rows,
  title,
  add,
  empty,
  onChange,
  children,
}: {
  rows: readonly T[];
  /** The name of a row by its number, for whoever cannot see where it stands. */
  title: (number: number) => string;
  add: string;
  empty: T;
  onChange: (rows: readonly T[]) => void;
  children: (row: T, change: (row: T) => void, at: number) => ReactNode;
}) {
  const { say } = useSay();
  return (
    <div className="rows">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is nothing but its place until it is sent.
        <fieldset key={at} className="row">
          <legend>{title(at + 1)}</legend>
          {children(row, (next) => onChange(rows.with(at, next)), at)}
          <Button
            size="small"
            onClick={() => onChange(rows.toSpliced(at, 1))}
            aria-label={`${say('plan-field.remove')}: ${title(at + 1)}`}
          >
            {say('plan-field.remove')}
          </Button>
        </fieldset>
      ))}
      <Button size="small" onClick={() => onChange([...rows, empty])}>
        {add}
      </Button>
    </div>
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

export function Tick({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="choice">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
