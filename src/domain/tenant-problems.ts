import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with naming a tenant, putting it away, giving it out and taking it off. */
export const tenantProblems = {
  'tenant-missing': {
    title: 'There is no tenant yet',
    status: 404,
    remedy: 'Make one with "changeguard admin tenant create NAME", then connect it with "changeguard connect add".',
  },
  'tenant-unnamed': {
    title: 'There are several tenants, and none is named',
    status: 400,
    remedy:
      'Name one by its name or id: --tenant NAME with a command, the header Changeguard-Tenant with a request. "changeguard admin tenant list" shows them.',
  },
  'tenant-archived': {
    title: 'The tenant is archived',
    status: 409,
    remedy:
      'Nothing starts there and nothing is read from its cloud. "changeguard admin tenant reopen --because REASON" takes it up again.',
  },
  'tenant-busy': {
    title: 'The tenant has moves that are not over',
    status: 409,
    remedy:
      'Stop the campaigns whose servers still wait ("changeguard hold stop"), and let the others come to their commit or roll them back; then archive it.',
  },
  'tenant-not-archived': {
    title: 'Only an archived tenant can be deleted',
    status: 409,
    remedy: 'Export it, archive it ("changeguard admin tenant archive"), and look at what remains open before that.',
  },
  'tenant-name-differs': {
    title: 'That is not the name of the tenant',
    status: 422,
    remedy: 'Type the name exactly as "changeguard admin tenant list" shows it; nothing was deleted.',
  },
  'export-unreadable': {
    title: 'This is no whole export of a tenant',
    status: 422,
    remedy: 'Take the file as it was written; one that was cut off or changed on the way proves nothing.',
  },
} as const satisfies Record<string, ProblemEntry>;
