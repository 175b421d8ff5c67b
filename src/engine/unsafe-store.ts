import { ProblemError } from '../domain/problem.ts';
import type { Connection, Store } from './ports/store.ts';
import { isOnThisMachine } from './web-address.ts';

/** PGlite never waits for the disk: with the power goes what was acknowledged, and with it the knowledge of what is under way on a server. */
const forgetful: ReadonlySet<Store['description']['kind']> = new Set(['memory', 'disk', 'scratch']);

/**
 * Real servers are moved from a store that keeps its word, unless somebody decides otherwise by name. What runs on this machine is a twin.
 * @throws ProblemError('store-unsafe').
 */
export function refuseUnsafeStore(
  { store }: { readonly store: Pick<Store, 'description'> },
  connection: Connection,
): void {
  if (!forgetful.has(store.description.kind) || isOnThisMachine(connection.graphUrl)) return;
  if (connection.acceptsUnsafeStore === true) return;
  throw new ProblemError(
    'store-unsafe',
    `The store is of the kind "${store.description.kind}", and ${connection.graphUrl} is a real cloud.`,
  );
}
