import { remember, remembered } from './remembered.ts';

/** Up to where in the log of a tenant somebody has looked, and when that was by the tenant's clock. */
export interface Look {
  readonly seq: number;
  readonly at: string;
}

/** Where each look of this visit began. It stands until the page is loaded anew, so that nobody loses the news by following one of its links. */
const begun = new Map<string, Look | undefined>();

/** Where somebody's last visit ended; undefined on the first one. */
export function lastLook(whose: string): Look | undefined {
  if (!begun.has(whose)) begun.set(whose, lookIn(remembered(nameOf(whose)) ?? ''));
  return begun.get(whose);
}

/** Keeps how far somebody has seen, for the next visit. */
export function lookedAt(whose: string, { seq, at }: Look): void {
  remember(nameOf(whose), `${seq} ${at}`);
}

/** The news of this visit begin here. */
export function lookFromHere(whose: string, look: Look): void {
  begun.set(whose, look);
  lookedAt(whose, look);
}

function nameOf(whose: string): string {
  return `look ${whose}`;
}

/** What a browser keeps may be of another version, or of somebody who wrote into it. */
function lookIn(kept: string): Look | undefined {
  const [, seq, at] = /^(\d{1,15}) (\S+)$/.exec(kept) ?? [];
  return seq === undefined || at === undefined || Number.isNaN(Date.parse(at)) ? undefined : { seq: Number(seq), at };
}
