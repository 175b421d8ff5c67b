import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../domain/time.ts';

/** Only files of this very form are ever removed. */
const daily = /^daily-(\d{4}-\d{2}-\d{2})\.dump\.gz$/;

/** Where today's dump belongs; undefined when there is one. Days are those of UTC. */
export async function dueDump(folder: string, now: Instant): Promise<string | undefined> {
  const name = `daily-${new Date(now).toISOString().slice(0, 10)}.dump.gz`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return (await readdir(folder)).includes(name) ? undefined : join(folder, name);
}

/** Removes the oldest daily dumps beyond so many; what people made by hand stays. @returns the names of what is gone. */
export async function rotate(folder: string, keep: number): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => daily.test(name)).sort();
  const old = names.slice(0, Math.max(0, names.length - keep));
  for (const name of old) await rm(join(folder, name), { force: true });
  return old;
}
