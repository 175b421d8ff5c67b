import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const store: OptionSpec = {
  flags: '--store <store>',
  about: 'local (default), disk, memory, or a PostgreSQL URL (CHANGEGUARD_STORE)',
};
const nothingWritten = [
  '1  refused; then nothing was written',
  '5  the target is not empty, or the copy could not be proved; then nothing was written',
];

/** The database: what it is, and what is copied out of it and into it. */
export const storeCommands: readonly CommandSpec[] = [
  {
    path: 'store info',
    summary: 'Show which database is used, and its schema',
    options: [store, json],
    examples: ['store info'],
    load: async () => (await import('../commands/store.ts')).storeInfo,
  },
  {
    path: 'store migrate',
    summary: 'Bring the database to this version; forward only',
    options: [store, json],
    examples: ['store migrate --store postgres://guard@db.bank.example/changeguard'],
    load: async () => (await import('../commands/store.ts')).storeMigrate,
  },
  {
    path: 'store copy',
    summary: 'Copy a store into an empty one, and prove that it is the same',
    more: 'A store is local, disk, local:DIRECTORY, disk:DIRECTORY, or a PostgreSQL URL. Rows are counted in the target, and every log is verified there.',
    options: [
      { flags: '--from <store>', about: 'the store that is read; it is not changed', isRequired: true },
      { flags: '--to <store>', about: 'an empty store', isRequired: true },
      json,
    ],
    examples: [
      'store copy --from local --to postgres://guard@db.bank.example/changeguard',
      'store copy --from local --to local:/srv/changeguard',
    ],
    exits: ['0  copied and proved', ...nothingWritten],
    load: async () => (await import('../commands/store-transfer.ts')).storeCopy,
  },
  {
    path: 'store backup',
    args: [{ name: '[file]', about: 'where to; without it a new file in the data directory' }],
    summary: 'Write everything that is in the store into a file',
    more: 'The store "local" may be in use meanwhile. The file has no secret in clear, and everything else: keep it as you keep the store.',
    options: [store, json],
    examples: ['store backup', 'store backup before-the-change.dump.gz'],
    load: async () => (await import('../commands/store-transfer.ts')).storeBackup,
  },
  {
    path: 'store restore',
    args: [{ name: '<file>', about: 'made by "store backup" or by the daily dump' }],
    summary: 'Fill an empty store with what such a file holds',
    more: 'Rows are counted and every log is verified before anything is kept.',
    options: [store, json],
    examples: ['store restore daily-2026-11-26.dump.gz --data /srv/changeguard'],
    exits: ['0  restored and proved', ...nothingWritten],
    load: async () => (await import('../commands/store-transfer.ts')).storeRestore,
  },
];
