import type { Duplex } from 'node:stream';
import type { ProbeOutcome } from '../../domain/probe.ts';

/** Ends a look at a URL: what came of it, and the finer code. */
export class StageFault extends Error {
  override readonly name = 'StageFault';
  readonly outcome: ProbeOutcome;
  readonly code: string;
  constructor(outcome: ProbeOutcome, code: string) {
    super(`${outcome} (${code})`);
    this.outcome = outcome;
    this.code = code;
  }
}

/** Keeps the sockets of one look, to close them all when it ends, however it ends. */
export class HeldSockets {
  readonly #sockets: Duplex[] = [];

  hold<T extends Duplex>(socket: T): T {
    this.#sockets.push(socket);
    // Errors are told to whoever waits; one that comes when nobody waits any more must not end the process.
    socket.on('error', () => undefined);
    return socket;
  }

  /** The last one first: Node 20 ends with a segmentation fault when a socket is destroyed under the TLS that runs on it. */
  close(): void {
    for (const socket of this.#sockets.toReversed()) socket.destroy();
  }
}

interface Bound {
  readonly limitMs: number;
  /** What it is when the time is over. */
  readonly late: StageFault;
  readonly signal: AbortSignal;
}

/** Waits for the work, but no longer than allowed. Work that cannot be stopped, such as a name lookup, is left behind. */
export async function withinTime<T>({ limitMs, late, signal }: Bound, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(late), limitMs);
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    };
  });
  try {
    return await Promise.race([work(), ended]);
  } finally {
    end();
  }
}

/** The system's or OpenSSL's code of an error; its name where it has none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
