import type { Server } from '../../contract/servers.ts';
import { At } from '../time/times.tsx';
import { type Spoken, useSay } from '../words/say.tsx';
import { State, stateIn } from './state.tsx';

type Hold = NonNullable<Server['hold']>;

/** That a person holds a server, who, since when and why; the reason in the words of whoever gave it. */
export function HeldLine({ hold }: { hold: Hold }) {
  const { say } = useSay();
  return (
    <p>
      <State kind="hold" state="held" /> {say('server.held-by', { who: hold.by })} <At instant={hold.since} />:{' '}
      <span dir="auto">{hold.because}</span>
    </p>
  );
}

/** The same in a cell of a list, where there is room for the reason alone. */
export function heldIn(words: Pick<Spoken, 'stateWord'>, { hold }: Pick<Server, 'hold'>) {
  if (hold === null) return null;
  return (
    <>
      {stateIn(words, 'hold', 'held')}
      <span className="reasons-first" dir="auto">
        {hold.because}
      </span>
    </>
  );
}
