import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Child extends AsyncDisposable {
  /** The text of its first message. */
  readonly says: string;
}

/** Starts a script beside this one in a process of its own, so that what it does costs the measured process nothing. */
export async function startChild(file: string, args: readonly string[]): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const [says] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`${file} ended with ${code} before it was ready.`);
    }),
  ]);
  return {
    says: String(says),
    [Symbol.asyncDispose]: async () => {
      // It leaves when nobody talks to it any more, also when this process was killed.
      child.disconnect();
      await ended;
    },
  };
}
