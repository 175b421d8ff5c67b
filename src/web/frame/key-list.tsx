import { useEffect, useId, useRef } from 'react';
import type { MessageKey } from '../words/language.ts';
import { useSay } from '../words/say.tsx';
import type { Choices } from './portal.tsx';

/** Keys that belong together, by their own names or by words; and where they act: what must be there for it. */
interface Line {
  readonly keys: readonly (readonly (string | { readonly say: MessageKey })[])[];
  readonly does: MessageKey;
  readonly where?: string;
}

const grid = '[role=grid]';
const arrows = { say: 'key.arrows' } as const;
const lines: readonly Line[] = [
  { keys: [['Tab']], does: 'keys.tab' },
  { keys: [['Esc']], does: 'keys.escape' },
  { keys: [[arrows]], does: 'keys.grid.arrows', where: grid },
  { keys: [['PgDn'], ['PgUp']], does: 'keys.grid.page', where: grid },
  { keys: [['Home'], ['End']], does: 'keys.grid.row', where: grid },
  {
    keys: [
      ['Ctrl', 'Home'],
      ['Ctrl', 'End'],
    ],
    does: 'keys.grid.ends',
    where: grid,
  },
  { keys: [[{ say: 'key.space' }]], does: 'keys.grid.choose', where: grid },
  { keys: [['Enter']], does: 'keys.grid.in', where: grid },
  { keys: [['Esc']], does: 'keys.grid.out', where: grid },
  { keys: [['Shift', 'Enter']], does: 'keys.grid.beside', where: grid },
  { keys: [['Esc']], does: 'keys.pane', where: 'aside.pane' },
  { keys: [[arrows]], does: 'keys.scroll', where: 'main .scroll-x' },
];

/** The keys that act on the screen that is shown, and the choice whether a single sign is one. */
export function KeyList({ keys: [isOn, choose], onClose }: { keys: Choices['keys']; onClose: () => void }) {
  const { say } = useSay();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // The browser brings the focus in, keeps it in, and gives it back where it was when the dialog is closed.
  useEffect(() => dialog.current?.showModal(), []);
  const shown = lines.filter(({ where }) => where === undefined || document.querySelector(where) !== null);
  const all: readonly Line[] = isOn === 'on' ? [{ keys: [['?']], does: 'keys.help' }, ...shown] : shown;
  return (
    <dialog ref={dialog} className="key-list" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>{say('keys.title')}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say('keys.key')}</th>
            <th scope="col">{say('keys.does')}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((line) => (
            <tr key={line.does}>
              <th scope="row">
                <Keys of={line} />
              </th>
              <td>{say(line.does)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="key-choice">
        <input
          type="checkbox"
          checked={isOn === 'on'}
          onChange={({ target }) => choose(target.checked ? 'on' : 'off')}
        />
        {say('keys.single.text')}
      </label>
      <p className="key-close">
        <button type="button" className="small-button" onClick={() => dialog.current?.close()}>
          {say('keys.close')}
        </button>
      </p>
    </dialog>
  );
}

/** Any of these; several of one at the same time. */
function Keys({ of: { keys } }: { of: Line }) {
  const { say } = useSay();
  return keys.map((together, at) => (
    <span key={JSON.stringify(together)}>
      {at === 0 ? '' : ` ${say('key.or')} `}
      {together.map((one, place) => {
        const name = typeof one === 'string' ? one : say(one.say);
        return (
          <span key={name}>
            {place === 0 ? '' : ' + '}
            <kbd>{name}</kbd>
          </span>
        );
      })}
    </span>
  ));
}
