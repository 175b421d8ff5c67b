import { lazy, Suspense, useRef, useState } from 'react';
import type { Server } from '../../contract/servers.ts';
import { type Spoken, Told, useSay } from '../words/say.tsx';

const AllReasons = lazy(async () => ({ default: (await import('./all-reasons.tsx')).AllReasons }));

/**
 * The first reason, and the others behind a button: by click or key, never on hover alone; they stay until they are closed (S3-04). Not a part, because most
 * rows of a list need none.
 */
export function reasonsIn(
  { say, reasonWord }: Pick<Spoken, 'say' | 'reasonWord'>,
  server: Pick<Server, 'name' | 'reasons'>,
) {
  const [first, ...others] = server.reasons;
  if (first === undefined) return null;
  const word = reasonWord(first.code);
  const label = others.length === 0 ? '' : say('reasons.more', { count: others.length, name: server.name });
  return (
    <>
      <span className="reasons-first" lang={word === undefined ? 'en' : undefined}>
        {word ?? first.title}
      </span>
      {others.length === 0 ? null : <OtherReasons server={server} count={others.length} label={label} />}
    </>
  );
}

function OtherReasons({
  server,
  count,
  label,
}: {
  server: Pick<Server, 'name' | 'reasons'>;
  count: number;
  label: string;
}) {
  // Of one server: the row may show another the next moment.
  const [opened, setOpened] = useState<string>();
  const isOpen = opened === server.name;
  const more = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpened(undefined);
    more.current?.focus();
  };
  return (
    <>
      <button
        ref={more}
        type="button"
        className="reasons-more"
        tabIndex={-1}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={label}
        onClick={() => setOpened(server.name)}
      >
        +{count}
      </button>
      {isOpen ? (
        <Suspense>
          <AllReasons server={server} beside={more.current} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}

/** The title of a reason in the language of the page; one that the language does not know is said as the server says it. */
export function ReasonWord({ code, title }: { code: string; title: string }) {
  const { reasonWord } = useSay();
  const word = reasonWord(code);
  return word === undefined ? <Told>{title}</Told> : word;
}
