import type { PGlite } from '@electric-sql/pglite';

export function emptyPglite(place?: string): Promise<PGlite>;
