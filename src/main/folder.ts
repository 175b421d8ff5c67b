import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderListing } from '../cli/io.ts';

/** Bounds of one walk. A folder with more is no folder of evidence, and whoever gave it meant another. */
const limits = { files: 100_000, depth: 32, leftOut: 1_000 };

/**
 * Every file below a folder, sorted by name at each level. Links are never followed, so that nothing outside the folder can be read through it;
 * hidden files and folders belong to programs and are passed over.
 * @returns undefined when the path is no folder. @throws the system's error when it does not exist.
 */
export async function filesBelow(path: string): Promise<FolderListing | undefined> {
  // What a person names may be a link; what lies below may not.
  if (!(await stat(path)).isDirectory()) return undefined;
  const files: string[] = [];
  const leftOut: { path: string; why: string }[] = [];
  const leaveOut = (at: string, why: string) => {
    if (leftOut.length < limits.leftOut) leftOut.push({ path: at, why });
  };
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const at = join(folder, entry.name);
      if (entry.isSymbolicLink()) leaveOut(at, 'It is a link.');
      else if (entry.isDirectory()) {
        if (depth === limits.depth) leaveOut(at, `It lies more than ${limits.depth} folders deep.`);
        else await walk(at, depth + 1);
      } else if (!entry.isFile()) leaveOut(at, 'It is no file.');
      else if (files.length === limits.files) leaveOut(at, `There are more than ${limits.files} files.`);
      else files.push(at);
    }
  };
  await walk(path, 1);
  return { files, leftOut };
}
