import type { Io } from './io.ts';
import { forStream } from './tone.ts';

/** Questions on stderr, answers from stdin, one line each. Nothing needs one: each has a flag. */
export interface Prompt {
  /** Only where both sides are a terminal and `--no-input` was not given. */
  readonly isPossible: boolean;
  /** The line without its end; '' at the end of the input. */
  ask(question: string): Promise<string>;
  /** Everything that comes on stdin, at most `maxStdinBytes`. */
  readAll(): Promise<string>;
  /** Lets go of stdin, so that the process can end. */
  close(): Promise<void>;
}

const maxStdinBytes = 1_000_000;

export function createPrompt(io: Io, isAllowed: boolean): Prompt {
  let input: AsyncIterator<Uint8Array | string> | undefined;
  let rest = '';
  const decoder = new TextDecoder();

  async function more(): Promise<boolean> {
    input ??= io.stdin[Symbol.asyncIterator]();
    const next = await input.next();
    if (next.done === true) return false;
    rest += typeof next.value === 'string' ? next.value : decoder.decode(next.value, { stream: true });
    return rest.length <= maxStdinBytes;
  }

  return {
    isPossible: isAllowed && io.isTty.stdin && io.isTty.stderr,
    ask: async (question) => {
      io.stderr.write(forStream(`${question} `, false));
      while (!rest.includes('\n') && (await more()));
      const [line = '', ...others] = rest.split('\n');
      rest = others.join('\n');
      return line.trim();
    },
    readAll: async () => {
      while (await more());
      return rest;
    },
    close: async () => {
      await input?.return?.();
    },
  };
}
