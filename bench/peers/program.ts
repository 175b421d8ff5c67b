import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A script of a peer in a process of its own. */
interface Program extends AsyncDisposable {
  /** What it told of itself when it was ready. */
  readonly ready: unknown;
  /** Has it do something, and waits until it is done. */
  ask(message: Readonly<Record<string, unknown>>): Promise<void>;
}

interface ProgramStart {
  readonly script: string;
  readonly args: readonly string[];
  /** Where the peers are installed; the script is there too, so that it finds their packages. */
  readonly folder: string;
  readonly node: string;
}

interface Answer {
  readonly isDone: boolean;
  readonly why?: string;
  readonly ready?: unknown;
}

const keptCharacters = 4_000;

export async function startProgram({ script, args, folder, node }: ProgramStart): Promise<Program> {
  const env = { ...process.env, RESTATE_LOGGING: 'ERROR', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' };
  const child = fork(script, [...args], { cwd: folder, execPath: node, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  const keep = (text: string) => {
    said = (said + text).slice(-keptCharacters);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const ended = once(child, 'exit');
  const answered = async (): Promise<Answer> => {
    const [answer] = (await Promise.race([
      once(child, 'message'),
      ended.then(([code]) => {
        throw new Error(`${script} ended with ${code}: ${said}`);
      }),
    ])) as [Answer];
    if (!answer.isDone) throw new Error(`${script} failed: ${answer.why}`);
    return answer;
  };
  const { ready } = await answered();
  return {
    ready,
    ask: async (message) => {
      child.send(message);
      await answered();
    },
    [Symbol.asyncDispose]: async () => {
      // It leaves when nobody talks to it any more, also when this process was killed.
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The shell between us and the program ends it when our end of the pipe closes, also when we are killed. */
const guard =
  'exec 3<&0; "$@" </dev/null & child=$!; { cat <&3 >/dev/null; kill -TERM $child; } 2>/dev/null & wait $child';

export interface Server extends AsyncDisposable {
  /** Throws when it is no longer there, with what it said last. */
  check(): void;
}

export function startServer(
  file: string,
  args: readonly string[],
  options: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Server {
  const child = spawn('sh', ['-c', guard, 'sh', file, ...args], {
    cwd: options.folder,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (text: string) => {
    said = (said + text).slice(-keptCharacters);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = once(child, 'exit');
  return {
    check: () => {
      if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}: ${said}`);
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
