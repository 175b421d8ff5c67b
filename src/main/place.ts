import { usageProblem } from '../cli/problem.ts';
import type { StorePlace } from '../store/place.ts';
import type { DataDirectory } from './data-directory.ts';

/** Which store a person means: the data directory's own by default, `memory`, or a PostgreSQL by its URL. */
export function placeOf(data: DataDirectory, store: string | undefined): StorePlace {
  if (store === undefined || store === 'disk') return { kind: 'disk', directory: data.database };
  if (store === 'memory') return { kind: 'memory' };
  if (/^postgres(ql)?:\/\//.test(store)) return { kind: 'server', url: store };
  throw usageProblem(
    'A store is "disk", "memory", or a postgres:// address.',
    'Leave --store away to use the data directory.',
  );
}
