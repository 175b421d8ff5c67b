import type { Answer } from '../../contract/routes.ts';
import { send } from '../api/call.ts';
import { credentials } from '../api/credentials.ts';
import { isRefusal } from '../api/refusal.ts';

export type LogEntry = Answer<'listLog'>['value'][number];

interface Listener {
  readonly onEntries: (entries: readonly LogEntry[]) => void;
  /** `part`: the log tells of all hosts, and this account sees some; it is not lost, and it does not come. */
  readonly onState: (state: 'live' | 'lost' | 'part') => void;
}

const pausesMs = [1_000, 2_000, 5_000, 15_000];
/** The server gives a sign every 15 seconds; a stream that is silent for longer is broken though nobody closed it. */
const silenceMs = 40_000;

/** Follows the log until the signal aborts, going on after a break where it was. Not the browser's own EventSource: that cannot name a tenant. */
export async function follow(listener: Listener, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await readStream(lastId, signal, {
        onOpen: () => {
          failures = 0;
          listener.onState('live');
        },
        onEntries: (entries) => {
          lastId = entries.at(-1)?.id ?? lastId;
          listener.onEntries(entries);
        },
      });
    } catch (error) {
      // Whoever is signed out has nothing to follow; everything else heals with time, and is said until then.
      if (signal.aborted || isRefusal(error, 'sign-in-required')) return;
      if (isRefusal(error, 'hosts-restricted')) return listener.onState('part');
    }
    if (signal.aborted) return;
    listener.onState('lost');
    await pause(pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 15_000, signal);
  }
}

interface Reader {
  readonly onOpen: () => void;
  readonly onEntries: (entries: readonly LogEntry[]) => void;
}

async function readStream(lastId: string | undefined, signal: AbortSignal, reader: Reader): Promise<void> {
  const silent = new AbortController();
  const headers = { ...credentials.headers(), ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const response = await send('/api/v1/events', { headers, signal: AbortSignal.any([signal, silent.signal]) });
  const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (stream === undefined) return;
  reader.onOpen();
  let rest = '';
  for (;;) {
    const timer = setTimeout(() => silent.abort(), silenceMs);
    const { done, value } = await stream.read().finally(() => clearTimeout(timer));
    if (done) return;
    const frames = `${rest}${value}`.split('\n\n');
    rest = frames.pop() ?? '';
    const entries = frames.flatMap(entryOf);
    if (entries.length > 0) reader.onEntries(entries);
  }
}

/** Comments and settings of the stream carry no data. */
function entryOf(frame: string): readonly LogEntry[] {
  const data = frame.split('\n').find((line) => line.startsWith('data: '));
  return data === undefined ? [] : [JSON.parse(data.slice('data: '.length)) as LogEntry];
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
