import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components';
import type { Server } from '../../contract/servers.ts';
import { Told, useSay } from '../words/say.tsx';

/** The first reason, and the others behind a button: by click or key, never on hover alone; it stays until it is closed (S3-04). */
export function Reasons({ server, tabIndex }: { server: Pick<Server, 'name' | 'reasons'>; tabIndex?: number }) {
  const { say } = useSay();
  const [first, ...others] = server.reasons;
  if (first === undefined) return null;
  return (
    <span className="reasons">
      <span className="reasons-first">
        <Told>{first.title}</Told>
      </span>
      {others.length === 0 ? null : (
        <Popover trapFocus withArrow>
          <PopoverTrigger disableButtonEnhancement>
            <Button
              size="small"
              appearance="subtle"
              className="reasons-more"
              {...(tabIndex === undefined ? {} : { tabIndex })}
              aria-label={say('reasons.more', { count: others.length, name: server.name })}
            >
              +{others.length}
            </Button>
          </PopoverTrigger>
          <PopoverSurface aria-label={say('reasons.title', { name: server.name })} className="reasons-list">
            <strong>{say('reasons.title', { name: server.name })}</strong>
            <ul>
              {server.reasons.map((reason) => (
                <li key={reason.code}>
                  <Told>{reason.title}</Told> <code>{reason.code}</code>
                </li>
              ))}
            </ul>
          </PopoverSurface>
        </Popover>
      )}
    </span>
  );
}
