import { open } from 'node:fs/promises';
import { Terminal } from '../domain/problem.ts';

/** A secret as it was found, for immediate use: it is read each time it is needed and kept nowhere. */
interface FoundSecret {
  readonly value: string;
  /** One sentence when the place is less private than it should be. */
  readonly warning?: string | undefined;
}

export type SecretReader = (secretRef: string) => Promise<FoundSecret>;

/** Client secrets have some 40 characters; a certificate with its key has a few thousand. */
const secretLimitBytes = 64 * 1024;

/**
 * Reads what `env:NAME` or `file:PATH` points at.
 * Other forms are refused, above all a secret written where the reference belongs; that is why no message repeats the reference of an unknown form.
 * @throws Terminal `connection-secret-missing` when there is nothing, or something that cannot be a secret.
 */
export function secretReader(environment: Readonly<Record<string, string | undefined>>): SecretReader {
  return async (secretRef) => {
    if (secretRef.startsWith('env:')) return fromEnvironment(environment, secretRef.slice('env:'.length));
    if (secretRef.startsWith('file:')) return fromFile(secretRef.slice('file:'.length));
    throw missing('The reference to the secret is neither env:NAME nor file:PATH.');
  };
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>, name: string): FoundSecret {
  const value = environment[name]?.trim() ?? '';
  if (value === '') throw missing(`The environment variable ${name} is not set or empty.`);
  return { value };
}

async function fromFile(path: string): Promise<FoundSecret> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw missing(`The file ${path} cannot be read (${cause.code ?? 'unknown reason'}).`);
  });
  try {
    const stat = await file.stat();
    // A pipe or a device would make us wait for ever.
    if (!stat.isFile()) throw missing(`${path} is not a file.`);
    if (stat.size > secretLimitBytes) throw missing(`The file ${path} is larger than ${secretLimitBytes} bytes.`);
    const value = (await file.readFile('utf8')).replace(/^\uFEFF/, '').trim();
    if (value === '') throw missing(`The file ${path} is empty.`);
    return { value, warning: privacyWarning(path, stat.mode) };
  } finally {
    await file.close();
  }
}

/** Windows has no such mode bits (Node invents them from the read-only flag), so nothing is said there. */
function privacyWarning(path: string, mode: number): string | undefined {
  if (process.platform === 'win32' || (mode & 0o044) === 0) return undefined;
  const readers = (mode & 0o004) !== 0 ? 'every user of this machine' : 'the group of the file';
  return `The secret in ${path} can be read by ${readers}; restrict it with "chmod 600".`;
}

function missing(detail: string): Terminal {
  return new Terminal('connection-secret-missing', detail);
}
