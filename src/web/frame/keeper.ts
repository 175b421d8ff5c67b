import { type ComponentType, useEffect, useSyncExternalStore } from 'react';
import { whenIdle } from './idle.ts';

let keeper: ComponentType | undefined;
const waiting = new Set<() => void>();

/** Whatever keeps the focus inside of itself gives the keeper with it: the first question may be asked before the browser was ever idle. */
export function giveKeeper(given: ComponentType): void {
  keeper = given;
  for (const tell of waiting) tell();
}

/** The keeper of the focus, when it is there: it comes after the first picture. */
export function useKeeper(): ComponentType | undefined {
  useEffect(() => {
    whenIdle(() => {
      void import('./focus-keeper.tsx').then(({ FocusKeeper }) => giveKeeper(FocusKeeper)).catch(() => undefined);
    });
  }, []);
  return useSyncExternalStore(listen, () => keeper);
}

function listen(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}
