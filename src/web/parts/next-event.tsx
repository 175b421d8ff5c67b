import type { NextEvent } from '../../contract/next-event.ts';
import { At } from '../time/times.tsx';
import { useSay } from '../words/say.tsx';

const words = {
  'window-opens': 'next-event.window-opens',
  'soak-ends': 'next-event.soak-ends',
  'gate-judged': 'next-event.gate-judged',
  commit: 'next-event.commit',
} as const satisfies Readonly<Record<NextEvent['kind'], string>>;

/** What the clock alone brings next, in words and with its hour. */
export function NextEventLine({ next }: { next: NextEvent }) {
  const { say } = useSay();
  return (
    <p className="quiet next-event">
      {say('next-event.title')} {say(words[next.kind], { wave: next.wave ?? 0 })}: <At instant={next.at} isDue />
    </p>
  );
}
