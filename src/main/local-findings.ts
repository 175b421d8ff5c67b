import { access, constants, mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { LocalFinding } from '../cli/io.ts';
import type { DataDirectory } from './data-directory.ts';
import { whyUnusable } from './drop-folder.ts';
import type { RunFile } from './run-file.ts';

/** What can be seen without a server: Node, the data directory, the port, the running process. */
export async function localFindings(
  data: DataDirectory,
  run: RunFile | undefined,
  port: number,
  drop: string | undefined,
): Promise<readonly LocalFinding[]> {
  const folder = run?.drop ?? drop;
  return [
    nodeFinding(),
    await directoryFinding(data),
    runFinding(run),
    ...(run ? [] : [await portFinding(port)]),
    ...(folder === undefined ? [] : [await dropFinding(folder)]),
  ];
}

function nodeFinding(): LocalFinding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return {
    what: 'Node.js',
    verdict: isEnough ? 'pass' : 'fail',
    detail: `Version ${process.versions.node}; 20.19 or later is needed, 24 is recommended.`,
    ...(isEnough ? {} : { remedy: 'Install a newer Node.js.' }),
  };
}

async function directoryFinding(data: DataDirectory): Promise<LocalFinding> {
  const what = 'Data directory';
  try {
    await mkdir(data.path, { recursive: true, mode: 0o700 });
    await access(data.path, constants.R_OK | constants.W_OK);
    const { mode } = await stat(data.path);
    const isPrivate = process.platform === 'win32' || (mode & 0o066) === 0;
    return isPrivate
      ? { what, verdict: 'pass', detail: `${data.path} is yours alone.` }
      : { what, verdict: 'fail', detail: `${data.path} can be read by others.`, remedy: `Run: chmod 700 ${data.path}` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      what,
      verdict: 'fail',
      detail,
      remedy: 'Choose another directory with --data, or make this one writable.',
    };
  }
}

async function dropFinding(folder: string): Promise<LocalFinding> {
  const what = 'Drop folder';
  const why = await whyUnusable(folder);
  return why === undefined
    ? { what, verdict: 'pass', detail: `${folder} takes files, and they can be moved.` }
    : {
        what,
        verdict: 'fail',
        detail: `Files cannot come in by ${folder}: ${why}`,
        remedy: 'Make the folder, done and failed in it writable for the user who runs changeguard.',
      };
}

function runFinding(run: RunFile | undefined): LocalFinding {
  if (!run)
    return {
      what: 'Running server',
      verdict: 'unknown',
      detail: 'None runs on this data directory.',
      remedy: 'Run "changeguard serve".',
    };
  return { what: 'Running server', verdict: 'pass', detail: `${run.url}, process ${run.pid}, since ${run.startedAt}.` };
}

function portFinding(port: number): Promise<LocalFinding> {
  const what = `Port ${port}`;
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        what,
        verdict: 'fail',
        detail: `It cannot be used (${error.code}).`,
        remedy: 'Choose another one with --port.',
      }),
    );
    probe.listen(port, '127.0.0.1', () =>
      probe.close(() => resolve({ what, verdict: 'pass', detail: 'It is free on loopback.' })),
    );
  });
}
