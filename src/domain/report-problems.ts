import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with reports and the packs that prove them. */
export const reportProblems = {
  'report-key-unusable': {
    title: 'The key that signs evidence packs cannot be used',
    status: 409,
    remedy:
      'Mend what the detail names; where the key is lost or others could read it, an administrator makes another: "changeguard report key --renew --because REASON".',
  },
  'period-invalid': {
    title: 'The period of the report makes no sense',
    status: 400,
    remedy: 'Give two instants with a zone, the earlier one first.',
  },
  'pack-unreadable': {
    title: 'The file is no evidence pack',
    status: 422,
    remedy:
      'Copy it again from where it was made; a pack is a ZIP that "changeguard report campaign NAME --format pack" writes.',
  },
  'pack-key-unreadable': {
    title: 'The key to verify with is not understood',
    status: 400,
    remedy: 'Give a fingerprint of 64 hexadecimal digits, or a file with the public key in PEM.',
  },
} as const satisfies Record<string, ProblemEntry>;
