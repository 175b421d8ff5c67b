import type { Bench } from './bench.ts';
export const serving: Bench = { name: 'serving', run: async () => [] };
