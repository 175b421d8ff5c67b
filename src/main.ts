#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from './cli/io.ts';
import { run } from './cli/run.ts';

/*
 * The one executable. It gives the command line its terminal and its door; the product itself is loaded behind the door,
 * only when a command needs it, so that help and errors come at once.
 */
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
// A reader that went away (head, less) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { createDoor } = await import('./main/door.ts');
const { appendPrivately, replaceFile } = await import('./main/data-directory.ts');
const { filesBelow } = await import('./main/folder.ts');

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  isTty: {
    stdin: process.stdin.isTTY === true,
    stdout: process.stdout.isTTY === true,
    stderr: process.stderr.isTTY === true,
  },
  columns: process.stdout.columns,
  rows: process.stdout.rows,
  cwd: process.cwd(),
  home: homedir(),
  readFile,
  filesBelow,
  modifiedAt: async (path) => (await stat(path)).mtimeMs,
  writeFile: (path, data, options) => replaceFile(path, data, options?.mode ?? 0o644),
  appendFile: appendPrivately,
  now: Date.now,
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
  interrupted: interrupt.signal,
  newKey: randomUUID,
  door: createDoor(process.env, randomUUID),
};

process.exitCode = await run(process.argv.slice(2), io);
// Keep-alive sockets and worker threads of a finished command must not hold the terminal; what was printed must be out first.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
process.exit();
