import { Icon } from '../../parts/icon.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import type { rowHeights } from './use-rows.ts';

export type Density = keyof typeof rowHeights;

/** The first is what somebody sees who never chose. */
export const densities: readonly [Density, Density] = ['comfortable', 'compact'];

const words: Readonly<Record<Density, MessageKey>> = {
  comfortable: 'density.comfortable',
  compact: 'density.compact',
};

/** How close rows stand, in words, and the way to the other; this browser remembers it as it does theme and time. */
export function DensityChoice({ density, onChoose }: { density: Density; onChoose: (density: Density) => void }) {
  const { say } = useSay();
  const other = density === 'compact' ? 'comfortable' : 'compact';
  return (
    <button type="button" className="small-button" onClick={() => onChoose(other)}>
      <Icon name="menu" /> {say('density.shown', { density: say(words[density]) })}
    </button>
  );
}
