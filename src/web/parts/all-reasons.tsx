import { Button, Popover, PopoverSurface } from '@fluentui/react-components';
import type { Server } from '../../contract/servers.ts';
import { useKeptFocus } from '../frame/focus-keeper.tsx';
import { useSay } from '../words/say.tsx';
import { ReasonWord } from './reasons.tsx';

/** Made only when somebody opens it: in a list that scrolls fast every row would have one. */
export function AllReasons({
  server,
  beside,
  onClose,
}: {
  server: Pick<Server, 'name' | 'reasons'>;
  beside: HTMLElement | null;
  onClose: () => void;
}) {
  const { say } = useSay();
  useKeptFocus();
  const title = say('reasons.title', { name: server.name });
  return (
    <Popover
      trapFocus
      withArrow
      open
      positioning={{ target: beside }}
      onOpenChange={(_event, { open }) => open || onClose()}
    >
      <PopoverSurface aria-label={title} className="reasons-list">
        <strong>{title}</strong>
        <ul>
          {server.reasons.map((reason) => (
            <li key={reason.code}>
              <ReasonWord {...reason} /> <code>{reason.code}</code>
            </li>
          ))}
        </ul>
        <Button size="small" onClick={onClose}>
          {say('reasons.close')}
        </Button>
      </PopoverSurface>
    </Popover>
  );
}
