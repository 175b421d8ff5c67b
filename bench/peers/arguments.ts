import { parseArgs } from 'node:util';

export interface Order {
  readonly servers: number;
  readonly hosts: number;
  readonly waves: number;
  readonly rounds: number;
  /** Where the peers are installed; undefined: a new folder that is removed in the end. */
  readonly into: string | undefined;
  readonly isKept: boolean;
  readonly isQuick: boolean;
  readonly isJson: boolean;
  readonly isChecked: boolean;
  readonly isWritten: boolean;
  readonly isAnsibleAsked: boolean;
  readonly isDarkHostOnly: boolean;
}

type Arguments =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly why: string };

export const help = `Usage: npm run peers -- [options]

Measures others that do like work on this machine, in turns with ours: three durable steps a server against
DBOS and Restate, and waves over a step that does nothing against ansible-core. They are installed in a folder
outside the project, from the npm registry; nothing becomes a dependency. A demand that is missed says MISSED.

Options:
  --servers N    servers that take three durable steps (2000; 300 with --quick)
  --hosts N      hosts of the waves (1000; 100 with --quick)
  --waves N      waves (5)
  --rounds N     runs of which the medians are taken (3; 1 with --quick); a third of them for the waves, where
                 a run takes minutes
  --ansible      fetch Debian's ansible-core where no ansible-playbook is on the PATH; it is only unpacked.
                 Without it, and where none is installed, the waves are left out
  --dark-host    play only the case of a host that goes dark in the first wave (Ansible #56265) with both, and
                 print what became of the second wave; fetches Ansible as --ansible does
  --into DIR     install in DIR and keep it, for the next run; without it a new temporary folder is removed
  --keep         keep the temporary folder, and say where it is
  --quick        smaller runs: for a look, never for the record
  --json         the figures, or the outcomes of --dark-host, as JSON on one line
  --check        exit 1 when a demand is missed, or with --dark-host when our second wave was started
  --write        record a whole run, the dark host with it, in docs/reference/peers.md
  --help         this text

Needs Linux on x64, npm, PostgreSQL 15 or newer, some 500 MB of disk, and some 15 minutes for a whole run.
Exit codes: 0 measured, 1 failed (or --check said no), 2 the options are wrong.

Examples:
  $ npm run peers -- --quick --into ../peers
  $ npm run peers -- --ansible --rounds 1
  $ npm run peers -- --dark-host
`;

const options = {
  servers: { type: 'string' },
  hosts: { type: 'string' },
  waves: { type: 'string' },
  rounds: { type: 'string' },
  into: { type: 'string' },
  keep: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  ansible: { type: 'boolean', default: false },
  'dark-host': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const most = { servers: 100_000, hosts: 10_000, waves: 100, rounds: 100 } as const;
type Count = keyof typeof most;

export function readArguments(args: readonly string[]): Arguments {
  const parsed = parse(args);
  if ('why' in parsed) return { kind: 'refused', why: parsed.why };
  const { values } = parsed;
  if (values.help) return { kind: 'help' };
  const usual: Readonly<Record<Count, number>> = values.quick
    ? { servers: 300, hosts: 100, waves: 5, rounds: 1 }
    : { servers: 2_000, hosts: 1_000, waves: 5, rounds: 3 };
  const counts = { ...usual };
  for (const name of Object.keys(most) as Count[]) {
    const text = values[name];
    if (text === undefined) continue;
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < 1 || count > most[name])
      return refused(`--${name} is a whole number from 1 to ${most[name].toLocaleString('en')}, not "${text}".`);
    counts[name] = count;
  }
  if (counts.hosts % counts.waves !== 0)
    return refused(`${counts.hosts} hosts cannot be cut into ${counts.waves} waves of one size.`);
  if (values.into === '') return refused('--into needs the name of a folder.');
  if (values.write && (values.quick || values['dark-host'] || values.servers || values.hosts || values.waves))
    return refused(
      'Only a whole run is written down: leave --quick, --dark-host, --servers, --hosts and --waves away.',
    );
  return {
    kind: 'order',
    order: {
      ...counts,
      into: values.into,
      isKept: values.keep || values.into !== undefined,
      isQuick: values.quick,
      isJson: values.json,
      isChecked: values.check,
      isWritten: values.write,
      // A record without one of its figures would not be whole.
      isAnsibleAsked: values.ansible || values['dark-host'] || values.write,
      isDarkHostOnly: values['dark-host'],
    },
  };
}

const refused = (why: string): Arguments => ({ kind: 'refused', why });

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false });
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
