import { Button, Popover, PopoverSurface } from '@fluentui/react-components';
import { useState } from 'react';
import { useKeptFocus } from '../../frame/focus-keeper.tsx';
import { useSay } from '../../words/say.tsx';
import { Listed } from './chip-panel.tsx';
import type { ColumnsGiven } from './column-choice.tsx';
import { serverColumns } from './columns.tsx';

/** A row is about a server, so its name always stands. */
const choosable = serverColumns.filter(({ id }) => id !== 'name');

/** Which columns are shown, each by a box. Loaded when somebody opens it. */
export function ColumnPanel({
  shown,
  onShow,
  beside,
  onClose,
}: ColumnsGiven & { beside: HTMLElement | null; onClose: () => void }) {
  const { say } = useSay();
  useKeptFocus();
  const [pressed, setPressed] = useState(0);
  const titleOf = (id: string) => choosable.find((column) => column.id === id)?.title ?? 'columns.label';
  const choose = (ids: readonly string[]) => {
    const names = serverColumns.filter(({ id }) => id === 'name' || ids.includes(id)).map(({ id }) => id);
    onShow(names.join(','));
  };
  const showInstead = (names: string | undefined) => {
    setPressed(pressed + 1);
    onShow(names);
  };
  return (
    <Popover trapFocus open positioning={{ target: beside }} onOpenChange={(_event, { open }) => open || onClose()}>
      <PopoverSurface aria-label={say('columns.label')} className="chip-panel">
        <Listed
          key={pressed}
          options={choosable.map(({ id }) => id)}
          word={(id) => say(titleOf(id))}
          values={shown.map(({ id }) => id)}
          onChange={choose}
        />
        <Button size="small" onClick={() => showInstead(serverColumns.map(({ id }) => id).join(','))}>
          {say('columns.all')}
        </Button>{' '}
        <Button size="small" onClick={() => showInstead(undefined)}>
          {say('columns.usual')}
        </Button>
      </PopoverSurface>
    </Popover>
  );
}
