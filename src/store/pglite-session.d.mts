import type { PgliteSession } from './pglite-here.ts';

export function openPglite(directory: string | undefined): Promise<PgliteSession>;
