// Stands between the control plane and its PostgreSQL, as a process of its own: whatever happens to the control plane, the server is ended in good order and
// never left behind for ever. Plain JavaScript, because Node 20 cannot start it from TypeScript.
import { spawn } from 'node:child_process';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** So long a server waits for a new owner when the old one has died, so that a control plane that is started again at once finds it running. */
const graceMs = 5_000;
/** A fast shutdown writes what is in memory; one that takes longer is cut short, which loses nothing either. */
const longestStopMs = 30_000;
const lookEveryMs = 100;

const order = JSON.parse(process.argv[2]);
let isEnding = false;

// The signals of a terminal or a service manager are meant for the control plane; it tells us by the pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const pid = order.start === undefined ? serverOf(order.data) : started();
if (pid === undefined) leave();
const watch = setInterval(() => {
  // A server that is our child tells its end by itself; one that we only watch is looked for.
  if (order.start === undefined && serverOf(order.data) !== pid) leave();
}, lookEveryMs);

let said = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  said += text;
});
process.stdin.on('end', () => {
  // Nobody comes back to a database that may be lost.
  if (said === 'stop' || order.removes !== undefined) stop();
  else setTimeout(stopUnlessTaken, graceMs);
});
process.stdin.on('error', stopUnlessTaken);

function started() {
  const { program, args, log } = order.start;
  const out = openSync(log, 'a', 0o600);
  const { uid, gid } = order.account ?? {};
  const server = spawn(program, args, { uid, gid, stdio: ['ignore', out, out], windowsHide: true });
  server.once('error', leave);
  server.once('exit', leave);
  return server.pid;
}

/** The process id that the server wrote into its directory; undefined when none runs there. */
function serverOf(data) {
  try {
    const found = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    if (!(found > 0)) return undefined;
    process.kill(found, 0);
    return found;
  } catch {
    return undefined;
  }
}

/** A server that has ended by itself is started again by its owner; only what was ended on purpose is removed. */
function leave() {
  if (isEnding)
    for (const folder of order.removes ?? []) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

function stopUnlessTaken() {
  let owner = order.owner;
  try {
    owner = readFileSync(order.ownerFile, 'utf8');
  } catch {
    // Nobody else can have taken it without writing this file.
  }
  if (owner === order.owner) stop();
  else process.exit();
}

function stop() {
  if (isEnding) return;
  isEnding = true;
  // What is removed next need not be written first.
  if (order.removes !== undefined) return tell('SIGQUIT', 'immediate');
  tell('SIGINT', 'fast');
  setTimeout(() => tell('SIGQUIT', 'immediate'), longestStopMs);
}

/** Windows has no such signals; there a program that comes with the server says it. */
function tell(signal, mode) {
  if (process.platform === 'win32') {
    spawn(join(order.programs, 'pg_ctl.exe'), ['stop', '-D', order.data, '-m', mode, '-W'], { stdio: 'ignore' });
    return;
  }
  // Of a server that we only watch the id is looked up once more: it may have gone, and its id may be another process's by now.
  if (order.start === undefined && serverOf(order.data) !== pid) leave();
  try {
    process.kill(pid, signal);
  } catch {
    clearInterval(watch);
    leave();
  }
}
