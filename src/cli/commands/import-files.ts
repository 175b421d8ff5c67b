import type { EvidenceResult } from '../../contract/servers.ts';
import type { Io } from '../io.ts';
import { CliProblem, cliProblem, exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { resolve } from '../settings.ts';
import type { Client } from '../transport.ts';
import type { ImportRecord } from './import-record.ts';

/** Stands for "when each file was last written". */
export const fileTimes = Symbol('file times');

/** What the person says of all files. */
export interface ImportWish {
  readonly isDryRun: boolean;
  readonly host: string | undefined;
  readonly observedAt: string | typeof fileTimes | undefined;
  readonly map: string | undefined;
}

/** What became of one file. `unused`: it was read, and nothing of it could be used. */
export type FileOutcome = { readonly file: string } & (
  | { readonly kind: 'imported' | 'unused'; readonly result: EvidenceResult }
  | { readonly kind: 'failed'; readonly problem: CliProblem }
  | { readonly kind: 'known' }
);

export interface ImportRun {
  /** In the order of the files; those that were not begun are missing. */
  readonly outcomes: readonly FileOutcome[];
  readonly isInterrupted: boolean;
  /** What makes going on pointless: no server, no permission. */
  readonly stoppedBy: CliProblem | undefined;
}

interface ImportGiven {
  readonly io: Io;
  readonly screen: Screen;
  readonly client: Client;
  readonly files: readonly string[];
  readonly wish: ImportWish;
  readonly record: ImportRecord | undefined;
}

/** Requests at once: the server reads one file while another travels. */
const filesAtOnce = 4;

/** What no other file would fare better with. */
const fatal: ReadonlySet<string> = new Set(['server-absent', 'server-unreachable', 'answer-foreign', 'answer-invalid']);

/** Imports every file, a few at a time, and goes on after those that cannot be used. Ctrl-C begins no more and waits for what is on its way. */
export async function importAll(given: ImportGiven): Promise<ImportRun> {
  const { io, screen, files } = given;
  const outcomes: FileOutcome[] = [];
  const waiting = files.entries();
  let stoppedBy: CliProblem | undefined;
  let failed = 0;
  let done = 0;
  const worker = async () => {
    for (const [at, file] of waiting) {
      if (io.interrupted.aborted || stoppedBy !== undefined) return;
      const outcome = await importOne(given, file);
      if (outcome.kind === 'failed' && (files.length === 1 || isFatal(outcome.problem))) {
        stoppedBy ??= outcome.problem;
        return;
      }
      outcomes[at] = outcome;
      done += 1;
      if (outcome.kind === 'failed' || outcome.kind === 'unused') failed += 1;
      if (files.length > 1) screen.count(done, files.length, `${done} of ${files.length} files, ${failed} not used`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(filesAtOnce, files.length) }, worker));
  if (files.length > 1) screen.count(done, files.length, undefined);
  return {
    outcomes: outcomes.filter((outcome) => outcome !== undefined),
    isInterrupted: io.interrupted.aborted && done < files.length,
    stoppedBy,
  };
}

/** A command that was written wrongly is refused before anything is sent; what a server refuses is this file. */
function isFatal({ code, exitCode, status }: CliProblem): boolean {
  return fatal.has(code) || exitCode === exitCodes.permission || (exitCode === exitCodes.usage && status === 0);
}

async function importOne(given: ImportGiven, file: string): Promise<FileOutcome> {
  const { io, wish, record } = given;
  try {
    const path = resolve(io, file);
    const bytes = await io.readFile(path);
    const { host, map } = wish;
    const observedAt =
      wish.observedAt === fileTimes ? new Date(await io.modifiedAt(path)).toISOString() : wish.observedAt;
    if (record?.has(bytes, { host, map, observedAt })) return { file, kind: 'known' };
    const result = await patiently(io, () =>
      given.client.call('importEvidence', {
        query: {
          dryRun: wish.isDryRun ? 'true' : 'false',
          fileName: file.split(/[/\\]/).at(-1) ?? file,
          ...(observedAt === undefined ? {} : { observedAt }),
          ...(host === undefined ? {} : { host }),
          ...(map === undefined ? {} : { map }),
        },
        body: bytes,
      }),
    );
    const isUsed = result.rows > 0 && result.registered + result.updated > 0;
    if (isUsed) await record?.add(bytes, { host, map, observedAt }, file);
    return { file, kind: isUsed || result.problems.length === 0 ? 'imported' : 'unused', result };
  } catch (error) {
    return { file, kind: 'failed', problem: asProblem(error) };
  }
}

const pauseMs = 5_000;
const mostPauses = 24;

/** A server that asks for patience gets it; a thousand files are more than it answers in a minute. */
async function patiently<T>(io: Io, work: () => Promise<T>): Promise<T> {
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof CliProblem && (error.status === 429 || error.status === 503);
      if (!isBusy || pauses === mostPauses || io.interrupted.aborted) throw error;
      await io.sleep(pauseMs, io.interrupted);
    }
  }
}

/** A file that cannot be read is a problem of that file; anything else that is not ours is a bug, and thrown on. */
function asProblem(error: unknown): CliProblem {
  if (error instanceof CliProblem) return error;
  if (error instanceof Error && 'code' in error && 'syscall' in error)
    return cliProblem('file-unusable', error.message, { cause: error });
  throw error;
}
