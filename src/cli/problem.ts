/**
 * What a process says about itself when it ends. These numbers are a contract with scripts: 3 is only used where `--exit-code` was given.
 * A watch that a person interrupts ends with 130 (128 + SIGINT), as every shell expects.
 */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  no: 3,
  permission: 4,
  conflict: 5,
  timedOut: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A refusal as the command line shows it: the code for programs, the rest for people. `status` is 0 where no server answered. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly status: number;
  readonly errors: readonly {
    readonly at: string;
    readonly message: string;
    readonly codes?: readonly string[] | undefined;
  }[];
  readonly exitCode: ExitCode;
  constructor(given: {
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly remedy: string;
    readonly status?: number | undefined;
    readonly errors?: CliProblem['errors'] | undefined;
    readonly exitCode?: ExitCode | undefined;
    readonly cause?: unknown;
  }) {
    super(given.detail, given.cause === undefined ? undefined : { cause: given.cause });
    this.code = given.code;
    this.title = given.title;
    this.detail = given.detail;
    this.remedy = given.remedy;
    this.status = given.status ?? 0;
    this.errors = given.errors ?? [];
    this.exitCode = given.exitCode ?? exitCodeOf(given.code, this.status);
  }
}

/**
 * What can be wrong before a server answers; everything else is in the server's own catalogue. Printed in
 * docs/reference/problems.md.
 */
export const cliProblems = {
  usage: {
    title: 'The command is not understood',
    remedy: 'See "changeguard help", or --help after a command.',
    exitCode: exitCodes.usage,
  },
  interrupted: {
    title: 'You stopped the command',
    remedy: 'Look with "changeguard status" before you repeat it.',
    exitCode: exitCodes.interrupted,
  },
  'file-unusable': {
    title: 'A file cannot be used',
    remedy: 'Check the path and its permissions.',
    exitCode: exitCodes.failed,
  },
  'plan-unreadable': {
    title: 'The file is not a plan',
    remedy: 'Make one with "changeguard plan -o FILE".',
    exitCode: exitCodes.usage,
  },
  'rehearsal-failed': {
    title: 'The rehearsal broke off',
    remedy:
      'Nothing real was touched. Look at what is named; a plan that is outdated is made again with "changeguard plan".',
    exitCode: exitCodes.failed,
  },
  'rehearsal-missing': {
    title: 'The plan was not rehearsed',
    remedy: 'Rehearse it: "changeguard rehearse PLAN".',
    exitCode: exitCodes.failed,
  },
  'rules-unreadable': {
    title: 'The file does not say what it should',
    remedy: 'Correct what is named; docs/operate/plans.md shows the form of each file.',
    exitCode: exitCodes.usage,
  },
  'settings-invalid': {
    title: 'A settings file is not understood',
    remedy: 'Correct the file, or remove it.',
    exitCode: exitCodes.usage,
  },
  'port-taken': {
    title: 'The port is taken',
    remedy: 'Stop what listens there, or choose another port with --port (0 for any).',
    exitCode: exitCodes.conflict,
  },
  'server-address-invalid': {
    title: 'The address of the server is not one',
    remedy: 'Give it like http://127.0.0.1:8787 with --server or CHANGEGUARD_SERVER.',
    exitCode: exitCodes.usage,
  },
  'server-address-insecure': {
    title: 'The token would travel in clear text',
    remedy: 'Use an https address, or a tunnel that ends on 127.0.0.1.',
    exitCode: exitCodes.usage,
  },
  'server-absent': {
    title: 'Nothing listens there',
    remedy: 'Start it with "changeguard serve", or give another address with --server.',
    exitCode: exitCodes.failed,
  },
  'server-unreachable': {
    title: 'The server cannot be reached',
    remedy:
      'Check the address (--server), name resolution and certificates; "changeguard doctor" shows where the address came from.',
    exitCode: exitCodes.failed,
  },
  'server-silent': {
    title: 'The server did not answer in time',
    remedy: 'Look with "changeguard status" before you repeat it.',
    exitCode: exitCodes.timedOut,
  },
  'answer-invalid': {
    title: 'The answer does not have the agreed shape',
    remedy: 'Use the same version of changeguard here and on the server ("changeguard version", "changeguard doctor").',
    exitCode: exitCodes.failed,
  },
  'answer-foreign': {
    title: 'Something else answered',
    remedy:
      'Check the address (--server) and any proxy between; "changeguard doctor" shows where the address came from.',
    exitCode: exitCodes.failed,
  },
  unexpected: {
    title: 'Something broke in the command line',
    remedy: 'Run "changeguard doctor"; if it finds nothing, open an issue.',
    exitCode: exitCodes.failed,
  },
} as const satisfies Readonly<
  Record<string, { readonly title: string; readonly remedy: string; readonly exitCode: ExitCode }>
>;
type CliProblemCode = keyof typeof cliProblems;

/** A problem of the catalogue above. `remedy` replaces the catalogue's where the case is better known. */
export function cliProblem(
  code: CliProblemCode,
  detail: string,
  more: {
    readonly remedy?: string | undefined;
    readonly status?: number | undefined;
    readonly errors?: CliProblem['errors'] | undefined;
    readonly cause?: unknown;
  } = {},
): CliProblem {
  const { title, remedy, exitCode } = cliProblems[code];
  return new CliProblem({
    code,
    title,
    remedy: more.remedy ?? remedy,
    exitCode,
    detail,
    status: more.status,
    errors: more.errors,
    cause: more.cause,
  });
}

/** The command was written wrongly: nothing was sent. */
export function usageProblem(detail: string, remedy: string): CliProblem {
  return cliProblem('usage', detail, { remedy });
}

function exitCodeOf(code: string, status: number): ExitCode {
  if (code === 'request-invalid') return exitCodes.usage;
  if (status === 401 || status === 403) return exitCodes.permission;
  if (status === 409 || status === 412 || status === 428) return exitCodes.conflict;
  return exitCodes.failed;
}
