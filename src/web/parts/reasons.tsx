import { lazy, Suspense, useRef, useState } from 'react';
import type { Server } from '../../contract/servers.ts';
import { Told, useSay } from '../words/say.tsx';

const AllReasons = lazy(async () => ({ default: (await import('./all-reasons.tsx')).AllReasons }));

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
          {isOpen ? (
            <Suspense>
              <AllReasons server={server} beside={more.current} onClose={close} />
            </Suspense>
          ) : null}
        </>
      )}
    </span>
  );
}
