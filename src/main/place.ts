import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usageProblem } from '../cli/problem.ts';
import { hasAnyPrograms } from '../store/local/programs.ts';
import type { NamedPlace } from '../store/place.ts';
import { type DataDirectory, dataDirectory } from './data-directory.ts';
import type { StoreWish } from './store-wish.ts';

/** Which store a person means: by default that of the data directory. `local:DIRECTORY` and `disk:DIRECTORY` are those of another one. */
export function placeOf(data: DataDirectory, { store, programs }: StoreWish): NamedPlace {
  if (store === undefined) return usualPlace(data, programs);
  if (store === 'memory') return { kind: 'memory' };
  if (/^postgres(ql)?:\/\//.test(store)) return { kind: 'server', url: store };
  const [, kind, directory] = /^(local|disk)(?::(.+))?$/.exec(store) ?? [];
  const { database } = directory === undefined ? data : dataDirectory(directory);
  if (kind === 'disk') return { kind, directory: database };
  if (kind === 'local') return { kind, directory: database, programs };
  throw usageProblem(
    'A store is "local", "disk", "memory", or a postgres:// address.',
    'Leave --store away to use the data directory.',
  );
}

/** A PostgreSQL of our own. PGlite, which does not wait for the disk, only where no PostgreSQL is to be had and none was ever used. */
function usualPlace({ database }: DataDirectory, programs: string | undefined): NamedPlace {
  const isLocal = existsSync(join(database, 'local.json')) || hasAnyPrograms(programs);
  return isLocal ? { kind: 'local', directory: database, programs } : { kind: 'disk', directory: database };
}
