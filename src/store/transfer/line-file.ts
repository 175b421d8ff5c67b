import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Takes one more line, and comes back when there is room for the next. */
export type Say = (line: unknown) => Promise<void>;

/**
 * Writes a gzip of lines of JSON, in one step: a file of this name is whole. Its last line is what `end` makes of the SHA-256 of all lines before.
 */
export async function writeLineFile<T>(
  path: string,
  write: (say: Say) => Promise<T>,
  end: (written: T, sha256: string) => unknown | Promise<unknown>,
): Promise<{ readonly written: T; readonly sha256: string }> {
  const aside = `${path}.next`;
  const packed = createGzip();
  const stored = pipeline(packed, createWriteStream(aside, { mode: 0o600, flush: true }));
  // What goes wrong on the way to the disk is told when it is awaited below.
  stored.catch(() => undefined);
  const hash = createHash('sha256');
  const say: Say = async (line) => {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    if (!packed.write(text)) await Promise.race([drained(packed), stored]);
  };
  try {
    const written = await write(say);
    const sha256 = hash.digest('hex');
    packed.end(`${JSON.stringify(await end(written, sha256))}\n`);
    await stored;
    await rename(aside, path);
    return { written, sha256 };
  } catch (error) {
    packed.destroy();
    await stored.catch(() => undefined);
    await rm(aside, { force: true });
    throw error;
  }
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((done) => stream.once('drain', done));
}
