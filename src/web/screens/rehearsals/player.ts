import { useEffect, useRef, useState } from 'react';
import { machineNow } from '../../clock.ts';
import { lastUntil } from './stop-at.ts';

/** Hours of the turned clock in a second. */
export const speeds = [1, 6, 24, 72] as const;
const usualSpeed = 24;
const hourMs = 3_600_000;
const pictureMs = 100;

interface Player {
  /** Which stop is shown. */
  readonly at: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly play: () => void;
  readonly pause: () => void;
  readonly go: (at: number) => void;
  readonly setSpeed: (hours: number) => void;
}

/** Goes through stops as fast as their own clock goes, times a speed; it begins only when somebody says so. */
export function usePlayer(instants: readonly number[]): Player {
  const [at, setAt] = useState(0);
  const [isPlaying, setIsPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(usualSpeed);
  const clock = useRef(instants[0] ?? 0);
  const known = useRef(instants);
  known.current = instants;
  useEffect(() => {
    if (!isPlaying) return;
    let before = machineNow();
    const timer = setInterval(() => {
      const now = machineNow();
      clock.current += ((now - before) * (speed * hourMs)) / 1_000;
      before = now;
      const reached = lastUntil(known.current, clock.current);
      setAt(reached);
      if (reached === known.current.length - 1) setIsPlaying(false);
    }, pictureMs);
    return () => clearInterval(timer);
  }, [isPlaying, speed]);
  const go = (next: number) => {
    const place = Math.max(0, Math.min(instants.length - 1, next));
    clock.current = instants[place] ?? 0;
    setAt(place);
  };
  return {
    at,
    isPlaying,
    speed,
    play: () => {
      if (at === instants.length - 1) go(0);
      setIsPlaying(true);
    },
    pause: () => setIsPlaying(false),
    go: (next) => {
      setIsPlaying(false);
      go(next);
    },
    setSpeed,
  };
}
