import {
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
} from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useSay } from '../words/say.tsx';
import { languageNames, themes, times } from './offered.ts';
import type { Choices } from './portal.tsx';
import { useSession } from './session.tsx';

/** Who is signed in, and how this browser shows things: time, theme, language. Loaded when somebody opens it. */
export function ChoiceMenu({
  choices,
  beside,
  onClose,
}: {
  choices: Choices;
  beside: HTMLElement | null;
  onClose: () => void;
}) {
  const { say } = useSay();
  const { me, signOut } = useSession();
  const [time, setTime] = choices.time;
  const [theme, setTheme] = choices.theme;
  const [language, setLanguage] = choices.language;
  // Opened a moment after it is there: only then does Fluent bring the focus into it.
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => setIsOpen(true), []);
  const chosen = { time: [time], theme: [theme], language: [language] };
  const choose = (name: string, values: readonly string[]) => {
    const [value] = values;
    if (name === 'time') setTime(value as typeof time);
    else if (name === 'theme') setTheme(value as typeof theme);
    else setLanguage(value as typeof language);
  };
  return (
    <Menu
      open={isOpen}
      positioning={{ target: beside, position: 'below', align: 'end' }}
      onOpenChange={(_event, { open }) => open || onClose()}
      checkedValues={chosen}
      onCheckedValueChange={(_event, { name, checkedItems }) => choose(name, checkedItems)}
    >
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
