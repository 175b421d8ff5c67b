import { lazy, Suspense, useRef, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { useSay } from '../../words/say.tsx';
import { type ServerColumn, serverColumns } from './columns.tsx';

const ColumnPanel = lazy(async () => ({ default: (await import('./column-panel.tsx')).ColumnPanel }));

export interface ColumnsGiven {
  readonly shown: readonly ServerColumn[];
  /** The names for the address; undefined: the usual ones, which need no name. */
  readonly onShow: (names: string | undefined) => void;
}

/** Opens the choice of columns; what is chosen stands in the address, so a link shows what its sender saw. */
export function ColumnChoice(given: ColumnsGiven) {
  const { say } = useSay();
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="small-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(true)}
      >
        <Icon name="settings" /> {say('columns.shown', { shown: given.shown.length, all: serverColumns.length })}
      </button>
      {isOpen ? (
        <Suspense>
          <ColumnPanel {...given} beside={button.current} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
