import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from './checkout.mjs';

/** Every file in a folder and below, as paths from the root of the checkout. */
export async function filesBelow(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => relative(root, join(one.parentPath ?? one.path, one.name)));
}
