import { minuteMs, secondMs } from '../domain/time.ts';

/** How often a worker says that it is alive; machine clock, as everything here. */
export const beatEveryMs = 3 * secondMs;
/** Who was silent for so long is gone. Five beats: neither a pause of the process nor a slow commit is a death. */
export const goneAfterMs = 15 * secondMs;
/** A loop that hangs for so long is as good as dead, although its process lives: it falls silent, so that others take over. */
export const stuckAfterMs = 5 * minuteMs;
