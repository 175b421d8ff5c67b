import { Field } from '@fluentui/react-components';
import { useState } from 'react';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';
import type { PlanForm } from './form.ts';
import { formWithRules } from './rules-file.ts';

/** The file of `--rules`, read into the fields below, where it can still be changed. */
export function RulesFile({ form, onRead }: { form: PlanForm; onRead: (form: PlanForm) => void }) {
  const { say } = useSay();
  const [outcome, setOutcome] = useState<{ readonly isRead: boolean; readonly text: string }>();
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const { form: filled, strangers } = formWithRules(form, await file.text());
      if (strangers.length > 0) {
        setOutcome({ isRead: false, text: say('new-plan.rules.strangers', { names: strangers.join(', ') }) });
        return;
      }
      onRead(filled);
      setOutcome({ isRead: true, text: say('new-plan.rules.read', { name: file.name }) });
    } catch {
      setOutcome({ isRead: false, text: say('new-plan.rules.no-rules', { name: file.name }) });
    }
  };
  return (
    <Section title={say('new-plan.rules')}>
      <Field
        label={say('new-plan.rules.file')}
        hint={say('new-plan.rules.hint')}
        {...(outcome === undefined
          ? {}
          : {
              validationState: outcome.isRead ? ('success' as const) : ('error' as const),
              validationMessage: outcome.text,
            })}
      >
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".json,application/json"
            onChange={({ target }) => void read(target.files?.[0])}
          />
        )}
      </Field>
    </Section>
  );
}
