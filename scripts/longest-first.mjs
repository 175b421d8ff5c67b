import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';
import { root } from './checkout.mjs';

/** Seconds that test files took when somebody last ran `npm test -- --record`; files that are missing here took little, or are new. */
export const durationsFile = join(root, 'test', 'durations.json');

/**
 * Starts the longest files first, so that no core waits at the end for one that came last. Without what was recorded Vitest goes by size, and the
 * longest of ours are short: they only name what is played.
 */
export default class LongestFirst extends BaseSequencer {
  async sort(specifications) {
    const seconds = existsSync(durationsFile) ? JSON.parse(readFileSync(durationsFile, 'utf8')) : {};
    const secondsOf = ({ moduleId }) => seconds[relative(root, moduleId).replaceAll('\\', '/')] ?? 0;
    const others = await super.sort(specifications);
    return [...others].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
}
