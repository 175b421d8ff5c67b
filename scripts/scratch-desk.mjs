import { openDesk } from '../test/support/scratch-server.ts';

/** Vitest calls it before the first suite, and what it gives after the last one. */
export default () => openDesk();
