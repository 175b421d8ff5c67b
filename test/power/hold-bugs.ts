import type { MutantRow } from './mutant.ts';

const stored = 'store/host-holds.test.ts';

/** Bugs in what a person's hold of one server keeps back. */
export const holdBugs: readonly MutantRow[] = [
  [
    'I13',
    'a server that a person holds is sent its start, and plans take it',
    'domain/host-hold.ts',
    "return hold == null ? undefined : 'host-held';",
    'return undefined;',
    'domain/host-hold.test.ts',
  ],
  [
    'I13',
    'a request passes the last door although a person has held one of its servers',
    'store/outbox.ts',
    'if (await isAnyKeptBack(db, tenantId, hostIds)) return [];',
    '',
    stored,
  ],
  [
    'I13',
    'a start is granted in the moment in which a person holds its server',
    'store/commit.ts',
    '(grantedAt !== undefined && before.get(hostId)?.is_kept_back === true)',
    'false',
    stored,
  ],
  [
    'I13',
    'the queue gives held servers their turn',
    'store/moves.ts',
    `h.eligible_until >= \${now} AND NOT \${isKeptBack}`,
    `h.eligible_until >= \${now}`,
    stored,
  ],
];
