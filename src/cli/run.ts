import { CommanderError } from 'commander';
import type { CommandSpec, Given, Invocation } from './command.ts';
import type { Io } from './io.ts';
import { CliProblem, cliProblem, type ExitCode, exitCodes, usageProblem } from './problem.ts';
import { complaintOf, createProgram } from './program.ts';
import { createPrompt } from './prompt.ts';
import { createScreen } from './screen.ts';
import { plainText, toned } from './tone.ts';
import type { Client } from './transport.ts';

/**
 * Runs one command line (without node and script) and gives its exit code; it never throws and never ends the process.
 * Reading, time, randomness and the way to the product come through `io`.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = createProgram(
    io.door.version,
    {
      out: (text) => io.stdout.write(text),
      err: (text) => io.stderr.write(text),
      columns: io.isTty.stdout ? Math.min(io.columns ?? 80, 120) : 100,
    },
    async (spec, given, globals) => {
      exitCode = await act(spec, given, globals, io);
    },
  );
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return exitCodes.done;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return failed(error, argv, io);
  }
}

async function act(spec: CommandSpec, given: Given, globals: Given, io: Io): Promise<ExitCode> {
  const screen = createScreen(io, {
    isPlain: globals.flag('plain'),
    isUtc: globals.flag('utc'),
    isQuiet: globals.flag('quiet'),
    wantsColour: globals.choice('color') !== false,
  });
  const prompt = createPrompt(io, globals.choice('input') !== false);
  let client: Promise<Client> | undefined;
  const settings = once(async () => {
    const { readSettings } = await import('./settings.ts');
    return readSettings(io, {
      server: globals.text('server'),
      tenant: globals.text('tenant'),
      data: globals.text('data'),
      tokenFile: globals.text('tokenFile'),
    });
  });
  const connect = once(async () => {
    client = io.door.connect((await settings()).target);
    return client;
  });
  const invocation: Invocation = { given, io, screen, prompt, settings, client: connect };
  try {
    const handler = await spec.load();
    const work = handler(invocation);
    return await (spec.endsItself === true ? work : orInterrupted(work, io.interrupted));
  } finally {
    await prompt.close();
    // A connection that could not be made has told its reason already, and there is nothing to close.
    await client?.then(
      (one) => one.close(),
      () => undefined,
    );
  }
}

/** Leaves the work when the person presses Ctrl-C; a request that is on its way may still take effect, and that is said. */
async function orInterrupted(work: Promise<ExitCode>, interrupted: AbortSignal): Promise<ExitCode> {
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(interruption());
    if (interrupted.aborted) leave();
    interrupted.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    interrupted.removeEventListener('abort', leave);
    // Left work ends with the closed connection; its error would only repeat that.
    work.catch(() => undefined);
  }
}

function interruption(): CliProblem {
  return cliProblem('interrupted', 'A request that was on its way may still take effect.');
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function failed(error: unknown, argv: readonly string[], io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    // A group without a verb printed its help to stderr by itself.
    if (error.code === 'commander.help') return exitCodes.usage;
    const { detail, remedy } = complaintOf(error);
    return report(usageProblem(detail, remedy), argv, io, exitCodes.usage);
  }
  if (error instanceof CliProblem) return report(error, argv, io, error.exitCode);
  return report(unexpected(error), argv, io, exitCodes.failed);
}

const maxShownErrors = 10;

/** What, why, and last what to do: the last line is the one that people read. Programs that asked for JSON get the same as one line of JSON. */
function report(problem: CliProblem, argv: readonly string[], io: Io, exitCode: ExitCode): ExitCode {
  const screen = createScreen(io, {
    isPlain: false,
    isUtc: false,
    isQuiet: false,
    wantsColour: !argv.includes('--no-color'),
  });
  const { code, title, detail, remedy, errors } = problem;
  if (argv.some((word) => word === '--json' || word.startsWith('--json='))) {
    io.stderr.write(`${JSON.stringify({ code, title, detail, remedy, ...(errors.length > 0 ? { errors } : {}) })}\n`);
    return exitCode;
  }
  screen.note(`${toned('bad', '✗')} ${plainText(title)} (${plainText(code)})`);
  screen.note(`  ${plainText(detail)}`);
  const isTold = errors.length === 1 && detail.includes(errors[0]?.message ?? '');
  for (const one of isTold ? [] : errors.slice(0, maxShownErrors))
    screen.note(`  - ${plainText(`${one.at}: ${one.message}`)}`);
  if (errors.length > maxShownErrors) screen.note(`  and ${errors.length - maxShownErrors} more (--json shows all)`);
  screen.note(`→ ${plainText(remedy)}`);
  return exitCode;
}

/** A bug or the system: the stack is only for those who ask, since it helps nobody else. */
function unexpected(error: unknown): CliProblem {
  const message = error instanceof Error ? error.message : String(error);
  const isSystem = error instanceof Error && 'code' in error && 'syscall' in error;
  return cliProblem(isSystem ? 'file-unusable' : 'unexpected', message, { cause: error });
}
