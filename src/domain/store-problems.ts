import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with a store. */
export const storeProblems = {
  'archive-changed': {
    title: 'A sealed archive is not what was sealed',
    status: 409,
    remedy: 'Keep the file as it is, and take this archive from another copy of the folder; the log tells its digest.',
  },
  'archive-missing': {
    title: 'A sealed archive is missing',
    status: 404,
    remedy:
      'Put the file that the detail names back into its folder, from a backup of the data directory or of the machine that sealed it.',
  },
  'archive-unknown': {
    title: 'The log knows no such archive',
    status: 409,
    remedy:
      'It may be of another tenant or of a store that was restored since, or its writing was interrupted; nothing that the log tells of is lost by leaving it away.',
  },
  'archive-unreadable': {
    title: 'This is no whole archive of a log',
    status: 422,
    remedy: 'Take the file as it was written; one that was cut off or changed on the way proves nothing.',
  },
  'archive-unsigned': {
    title: 'A sealed archive has no valid signature',
    status: 409,
    remedy:
      'Believe nothing of it. Take it from another copy, and compare the key with a fingerprint that you have from elsewhere ("changeguard report key").',
  },
  'store-locked': {
    title: 'Another process uses this data directory',
    status: 503,
    remedy: 'Stop the other process, or talk to it: the CLI finds it by itself.',
  },
  'store-newer': {
    title: 'The store was made by a newer version',
    status: 503,
    remedy: 'Run the newer version; migrations go forward only.',
  },
  'store-not-shared': {
    title: 'This store belongs to one process',
    status: 409,
    remedy:
      'Give a PostgreSQL server: --store postgres://... or CHANGEGUARD_STORE. "changeguard store copy --from local --to postgres://..." carries everything over.',
  },
  'store-unavailable': {
    title: 'The database cannot be reached',
    status: 503,
    remedy: 'Nothing: it is tried again. Look at the database server.',
  },
  'dump-unreadable': {
    title: 'This is no whole dump of a store',
    status: 422,
    remedy: 'Nothing was written. Take another dump; one that was cut off or changed on the way cannot be restored.',
  },
  'store-copy-unproven': {
    title: 'The copy could not be proved',
    status: 409,
    remedy:
      'Nothing was written. See the detail; "changeguard report log --verify" on the original shows whether its log is whole.',
  },
  'store-empty': {
    title: 'There is nothing to copy',
    status: 404,
    remedy: 'Name the store that holds the data: local, disk, or a postgres:// address.',
  },
  'store-full': {
    title: 'The disk of the database is full',
    status: 507,
    remedy: 'Make room on that disk, then start again. Nothing that was acknowledged is lost.',
  },
  'store-missing': {
    title: 'The database of this data directory is gone',
    status: 503,
    remedy:
      'Put the folder that the detail names back, or restore a dump into an empty data directory: "changeguard store restore FILE --data DIRECTORY".',
  },
  'store-not-empty': {
    title: 'There is something in the target',
    status: 409,
    remedy:
      'Give an empty database, or another data directory with --data; nothing that is there is ever written over.',
  },
  'store-not-started': {
    title: 'The local database did not start',
    status: 503,
    remedy: 'Mend what the detail names, then start again; the whole log is postgres.log beside the database.',
  },
  'store-older': {
    title: 'The store was made by an older version',
    status: 409,
    remedy: 'Bring it to this version first: "changeguard store migrate --store STORE".',
  },
  'store-programs-missing': {
    title: 'There is no PostgreSQL to run',
    status: 503,
    remedy:
      'Install PostgreSQL 15 or later, or name the folder of its programs with --postgres-bin or CHANGEGUARD_POSTGRES_BIN.',
  },
  'store-programs-unusable': {
    title: 'The named PostgreSQL cannot be used',
    status: 400,
    remedy:
      'Name the folder that holds the programs "postgres" and "initdb" of PostgreSQL 15 or later, or leave --postgres-bin away.',
  },
  'store-unsafe': {
    title: 'This store may forget what it acknowledged',
    status: 409,
    remedy:
      'Take everything over to a store that keeps its word ("changeguard store copy --to local", or a PostgreSQL by its address), and start the server on it. Whoever must go on here all the same arms with --accept-unsafe-store; it stands in the log.',
  },
  'store-version': {
    title: 'The database was made by another version of PostgreSQL',
    status: 503,
    remedy:
      'Install that version, or name its programs with --postgres-bin. To go to another one, open it so once and copy it: "changeguard store copy --from local --to STORE".',
  },
  'sample-refused': {
    title: 'No sample estate can be brought up here',
    status: 409,
    remedy:
      'Start "changeguard serve" with --sample, or without --no-sample; one that makes its own data directory for it keeps this one as it is: --data DIRECTORY.',
  },
  'twin-elsewhere': {
    title: 'The twin of this tenant is in another process',
    status: 409,
    remedy: 'Ask the server that has it, with --server; if none runs, start it on that data directory.',
  },
} as const satisfies Record<string, ProblemEntry>;
