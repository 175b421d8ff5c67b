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
    plugins: [react(), preloadProgram()],
    // The files' own addresses: the server hands them out, nobody else.
    base: '/',
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      // Small files inside a style sheet would need an exception in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false, resolveDependencies: withoutFirst },
      manifest: true,
      chunkSizeWarningLimit: 800,
      rolldownOptions: {
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: 'program', test: isOfEveryScreen }],
          },
        },
      },
    },
  });
  const { kilobytes } = await firstScreen();
  for (const file of await filesBelow(join('dist', 'web', 'assets'))) await pack(join(root, file));
  await writeFile(stampFile, stamp);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(`Bundled the portal in ${seconds} s; the first screen takes ${kilobytes.toFixed(0)} KB of JavaScript (gzip)`);
}

/** Beside each file lies what travels of it. Packed once here, because the server would do it anew for everybody who comes. */
async function pack(file) {
  await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
}

/** The page names the program, so that a browser fetches it beside the small file that asks for what the first screen shows, and not after it. */
function preloadProgram() {
  return {
    name: 'preload-program',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
        const [entry] = chunks.filter(({ isEntry }) => isEntry);
        const program = chunks.find(({ name }) => name === 'program');
        const files = [...program.imports, program.fileName].filter((file) => file !== entry.fileName);
        return files.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head',
        }));
      },
    },
  };
}

/**
 * What the first small file asks for needs nothing that is not named by the page already: to name it once more costs the browser milliseconds, file by file,
 * that the first picture waits for.
 */
function withoutFirst(file, dependencies) {
  return /\/(program|servers|en|de(-[a-z-]+)?)-[^/]+$/.test(`/${file}`) ? [] : dependencies;
}

/**
 * What every screen needs is one file: a browser fetches six at a time, and a dozen small ones stand in the way of the list that is asked for
 * beside them. What main.ts runs before is not among it.
 */
function isOfEveryScreen(path) {
  const id = path.replaceAll('\\', '/');
  return ofEveryScreen.some((pattern) => pattern.test(id));
}

const ofEveryScreen = [
  /rolldown\/runtime/,
  /\/node_modules\/(react|react-dom|scheduler|react-router|cookie|set-cookie-parser|intl-messageformat|tslib|stylis|rtl-css-js|keyborg)\//,
  /\/node_modules\/(@tanstack|@formatjs|@griffel|@emotion|@swc)\//,
  /\/node_modules\/@fluentui\/(react-provider|react-shared-contexts|react-utilities|react-jsx-runtime|keyboard-keys)\//,
  /\/@fluentui\/react-tabster\/.*(focus-?visible|constants)/i,
  // The themes; the names of what is in them go with the parts that use them.
  /\/@fluentui\/tokens\/(?!.*\/tokens\.js$)/,
  /\/src\/contract\/(state-words|no-site)\.ts$/,
  /\/src\/web\/(start\.tsx$|fluent-icons\/|live\/|time\/(?!time-tip)|words\/(say|places|event-pieces|told)|api\/(addresses|answers|call|credentials|key|refusal)\.ts$)/,
  /\/src\/web\/frame\/(archived-line|choices|first-rows|frame|freshness|idle|keeper|key-help|links|lost-line|portal|screens|session|top-bar)\.tsx?$/,
  // With what opens its filters, the list of servers would else be two files.
  /\/src\/web\/screens\/servers\/(chips\.tsx|filters\.ts)$/,
  /\/src\/web\/parts\/(event-line|held|icon|message|page|problem|reasons|save-file|scroll-x|section|state|trouble|verdict-state|views|wait)\.tsx?$/,
];

/** What a browser loads before a screen stands: the entry, what it imports, the words of one language and the screen itself. */
export async function firstScreen(screen = 'screens/overview/overview.tsx') {
  const manifest = JSON.parse(await readFile(join(out, '.vite', 'manifest.json'), 'utf8'));
  const program = Object.keys(manifest).find((name) => manifest[name].name === 'program');
  const wanted = ['index.html', program, screen, 'words/en.ts'];
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
