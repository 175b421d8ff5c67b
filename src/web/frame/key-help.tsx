import { lazy, Suspense, useEffect, useState } from 'react';
import { useSay } from '../words/say.tsx';
import type { Choices } from './portal.tsx';

const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }));

/** The one place where help is: a button in the bar on top, and `?` for whoever has not switched single keys off (WCAG 2.1.4). */
export function KeyHelp({ keys }: { keys: Choices['keys'] }) {
  const { say } = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const isOn = keys[0] === 'on';
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.defaultPrevented || isTypedInto(event.target) || isSomethingAsked()) return;
      event.preventDefault();
      setIsOpen(true);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isOn]);
  return (
    <>
      <button
        type="button"
        className="bar-button help-button"
        aria-haspopup="dialog"
        aria-label={say('keys.open')}
        onClick={() => setIsOpen(true)}
      >
        <span aria-hidden="true">?</span>
      </button>
      {isOpen ? (
        <Suspense>
          <KeyList keys={keys} onClose={() => setIsOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** Signs go into it, or choose in it. */
function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest<HTMLInputElement>('input, textarea, select');
  return target.isContentEditable || (field !== null && !['checkbox', 'radio', 'button'].includes(field.type));
}

/** A question or a menu is open: it is answered or left first. */
function isSomethingAsked(): boolean {
  return document.querySelector('dialog[open], [aria-modal=true], [role=menu]') !== null;
}
