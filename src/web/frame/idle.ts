import { useEffect, useState } from 'react';

/** A machine that has much else to do may never be idle, and what waits must come all the same: the keeper of the focus, and the first look at what changed. */
const latestMs = 2_000;

/** Does something when the browser has nothing else to do, at the latest after two seconds. */
export function whenIdle(deed: () => void): void {
  if (globalThis.requestIdleCallback === undefined) setTimeout(deed, latestMs);
  else requestIdleCallback(deed, { timeout: latestMs });
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
