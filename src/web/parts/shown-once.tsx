import { Button } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useSay } from '../words/say.tsx';
import { Command } from './command.tsx';

/** A secret that nobody can be shown again: it stands there until whoever asked for it says that it is put away. */
export function ShownOnce({
  title,
  secret,
  text,
  onPutAway,
}: {
  title: string;
  secret: string;
  /** Until when it holds, and how to hand it over. */
  text: string;
  onPutAway: () => void;
}) {
  const { say } = useSay();
  const place = useRef<HTMLElement>(null);
  // Whoever works by keys is led to it: it may stand far above the button that was pressed.
  useEffect(() => place.current?.focus(), []);
  return (
    <section ref={place} className="shown-once" aria-label={title} tabIndex={-1}>
      <p className="strong">{title}</p>
      <p translate="no">
        <Command text={secret} />
      </p>
      <p className="quiet">{text}</p>
      <div>
        <Button size="small" onClick={onPutAway}>
          {say('shown-once.put-away')}
        </Button>
      </div>
    </section>
  );
}
