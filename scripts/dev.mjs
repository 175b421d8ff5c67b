import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';

/*
 * Builds and starts the control plane again whenever a source changes. A source that does not compile leaves the old one running.
 * Arguments go to `changeguard serve`.
 */
const settleMs = 150;
let server;
let timer;
let isStopping = false;
let turn = restart();

await turn;
// An editor writes a file in several steps; the build waits until it has settled.
watch(join(root, 'src'), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    turn = turn.then(restart);
  }, settleMs);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

async function restart() {
  try {
    await build();
  } catch (error) {
    say(error.message);
    return;
  }
  if (isStopping) return;
  await ended(server);
  const args = [join(root, 'dist', 'main.js'), 'serve', ...process.argv.slice(2)];
  server = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

/** The store admits one owner: the old control plane must have let go before the new one starts. */
function ended(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

async function stop() {
  isStopping = true;
  await ended(server);
  process.exit(server?.exitCode ?? 0);
}
