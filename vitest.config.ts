import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/longest-first.mjs';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    // Both cores of a small build machine: Vitest would leave one idle.
    maxWorkers: 2,
    // A file takes over the modules that the one before it loaded, which takes minutes of a whole run. No module keeps anything that a test could see.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['./scripts/scratch-desk.mjs'],
    // PGlite needs seconds to start on a busy two-core machine; a hang is still caught.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // What is polled comes when it comes: the second that Vitest waits by itself is a limit on the machine's speed.
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
