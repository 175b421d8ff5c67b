import { Button, Field } from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useState } from 'react';
import { isRefusal } from '../api/refusal.ts';
import { Told, useSay } from '../words/say.tsx';
import { Trouble } from './trouble.tsx';

export type FormFaults = readonly { readonly at: string; readonly message: string }[];

/** A small form that sends itself: what the API refuses is told below the fields it names, and above the button. */
export function SmallForm({
  verb,
  onSend,
  onLeave,
  children,
}: {
  verb: string;
  onSend: () => Promise<void>;
  onLeave?: (() => void) | undefined;
  children: (faults: FormFaults) => ReactNode;
}) {
  const { say } = useSay();
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setTrouble(undefined);
    await onSend()
      .catch((error: Error) => setTrouble(error))
      .finally(() => setIsBusy(false));
  };
  const faults = isRefusal(trouble) ? (trouble.problem.errors ?? []) : [];
  return (
    <form className="small-form" noValidate onSubmit={(event) => void send(event)}>
      {children(faults)}
      {trouble === undefined ? null : <Trouble error={trouble} />}
      <div className="steps-bar">
        <Button size="small" type="submit" appearance="primary" disabled={isBusy}>
          {verb}
        </Button>
        {onLeave === undefined ? null : (
          <Button size="small" onClick={onLeave}>
            {say('ask.leave')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** One field of it, by the name that its member has in the request. */
export function SmallField({
  at,
  label,
  hint,
  faults,
  value,
  onChange,
  options,
}: {
  at: string;
  label: string;
  hint?: string;
  faults: FormFaults;
  value: string;
  onChange: (value: string) => void;
  /** Without them anything may be typed. */
  options?: readonly (readonly [string, string])[];
}) {
  const wrong = faults.filter((fault) => fault.at === at || fault.at.startsWith(`${at}.`));
  const given = {
    className: 'input',
    value,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      {...(wrong.length === 0
        ? {}
        : {
            validationState: 'error' as const,
            validationMessage: <Told>{wrong.map(({ message }) => message).join(' ')}</Told>,
          })}
    >
      {(control) =>
        options === undefined ? (
          <input {...control} {...given} autoComplete="off" spellCheck={false} />
        ) : (
          <select {...control} {...given}>
            {options.map(([option, text]) => (
              <option key={option} value={option}>
                {text}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}
