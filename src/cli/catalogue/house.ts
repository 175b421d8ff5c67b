import { sampleEstates } from '../../contract/sample-estates.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const jsonFields: OptionSpec = {
  flags: '--json [fields]',
  about: 'JSON; bare for everything, or fields joined by commas',
};
const because: OptionSpec = {
  flags: '--because <reason>',
  about: 'the reason; it is kept in the log',
  isRequired: true,
};
const store: OptionSpec = {
  flags: '--store <store>',
  about: 'local (default), disk, memory, or a PostgreSQL URL (CHANGEGUARD_STORE)',
};
const nothingWritten = '1  refused; then nothing was written';

export const houseCommands: readonly CommandSpec[] = [
  {
    path: 'serve',
    summary: 'Run the control plane until Ctrl-C',
    options: [
      { flags: '--host <address>', about: 'address to listen on (default 127.0.0.1)' },
      { flags: '--port <n>', about: 'port to listen on (default 8787; 0 takes a free one)' },
      {
        flags: '--tls-cert <file>',
        about: 'certificate with its chain in PEM (CHANGEGUARD_TLS_CERT); SIGHUP reads it again',
      },
      { flags: '--tls-key <file>', about: 'its key in PEM (CHANGEGUARD_TLS_KEY)' },
      {
        flags: '--behind-proxy <addresses>',
        about: 'a proxy at these addresses does TLS (CHANGEGUARD_BEHIND_PROXY); nobody else is answered',
      },
      {
        flags: '--public-url <url>',
        about: 'where people reach the server, when it is not where it listens (CHANGEGUARD_PUBLIC_URL)',
      },
      {
        flags: '--sign-in <file>',
        about: 'how people sign in with Microsoft Entra ID, and which groups give which role (CHANGEGUARD_SIGN_IN)',
      },
      store,
      {
        flags: '--postgres-bin <folder>',
        about: 'programs of PostgreSQL for the store "local" (CHANGEGUARD_POSTGRES_BIN)',
      },
      { flags: '--drop <folder>', about: 'take in files that are put there (CHANGEGUARD_DROP)' },
      {
        flags: '--heartbeat <where>',
        about:
          'tell a monitor each minute that all is well: env:NAME or file:PATH with its address, or the address (CHANGEGUARD_HEARTBEAT)',
      },
      { flags: '--siem <file>', about: 'who gets a copy of the logs, by syslog or in a file (CHANGEGUARD_SIEM)' },
      {
        flags: '--sample [estate]',
        about: 'connect a sample estate on the twin (default "bank")',
        choices: sampleEstates,
      },
      { flags: '--sample-hosts <n>', about: 'how many hosts it has (default 1000); the bank always has its thirty' },
      { flags: '--sample-seed <n>', about: 'what it is drawn from; the same seed gives the same estate' },
      { flags: '--no-sample', about: 'do not, even when no tenant is connected' },
    ],
    examples: [
      'serve',
      'serve --port 9000 --store memory --sample',
      'serve --data /tmp/hospital --sample hospital --sample-hosts 100000',
      'serve --host 0.0.0.0 --tls-cert guard.pem --tls-key guard.key --public-url https://guard.bank.example:8787',
      'serve --data /var/lib/changeguard --drop /var/lib/changeguard/in --no-sample',
    ],
    endsItself: true,
    load: async () => (await import('../commands/serve.ts')).serve,
  },
  {
    path: 'worker',
    summary: 'Work beside a server on its PostgreSQL until Ctrl-C; as many as you like',
    more: 'A worker does what the engine in "serve" does, and answers nobody. Workers and servers share the tenants of one PostgreSQL; what one that dies had is taken over within seconds. Secrets of connections must be where it runs as well.',
    options: [
      {
        flags: '--store <store>',
        about: 'the PostgreSQL URL (CHANGEGUARD_STORE); a store of one process is refused',
      },
      {
        flags: '--heartbeat <where>',
        about:
          'tell a monitor each minute that all is well: env:NAME or file:PATH with its address, or the address (CHANGEGUARD_HEARTBEAT)',
      },
    ],
    examples: ['worker --store postgres://guard@db.bank.example/changeguard'],
    exits: ['0  stopped in good order', '5  the store belongs to one process'],
    endsItself: true,
    load: async () => (await import('../commands/serve.ts')).worker,
  },
  {
    path: 'connect show',
    summary: 'Show the connection and whether it may start migrations',
    options: [json],
    examples: ['connect show'],
    load: async () => (await import('../commands/connect.ts')).showConnection,
  },
  {
    path: 'connect add',
    summary: 'Connect the tenant to its cloud; read-only until it is armed',
    options: [
      {
        flags: '--cloud <cloud>',
        about: 'global (default), gcc, gcc-high, dod, china, custom',
        choices: ['global', 'gcc', 'gcc-high', 'dod', 'china', 'custom'],
      },
      { flags: '--directory-id <id>', about: 'directory (tenant) id' },
      { flags: '--client-id <id>', about: 'application (client) id' },
      {
        flags: '--secret <where>',
        about:
          'where the secret, or the certificate with its key, is: env:NAME or file:PATH, as the server sees it; never the secret',
      },
      { flags: '--edition <edition>', about: 'dated rulebook', choices: ['2026-03', '2026-09'] },
      { flags: '--channel <channel>', about: 'how a start is made', choices: ['graph', 'portal'] },
      { flags: '--login-url <url>', about: 'only for cloud custom' },
      { flags: '--graph-url <url>', about: 'only for cloud custom' },
      json,
    ],
    examples: [
      'connect add --directory-id 1f0e… --client-id 7c2a… --secret env:CHANGEGUARD_CLIENT_SECRET --edition 2026-03',
    ],
    isDefault: true,
    load: async () => (await import('../commands/connect.ts')).addConnection,
  },
  {
    path: 'connect arm',
    summary: 'Allow starts through this connection',
    options: [because, json],
    examples: ['connect arm --because "Change 4711 is approved"'],
    load: async () => (await import('../commands/connect.ts')).armConnection,
  },
  {
    path: 'connect disarm',
    summary: 'Make the connection read-only again',
    options: [because, json],
    examples: ['connect disarm --because "Freeze over the holidays"'],
    load: async () => (await import('../commands/connect.ts')).disarmConnection,
  },
  {
    path: 'login',
    args: [{ name: '[link]', about: 'one-time sign-in link; without it a token is read' }],
    summary: 'Sign in to a server and keep the token in a file that only you can read',
    more: 'The token is asked for on a terminal, read from --token-file, or from stdin. It is never a flag.',
    options: [{ flags: '--days <n>', about: 'life of the token that a link is traded for (default 30)' }, json],
    examples: [
      'login "http://127.0.0.1:8787/sign-in#…"',
      'login --server https://guard.bank.example --token-file token.txt',
    ],
    exits: ['0  signed in', '4  the link or token was refused'],
    load: async () => (await import('../commands/login.ts')).login,
  },
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
    exits: ['0  copied and proved', nothingWritten],
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
    exits: ['0  restored and proved', nothingWritten],
    load: async () => (await import('../commands/store-transfer.ts')).storeRestore,
  },
  {
    path: 'twin clock',
    summary: "Show or turn the twin's clock",
    options: [
      { flags: '--advance <duration>', about: 'go forward through every due instant: 20m, 2h, 7d' },
      { flags: '--rate <n>', about: 'so many times faster than the wall clock' },
      { flags: '--stop', about: 'stop the clock' },
      json,
    ],
    examples: ['twin clock', 'twin clock --advance 7d', 'twin clock --rate 60'],
    load: async () => (await import('../commands/twin.ts')).clock,
  },
  {
    path: 'twin fault list',
    summary: 'List the faults that the twin knows, and how often each fired',
    options: [jsonFields],
    examples: ['twin fault list'],
    load: async () => (await import('../commands/twin.ts')).listFaults,
  },
  {
    path: 'twin fault inject',
    args: [{ name: '<kind>', about: 'see "twin fault list"' }],
    summary: 'Make something go wrong, or stop it',
    options: [
      { flags: '--host <name>', about: 'only on this server' },
      { flags: '--count <n>', about: 'so many times' },
      { flags: '--rate <share>', about: 'for this share of the chances, 0 to 1' },
      { flags: '--off', about: 'stop this fault; with --host also one that the server came with' },
      json,
    ],
    examples: [
      'twin fault inject high-load --host BER-DC2',
      'twin fault inject throttle-with-retry-after --rate 0.2',
      'twin fault inject throttle-with-retry-after --off',
    ],
    load: async () => (await import('../commands/twin.ts')).injectFault,
  },
  {
    path: 'twin act',
    args: [
      { name: '<act>', about: 'rollback or migrate as in the portal, or collect facts on the servers' },
      { name: '<server...>', about: 'servers' },
    ],
    summary: 'Do by hand what a person does in the portal or on a server',
    more: 'Acts: rollback, migrate, collect.',
    options: [json],
    examples: ['twin act collect BER-DC1 BER-DC2', 'twin act rollback MUC-DC1'],
    load: async () => (await import('../commands/twin.ts')).act,
  },
  {
    path: 'admin token create',
    args: [{ name: '<name>', about: 'what the token is for' }],
    summary: 'Make an API token; its secret is shown once',
    options: [
      {
        flags: '--role <role>',
        about: 'what it may do',
        choices: ['viewer', 'operator', 'approver', 'administrator'],
        isRequired: true,
      },
      { flags: '--only-tenant <id>', about: 'only for this tenant' },
      { flags: '--days <n>', about: 'life in days (default 30, at most 366)' },
      {
        flags: '-o, --output <file>',
        about: 'write the secret to a file that only you can read, instead of showing it',
      },
      json,
    ],
    examples: ['admin token create ci --role viewer --days 90', 'admin token create ci --role operator -o ci.token'],
    load: async () => (await import('../commands/admin.ts')).createToken,
  },
  {
    path: 'admin token list',
    summary: 'List API tokens, without their secrets',
    options: [jsonFields],
    examples: ['admin token list', 'admin token list --json name,expiresAt'],
    load: async () => (await import('../commands/admin.ts')).listTokens,
  },
  {
    path: 'admin token revoke',
    args: [{ name: '<id>', about: 'the token' }],
    summary: 'Revoke an API token',
    options: [json],
    examples: ['admin token revoke 0199f0c2-6b1e-7a40-9c55-3a1d5e8b7c20'],
    load: async () => (await import('../commands/admin.ts')).revokeToken,
  },
  {
    path: 'admin sign-in-link',
    summary: 'Make a one-time sign-in link for an administrator',
    options: [
      { flags: '--local', about: 'as the owner of the data directory on this machine, where nobody can sign in' },
      json,
    ],
    examples: ['admin sign-in-link', 'admin sign-in-link --local'],
    load: async () => (await import('../commands/admin.ts')).signInLink,
  },
  {
    path: 'doctor',
    summary: 'Test what the product needs, and show where each setting came from',
    options: [{ flags: '--exit-code', about: 'exit 3 when something fails' }, json],
    examples: ['doctor', 'doctor --json'],
    exits: ['0  examined', '3  with --exit-code: something fails'],
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    path: 'health',
    summary: 'Say whether the server of this data directory is ready; for whoever restarts what is not well',
    options: [json],
    examples: ['health', 'health --server https://guard.bank.example'],
    exits: ['0  ready: the database answers and the engine looks', '1  not ready, or not there'],
    load: async () => (await import('../commands/health.ts')).health,
  },
  {
    path: 'completion',
    args: [{ name: '<shell>', about: 'bash, zsh or fish' }],
    summary: 'Print a completion script for your shell',
    examples: [
      'completion bash > /etc/bash_completion.d/changeguard',
      'completion fish > ~/.config/fish/completions/changeguard.fish',
    ],
    load: async () => (await import('../commands/completion.ts')).completion,
  },
  {
    path: 'version',
    summary: 'Print the version',
    options: [json],
    examples: ['version'],
    load: async () => (await import('../commands/version.ts')).version,
  },
];
