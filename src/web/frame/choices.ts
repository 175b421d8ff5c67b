import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Choices } from './portal.tsx';
import { remember, remembered } from './remembered.ts';

/** What a person chose for this browser. The names are those of public/first-paint.js. */
export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast';
export type KeyChoice = 'on' | 'off';
export type TimeChoice = 'utc' | 'local' | 'site' | 'relative';

/** One of the given values, the first one until a person chose another. */
export function useChoice<Value extends string>(
  name: string,
  values: readonly [Value, ...Value[]],
): readonly [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    const stored = remembered(name);
    return values.find((one) => one === stored) ?? values[0];
  });
  const choose = useCallback(
    (next: Value) => {
      remember(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, choose];
}

/** The theme that is shown, following the system where nothing was chosen. */
export function useShownTheme(choice: ThemeChoice): Exclude<ThemeChoice, 'system'> {
  const [prefersDark, setPrefersDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setPrefersDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const shown = choice === 'system' ? (prefersDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = shown;
  }, [shown]);
  return shown;
}

/** The choices, for the screen that shows them all; the bar on top is given them. */
export const ChoicesContext = createContext<Choices | undefined>(undefined);

export function useChoices(): Choices {
  const choices = useContext(ChoicesContext);
  if (choices === undefined) throw new Error('There are no choices around this part.');
  return choices;
}
