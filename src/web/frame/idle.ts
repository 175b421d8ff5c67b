import { useEffect, useState } from 'react';

/** Does something when the browser has nothing else to do. */
export function whenIdle(deed: () => void): void {
  if (globalThis.requestIdleCallback === undefined) setTimeout(deed, 2_000);
  else requestIdleCallback(deed);
}

/** Whether the first picture is long done: what nobody sees at first is drawn then. */
export function useIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    let isWanted = true;
    whenIdle(() => isWanted && setIsIdle(true));
    return () => {
      isWanted = false;
    };
  }, []);
  return isIdle;
}
