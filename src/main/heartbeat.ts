import { type Fetch, outboundFetch } from '../connectors/graph/transport.ts';
import { addressOf } from '../connectors/notify/address.ts';
import { type SecretReader, secretReader } from '../connectors/secret.ts';
import { ProblemError } from '../domain/problem.ts';
import { minuteMs, secondMs } from '../domain/time.ts';

interface HeartbeatGiven {
  /** Where the address of the monitor is: env:NAME or file:PATH, or the address itself where it opens nothing. */
  readonly where: string;
  readonly readSecret: SecretReader;
  readonly fetch: Fetch;
  /** Whether the engine and the database work now. */
  readonly isWell: () => Promise<boolean>;
  readonly log: { warn(about: object, message: string): void };
  /** How long from one beat to the next; a minute, except in tests. */
  readonly everyMs?: number;
}

export interface Heartbeat {
  /** Waits for the beat under way. */
  stop(): Promise<void>;
}

/** The beat of a running engine, whose address stands where a person said. */
export function beatFor(
  engine: Pick<HeartbeatGiven, 'isWell'> & { readonly logger: HeartbeatGiven['log'] },
  where: string,
  environment: Readonly<Record<string, string | undefined>>,
): Heartbeat {
  const readSecret = secretReader(environment);
  return startHeartbeat({
    where,
    readSecret,
    fetch: outboundFetch(environment),
    isWell: engine.isWell,
    log: engine.logger,
  });
}

const answerMs = 10 * secondMs;

/**
 * Tells a monitor outside that we are alive, once a minute while all is well. It alarms when the beats cease: nobody here can say that we are down.
 * A beat that does not arrive is told in the log and not tried again before the next one, which says the same.
 */
export function startHeartbeat({ everyMs = minuteMs, ...given }: HeartbeatGiven): Heartbeat {
  const control = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const beat = async () => {
    const why = await failureOf(given, control.signal);
    if (control.signal.aborted) return;
    if (why !== undefined) given.log.warn({}, `The heartbeat did not reach its monitor: ${why}`);
    timer = setTimeout(next, everyMs);
  };
  const next = () => {
    underWay = beat();
  };
  next();
  return {
    stop: async () => {
      control.abort();
      clearTimeout(timer);
      await underWay;
    },
  };
}

/** Why no beat arrived; undefined when it did, or when there was nothing good to tell. The address stands in no message. */
async function failureOf(given: Omit<HeartbeatGiven, 'everyMs'>, stopped: AbortSignal): Promise<string | undefined> {
  try {
    if (!(await given.isWell())) return undefined;
    const url = await addressOf(given.readSecret, given.where);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerMs)]);
    const answer = await given.fetch(url.href, { method: 'POST', headers: {}, body: '', signal, redirect: 'manual' });
    await answer.text();
    return answer.status >= 200 && answer.status < 300 ? undefined : `it answered with ${answer.status}.`;
  } catch (error) {
    const { name, code } = error as { readonly name?: string; readonly code?: string };
    if (name === 'TimeoutError') return 'it did not answer in time.';
    return error instanceof ProblemError ? error.message : `no answer came (${code ?? name}).`;
  }
}
