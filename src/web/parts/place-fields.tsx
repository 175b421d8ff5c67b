import { Button, Field } from '@fluentui/react-components';
import { cloneElement, createContext, type ReactElement, type ReactNode, useContext } from 'react';
import { Told, useSay } from '../words/say.tsx';
import type { PlaceFault } from './place-faults.ts';

/** What is wrong at a place of the form, by the form itself or by the API. */
const Faults = createContext<(place: string) => readonly PlaceFault[]>(() => []);
export const FaultsProvider = Faults.Provider;

/** A field with its faults below it: what the form cannot read, and what the API refuses at this place. */
export function PlaceField({
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
  const wrong = useContext(Faults)(place);
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
