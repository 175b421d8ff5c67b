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
  readonly errors: readonly { readonly at: string; readonly message: string }[];
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

/** The command was written wrongly: nothing was sent. */
export function usageProblem(detail: string, remedy: string): CliProblem {
  return new CliProblem({
    code: 'usage',
    title: 'The command is not understood',
    detail,
    remedy,
    exitCode: exitCodes.usage,
  });
}

function exitCodeOf(code: string, status: number): ExitCode {
  if (code === 'request-invalid') return exitCodes.usage;
  if (status === 401 || status === 403) return exitCodes.permission;
  if (status === 409 || status === 412 || status === 428) return exitCodes.conflict;
  return exitCodes.failed;
}
