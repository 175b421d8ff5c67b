import type { MutantRow } from './mutant.ts';

const accounts = 'api/people.test.ts';
const sessions = 'api/people-sessions.test.ts';
const entra = 'api/entra.test.ts';
const hosts = 'api/host-scope.test.ts';

/** Bugs in who is let in, and to what. */
export const doorBugs: readonly MutantRow[] = [
  [
    'X-09',
    'a right password opens an account that is locked',
    'api/password-sign-in.ts',
    'attempt.isLocked || ',
    '',
    accounts,
  ],
  [
    'X-09',
    'a session that nobody uses stays open',
    'api/principal.ts',
    ' || now - session.seenAt >= idleMs',
    '',
    sessions,
  ],
  [
    'X-09',
    'a page of another site may use a session',
    'api/access.ts',
    "if (found.kind === 'session') requireOwnOrigin(context.options, request);",
    '',
    sessions,
  ],
  [
    'I18',
    'an administrator of one tenant changes accounts of another',
    'api/handlers/people.ts',
    'person === undefined || !isInCareOf(person, principal)',
    'person === undefined',
    sessions,
  ],
  [
    'X-09',
    'a token made for another sign-in is taken',
    'connectors/oidc/client.ts',
    'if (found.nonce !== nonce)',
    "if (found.nonce === '')",
    entra,
  ],
  [
    'X-09',
    'a sign-in is ended in another browser than the one that began it',
    'api/entra-sign-in.ts',
    'if (sha256(browser) !== pending.browserHash)',
    "if (browser === 'none')",
    entra,
  ],
  [
    'X-09',
    'a rollback reaches hosts that the account does not see',
    'engine/create-control.ts',
    'waking(rollback(context, actor, tenantId, selector, because, dryRun, within))',
    'waking(rollback(context, actor, tenantId, selector, because, dryRun))',
    hosts,
  ],
  [
    'X-09',
    'the list of tasks tells of hosts that the account does not see',
    'store/tasks.ts',
    'if (filter.within)',
    'if (filter.within && filter.keys)',
    hosts,
  ],
];
