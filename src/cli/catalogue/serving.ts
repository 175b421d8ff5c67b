import { sampleEstates } from '../../contract/sample-estates.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';

const json: OptionSpec = { flags: '--json', about: 'the answer as JSON' };
const store: OptionSpec = {
  flags: '--store <store>',
  about: 'local (default), disk, memory, or a PostgreSQL URL (CHANGEGUARD_STORE)',
};

/** What runs until it is stopped, and whether it is well. */
export const servingCommands: readonly CommandSpec[] = [
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
];
