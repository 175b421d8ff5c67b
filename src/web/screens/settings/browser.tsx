import { Field } from '@fluentui/react-components';
import { useChoices } from '../../frame/choices.ts';
import { languageNames, singleKeys, themes, times } from '../../frame/offered.ts';
import { Section } from '../../parts/section.tsx';
import { useSay } from '../../words/say.tsx';

/** Theme, language and form of times, for this browser alone; the menu behind the name has the same. */
export function Browser() {
  const { say } = useSay();
  const choices = useChoices();
  const [theme, setTheme] = choices.theme;
  const [time, setTime] = choices.time;
  const [keys, setKeys] = choices.keys;
  const [language, setLanguage] = choices.language;
  return (
    <Section title={say('settings.browser')} className="form">
      <p className="quiet">
        {say('settings.browser.text', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
      </p>
      <div className="field-grid">
        <Pick
          label={say('theme.label')}
          value={theme}
          options={themes.map(([value, key]) => [value, say(key)])}
          onPick={setTheme}
        />
        <Pick
          label={say('time.label')}
          value={time}
          options={times.map(([value, key]) => [value, say(key)])}
          onPick={setTime}
        />
        <Pick
          label={say('keys.single')}
          value={keys}
          options={singleKeys.map(([value, key]) => [value, say(key)])}
          onPick={setKeys}
        />
        <Pick label={say('language.label')} value={language} options={languageNames} onPick={setLanguage} />
      </div>
    </Section>
  );
}

function Pick<Value extends string, Option extends Value>({
  label,
  value,
  options,
  onPick,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [Option, string])[];
  onPick: (value: Option) => void;
}) {
  return (
    <Field label={label}>
      {(control) => (
        <select {...control} value={value} onChange={({ target }) => onPick(target.value as Option)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
