import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. Scripts work from any current directory. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Node's own output goes to people on stderr, so that stdout of `npm start` and the tests stays theirs. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet keeps the output for the caller and prints nothing
 * @returns {Promise<{ code: number, output: string }>} code 1 when a signal ended it; output is empty unless quiet
 */
export async function run(command, args, { quiet = false, env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const pieces = [];
  child.stdout?.on('data', (piece) => pieces.push(piece));
  child.stderr?.on('data', (piece) => pieces.push(piece));
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to us alone has to be handed on.
  const forward = (signal) => child.kill(signal);
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  try {
    const [code] = await once(child, 'close');
    return { code: code ?? 1, output: Buffer.concat(pieces).toString('utf8') };
  } catch (error) {
    return { code: 127, output: `${command} could not be started: ${error.message}\n` };
  } finally {
    process.off('SIGTERM', forward);
    process.off('SIGHUP', forward);
  }
}

/**
 * Does one thing at a time in this checkout: `npm start` and `npm test` begun together must not install over each other.
 * The lock is a file with the owner's process id; a lock whose owner is gone is taken over.
 */
export async function alone(work) {
  const folder = join(root, 'dist');
  const lock = join(folder, '.lock');
  await mkdir(folder, { recursive: true });
  const giveUpAt = Date.now() + 15 * 60_000;
  let told = false;
  while (!(await take(lock))) {
    if (Date.now() > giveUpAt)
      throw new Error(`Another build holds ${lock} for 15 minutes. Remove the file if none runs.`);
    if (!told) say('Waiting for another install or build in this checkout');
    told = true;
    await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock) {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  // An empty file is one whose owner is just writing its id.
  if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
