import { type FormEvent, useState } from 'react';
import { pages } from '../../../contract/pages.ts';

/** One press of a sign-in button: busy meanwhile, and what went wrong. */
export function useAttempt(work: () => Promise<void>) {
  const [trouble, setTrouble] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const attempt = async (event?: FormEvent) => {
    event?.preventDefault();
    setIsBusy(true);
    setTrouble(undefined);
    try {
      await work();
    } catch (error) {
      setTrouble(error as Error);
      setIsBusy(false);
    }
  };
  return { trouble, isBusy, attempt: (event?: FormEvent) => void attempt(event) };
}

const backKey = 'changeguard.back';

/** Somebody leaves for the identity provider, and comes back to another page than this one. */
export function keepPlace(): void {
  const place = location.pathname + location.search;
  if (location.pathname !== pages.signIn) sessionStorage.setItem(backKey, place);
}

/** A new page, so that nothing of whoever was here before is left in memory; and a spent link or code leaves the history. */
export function enter(): void {
  const kept = sessionStorage.getItem(backKey) ?? pages.overview;
  sessionStorage.removeItem(backKey);
  // Only a path of ours: two slashes would be another server.
  const back = /^\/(?!\/)/.test(kept) ? kept : pages.overview;
  location.replace(location.pathname === pages.signIn ? back : location.pathname + location.search);
}
