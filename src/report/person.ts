import type { z } from 'zod';
import type { person } from '../contract/people.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { Person } from '../engine/ports/store.ts';
import { instantOrNull } from './instant.ts';

/** An account without its password, of which not even the hash leaves the store. */
export function personShape(row: Person): z.infer<typeof person> {
  return {
    id: row.personId,
    name: row.name,
    origin: row.origin,
    state: stateOf(row),
    grants: row.grants.map((grant) => ({ ...grant })),
    createdAt: toRfc3339(row.createdAt),
    createdBy: row.createdBy,
    signedInAt: instantOrNull(row.signedInAt),
  };
}

function stateOf({ disabledAt, origin, passwordHash }: Person): z.infer<typeof person>['state'] {
  if (disabledAt !== null) return 'disabled';
  return origin === 'local' && passwordHash === null ? 'waiting' : 'active';
}
