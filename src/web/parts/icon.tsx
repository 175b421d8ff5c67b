import { drawings, type IconName } from './drawings.ts';

/** Never the only sign of anything: a word stands beside it, so that nobody has it read aloud. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className={`icon icon-${name}`} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  );
}
