import { z } from 'zod';
import { readJson, removeFile, replaceFile } from './data-directory.ts';

/** What a running server leaves for the command line of its owner. `doorSecret` opens it, so the file is 0600. */
const shape = z.object({
  url: z.string(),
  pid: z.number().int(),
  doorSecret: z.string(),
  startedAt: z.string(),
  drop: z.string().optional(),
  siem: z.string().optional(),
});
export type RunFile = z.infer<typeof shape>;

export function writeRunFile(path: string, run: RunFile): Promise<void> {
  return replaceFile(path, `${JSON.stringify(run)}\n`, 0o600);
}

/** The running server of this data directory; undefined when none runs. A file left by a killed process is removed. */
export async function readRunFile(path: string): Promise<RunFile | undefined> {
  const parsed = shape.safeParse(await readJson(path).catch(() => undefined));
  if (!parsed.success) return undefined;
  if (isAlive(parsed.data.pid)) return parsed.data;
  await removeFile(path);
  return undefined;
}

/** Removes the file only if it is still ours. */
export async function dropRunFile(path: string, pid: number): Promise<void> {
  const parsed = shape.safeParse(await readJson(path).catch(() => undefined));
  if (parsed.success && parsed.data.pid === pid) await removeFile(path);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
