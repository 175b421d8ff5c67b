import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';

try {
  await build();
} catch (error) {
  say(error.message);
  process.exit(1);
}

// The control plane runs in this very process: signals and exit codes are its own, with nobody between it and the terminal.
const entry = join(root, 'dist', 'main.js');
process.argv = [process.execPath, entry, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(entry).href);
