import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Io } from '../io.ts';
import { isAbsent } from '../settings.ts';

/**
 * Which files came in, so that a run over a thousand that was stopped goes on where it was. One line a file, added when its answer is there: a
 * crash can only lose the last one, and a file that is imported twice does no harm.
 */
export interface ImportRecord {
  /** Whether this content came in before, read in the same way; false when nobody asked to go on. */
  has(bytes: Uint8Array, reading: FileReading): boolean;
  add(bytes: Uint8Array, reading: FileReading, file: string): Promise<void>;
}

/** What beside its content decides what a file tells: two hosts may well give the same output. */
interface FileReading {
  readonly host: string | undefined;
  readonly observedAt: string | undefined;
  readonly map: string | undefined;
}

const lineShape = z.object({ key: z.string(), file: z.string() });

export async function openRecord(
  io: Io,
  path: string,
  given: { readonly server: string | undefined; readonly tenant: string | undefined; readonly isResuming: boolean },
): Promise<ImportRecord> {
  const known = given.isResuming ? await keysIn(io, path) : new Set<string>();
  const keyOf = (bytes: Uint8Array, { host, observedAt, map }: FileReading) => {
    const content = createHash('sha256').update(bytes).digest('hex');
    const parts = [given.server ?? 'here', given.tenant ?? '', content, host ?? '', observedAt ?? '', map ?? ''];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  };
  return {
    has: (bytes, reading) => known.has(keyOf(bytes, reading)),
    add: (bytes, reading, file) => io.appendFile(path, `${JSON.stringify({ key: keyOf(bytes, reading), file })}\n`),
  };
}

/** A line that was cut off by a crash is no key, and its file is imported again. */
async function keysIn(io: Io, path: string): Promise<ReadonlySet<string>> {
  let text: string;
  try {
    text = new TextDecoder().decode(await io.readFile(path));
  } catch (error) {
    if (isAbsent(error)) return new Set();
    throw error;
  }
  return new Set(
    text.split('\n').flatMap((line) => {
      const read = lineShape.safeParse(jsonOf(line));
      return read.success ? [read.data.key] : [];
    }),
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
