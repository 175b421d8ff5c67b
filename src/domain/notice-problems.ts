import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with a receiver of notifications. */
export const noticeProblems = {
  'receiver-exists': {
    title: 'There is a receiver of that name',
    status: 409,
    remedy: 'Give another name, or remove the one that is there with "changeguard notify remove NAME".',
  },
  'receivers-too-many': {
    title: 'The tenant has as many receivers as it may have',
    status: 409,
    remedy: 'Remove one, or let one receiver pass its messages on.',
  },
  'receiver-secret-missing': {
    title: 'A secret of the receiver cannot be read or used',
    status: 502,
    remedy: 'Set the environment variable or the file that the detail names, as the server sees it.',
  },
  'receiver-unreachable': {
    title: 'The receiver cannot be reached',
    status: 502,
    remedy: 'Check its name, port and certificate from the machine that runs changeguard; it is tried again meanwhile.',
  },
  'receiver-timed-out': {
    title: 'The receiver did not answer in time',
    status: 504,
    remedy: 'Nothing: it is tried again. If it persists, look at the receiver.',
  },
  'receiver-throttled': {
    title: 'The receiver asks us to slow down',
    status: 503,
    remedy: 'Nothing: it is tried again when the receiver allows it.',
  },
  'receiver-unavailable': {
    title: 'The receiver is not available',
    status: 503,
    remedy: 'Nothing: it is tried again. If it persists, look at the receiver.',
  },
  'receiver-not-private': {
    title: 'The receiver offers no private connection',
    status: 502,
    remedy: 'Let the mail server offer STARTTLS with a certificate that this machine trusts, or use smtps://.',
  },
  'receiver-redirects': {
    title: 'The receiver points somewhere else',
    status: 502,
    remedy: 'Add it again under the address that it points at; redirects are not followed.',
  },
  'receiver-refused': {
    title: 'The receiver refused the message',
    status: 502,
    remedy: 'See the detail; mend address, credential or permission there, then run "changeguard notify test NAME".',
  },
  'audit-undelivered': {
    title: 'A collector did not get the audit',
    status: 502,
    remedy:
      'Nothing is lost: it is sent again. Look at the collector, its name, port and certificate; "changeguard doctor" tries the connection.',
  },
} as const satisfies Record<string, ProblemEntry>;
