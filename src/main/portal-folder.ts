import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Where the built portal lies, two folders above the sources and above the build alike; undefined before it was built. */
export function portalFolder(): string | undefined {
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
