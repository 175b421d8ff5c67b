import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root, say } from './checkout.mjs';
import { filesBelow } from './files.mjs';

const out = join(root, 'dist', 'web');
const stampFile = join(out, '.stamp');

/** Bundles the portal when one of its sources changed since; half a second is too long for every start. */
export async function buildWeb() {
  const stamp = await sourcesDigest();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return;
  const startedAt = Date.now();
  await rm(stampFile, { force: true });
  // Loaded here, because packages may just have been installed, and a start that has nothing to bundle shall not wait for them.
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  // Inside a test runner it would be a bundle for developers, half as large again.
  process.env.NODE_ENV = 'production';
  await build({
    root: join(root, 'src', 'web'),
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    // The files' own addresses: the server hands them out, nobody else.
    base: '/',
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      // Small files inside a style sheet would need an exception in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: true,
      chunkSizeWarningLimit: 800,
    },
  });
  const { kilobytes } = await firstScreen();
  await writeFile(stampFile, stamp);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(`Bundled the portal in ${seconds} s; the first screen takes ${kilobytes.toFixed(0)} KB of JavaScript (gzip)`);
}

/** What a browser loads before the overview stands: the entry, what it imports, the words of one language and the screen itself. */
export async function firstScreen() {
  const manifest = JSON.parse(await readFile(join(out, '.vite', 'manifest.json'), 'utf8'));
  const wanted = ['index.html', 'start.tsx', 'screens/overview/overview.tsx', 'words/en.ts'];
  const chunks = new Set();
  for (const name of wanted) addChunk(manifest, name, chunks);
  let bytes = 0;
  for (const name of chunks) bytes += gzipSync(await readFile(join(out, manifest[name].file))).length;
  return { kilobytes: bytes / 1024, files: [...chunks] };
}

function addChunk(manifest, name, chunks) {
  if (manifest[name] === undefined) throw new Error(`The bundle has no ${name}.`);
  if (chunks.has(name)) return;
  chunks.add(name);
  for (const imported of manifest[name].imports ?? []) addChunk(manifest, imported, chunks);
}

async function sourcesDigest() {
  const digest = createHash('sha256').update(process.version);
  const sources = [...(await filesBelow(join('src', 'web'))), ...(await filesBelow(join('src', 'contract')))].sort();
  for (const path of ['package-lock.json', join('scripts', 'build-web.mjs'), ...sources])
    digest.update(`\0${path}\0`).update(await readFile(join(root, path)));
  return digest.digest('hex');
}
