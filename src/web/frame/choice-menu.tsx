import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { Icon } from '../parts/icon.tsx';
import type { MessageKey } from '../words/language.ts';
import { useSay } from '../words/say.tsx';
import type { ThemeChoice, TimeChoice } from './choices.ts';
import type { Choices } from './portal.tsx';
import { useSession } from './session.tsx';

export const times: readonly (readonly [TimeChoice, MessageKey])[] = [
  ['local', 'time.local'],
  ['utc', 'time.utc'],
  ['relative', 'time.relative'],
];
export const themes: readonly (readonly [ThemeChoice, MessageKey])[] = [
  ['system', 'theme.system'],
  ['light', 'theme.light'],
  ['dark', 'theme.dark'],
  ['contrast', 'theme.contrast'],
];
// Each by its own name, so that whoever does not read the language that is shown finds the way out of it.
export const languageNames = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const;

/** Who is signed in, and how this browser shows things: time, theme, language. */
export function ChoiceMenu({ choices }: { choices: Choices }) {
  const { say } = useSay();
  const { me, signOut } = useSession();
  const [time, setTime] = choices.time;
  const [theme, setTheme] = choices.theme;
  const [language, setLanguage] = choices.language;
  const chosen = { time: [time], theme: [theme], language: [language] };
  const choose = (name: string, values: readonly string[]) => {
    const [value] = values;
    if (name === 'time') setTime(value as typeof time);
    else if (name === 'theme') setTheme(value as typeof theme);
    else setLanguage(value as typeof language);
  };
  return (
    <Menu checkedValues={chosen} onCheckedValueChange={(_event, { name, checkedItems }) => choose(name, checkedItems)}>
      <MenuTrigger disableButtonEnhancement>
        <Button
          className="person"
          appearance="subtle"
          icon={<Icon name="person" size={20} />}
          aria-label={say('top.person', { actor: me.actor, role: me.role })}
        >
          <span className="person-name" translate="no">
            {me.actor}
          </span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{say('top.signed-in', { actor: me.actor, role: me.role })}</MenuGroupHeader>
            <MenuItem onClick={() => void signOut()}>{say('top.sign-out')}</MenuItem>
          </MenuGroup>
          <MenuDivider />
          <Group title={say('time.label')} name="time" values={times.map(([value, key]) => [value, say(key)])} />
          <Group title={say('theme.label')} name="theme" values={themes.map(([value, key]) => [value, say(key)])} />
          <Group title={say('language.label')} name="language" values={languageNames} />
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Group({
  title,
  name,
  values,
}: {
  title: string;
  name: string;
  values: readonly (readonly [string, string])[];
}) {
  return (
    <MenuGroup>
      <MenuGroupHeader>{title}</MenuGroupHeader>
      {values.map(([value, text]) => (
        <MenuItemRadio key={value} name={name} value={value}>
          {text}
        </MenuItemRadio>
      ))}
    </MenuGroup>
  );
}
