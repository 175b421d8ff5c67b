import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components';
import { useState } from 'react';
import type { Server } from '../../contract/servers.ts';
import { Told, useSay } from '../words/say.tsx';

/** The first reason, and the others behind a button: by click or key, never on hover alone; they stay until they are closed (S3-04). */
export function Reasons({ server, tabIndex = 0 }: { server: Pick<Server, 'name' | 'reasons'>; tabIndex?: number }) {
  const { say } = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const [first, ...others] = server.reasons;
  if (first === undefined) return null;
  const title = say('reasons.title', { name: server.name });
  return (
    <span className="reasons">
      <span className="reasons-first">
        <Told>{first.title}</Told>
      </span>
      {others.length === 0 ? null : (
        <Popover trapFocus withArrow open={isOpen} onOpenChange={(_event, { open }) => setIsOpen(open)}>
          <PopoverTrigger disableButtonEnhancement>
            <Button
              size="small"
              appearance="subtle"
              className="reasons-more"
              tabIndex={tabIndex}
              aria-label={say('reasons.more', { count: others.length, name: server.name })}
            >
              +{others.length}
            </Button>
          </PopoverTrigger>
          <PopoverSurface aria-label={title} className="reasons-list">
            <strong>{title}</strong>
            <ul>
              {server.reasons.map((reason) => (
                <li key={reason.code}>
                  <Told>{reason.title}</Told> <code>{reason.code}</code>
                </li>
              ))}
            </ul>
            <Button size="small" onClick={() => setIsOpen(false)}>
              {say('reasons.close')}
            </Button>
          </PopoverSurface>
        </Popover>
      )}
    </span>
  );
}
