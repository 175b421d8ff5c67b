import { Button, Popover, PopoverSurface } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import type { Server } from '../../contract/servers.ts';
import { Told, useSay } from '../words/say.tsx';

/** The first reason, and the others behind a button: by click or key, never on hover alone; they stay until they are closed (S3-04). */
export function Reasons({ server, tabIndex = 0 }: { server: Pick<Server, 'name' | 'reasons'>; tabIndex?: number }) {
  const { say } = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const [first, ...others] = server.reasons;
  if (first === undefined) return null;
  const close = () => {
    setIsOpen(false);
    more.current?.focus();
  };
  return (
    <span className="reasons">
      <span className="reasons-first">
        <Told>{first.title}</Told>
      </span>
      {others.length === 0 ? null : (
        <>
          <button
            ref={more}
            type="button"
            className="reasons-more"
            tabIndex={tabIndex}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            aria-label={say('reasons.more', { count: others.length, name: server.name })}
            onClick={() => setIsOpen(true)}
          >
            +{others.length}
          </button>
          {isOpen ? <Others server={server} beside={more.current} onClose={close} /> : null}
        </>
      )}
    </span>
  );
}

/** Made only when somebody opens it: in a list that scrolls fast every row would have one. */
function Others({
  server,
  beside,
  onClose,
}: {
  server: Pick<Server, 'name' | 'reasons'>;
  beside: HTMLElement | null;
  onClose: () => void;
}) {
  const { say } = useSay();
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
              <Told>{reason.title}</Told> <code>{reason.code}</code>
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
