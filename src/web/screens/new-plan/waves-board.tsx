import { type DragEvent, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useSay } from '../../words/say.tsx';
import { useFilling } from './fields.tsx';
import { textOfWaves, wavesIn, withAnotherWave, withHostIn } from './waves-text.ts';

/** More than these are listed as text alone: nobody drags a thousand servers. */
export const mostOnBoard = 200;

type Way = 'before' | 'after';
/** A server that a key has just moved, and which key: it goes on from where the server is then. */
type Moved = RefObject<{ readonly host: string; readonly way: Way } | undefined>;

/**
 * The listed waves side by side. A server is dragged into another one, or goes to the next or the one before by its buttons; both change the lines below,
 * which are what is sent.
 */
export function WavesBoard() {
  const { say } = useSay();
  const { form, set } = useFilling();
  const [told, setTold] = useState('');
  const board = useRef<HTMLOListElement>(null);
  const moved: Moved = useKeptFocus(board);
  const waves = wavesIn(form.orderWaves);
  const move = (host: string, to: number) => {
    set({ orderWaves: textOfWaves(withHostIn(waves, host, to)) });
    setTold(say('new-plan.board.moved', { host, wave: waves[to]?.name ?? '' }));
  };
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    const host = event.dataTransfer.getData('text/plain');
    // Whatever else may be dropped here is no server of these waves.
    if (waves.some(({ hosts }) => hosts.includes(host))) move(host, to);
  };
  if (waves.length === 0 || waves.reduce((sum, { hosts }) => sum + hosts.length, 0) > mostOnBoard) return null;
  return (
    <div className="board">
      <ol ref={board} aria-label={say('new-plan.board')}>
        {waves.map(({ name, hosts }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a wave is known by its place; two may have one name.
          <li key={at} onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(event, at)}>
            <Wave
              name={name}
              onRemove={hosts.length > 0 ? undefined : () => set({ orderWaves: textOfWaves(waves.toSpliced(at, 1)) })}
            >
              {hosts.map((host) => {
                const step = (way: Way) => {
                  const to = way === 'before' ? at - 1 : at + 1;
                  return <Step host={host} to={to} way={way} wave={waves[to]?.name} onMove={move} moved={moved} />;
                };
                return (
                  <li
                    key={host}
                    draggable
                    translate="no"
                    onDragStart={(event) => event.dataTransfer.setData('text/plain', host)}
                  >
                    {step('before')}
                    <span>{host}</span>
                    {step('after')}
                  </li>
                );
              })}
            </Wave>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="small-button"
        onClick={() => set({ orderWaves: textOfWaves(withAnotherWave(waves)) })}
      >
        {say('new-plan.board.add')}
      </button>
      <p className="unseen" role="status">
        {told}
      </p>
    </div>
  );
}

/** Brings the focus to the server that was moved: it stands in another list now. */
function useKeptFocus(board: RefObject<HTMLOListElement | null>): Moved {
  const moved = useRef<{ readonly host: string; readonly way: Way }>(undefined);
  useLayoutEffect(() => {
    if (moved.current === undefined) return;
    const { host, way } = moved.current;
    moved.current = undefined;
    const keys = [...(board.current?.querySelectorAll<HTMLButtonElement>('[data-host]') ?? [])].filter(
      (key) => key.dataset.host === host && !key.disabled,
    );
    (keys.find((key) => key.dataset.way === way) ?? keys[0])?.focus();
  });
  return moved;
}

/** A wave with its servers; an empty one can be taken away. */
function Wave({ name, onRemove, children }: { name: string; onRemove: (() => void) | undefined; children: ReactNode }) {
  const { say } = useSay();
  return (
    <>
      <p className="strong" translate="no">
        {name}
      </p>
      <ul aria-label={name}>{children}</ul>
      {onRemove === undefined ? null : (
        <button
          type="button"
          className="small-button"
          aria-label={say('new-plan.board.remove.name', { wave: name })}
          onClick={onRemove}
        >
          {say('new-plan.board.remove')}
        </button>
      )}
    </>
  );
}

function Step({
  host,
  to,
  way,
  wave,
  onMove,
  moved,
}: {
  host: string;
  to: number;
  way: Way;
  /** Undefined where there is no wave on that side. */
  wave: string | undefined;
  onMove: (host: string, to: number) => void;
  moved: Moved;
}) {
  const { say } = useSay();
  return (
    <button
      type="button"
      data-host={host}
      data-way={way}
      disabled={wave === undefined}
      aria-label={say('new-plan.board.move', { host, wave: wave ?? '' })}
      onClick={() => {
        moved.current = { host, way };
        onMove(host, to);
      }}
    >
      {way === 'before' ? '←' : '→'}
    </button>
  );
}
