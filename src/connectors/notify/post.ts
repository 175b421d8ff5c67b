import { type ProblemError, Retryable, Terminal } from '../../domain/problem.ts';
import { networkError, retryAfter } from '../graph/failures.ts';
import { boundedText } from '../graph/transport.ts';
import type { MessengerDeps } from './messenger.ts';

interface Outgoing {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answer = Awaited<ReturnType<MessengerDeps['fetch']>>;

/**
 * One POST of JSON. Only the host is ever named: the rest of an address may open something, and an answer may repeat it.
 * @returns what came back, in a few words. @throws Retryable with `until` on the machine clock, Terminal.
 */
export async function post(
  deps: MessengerDeps,
  { url, headers, body }: Outgoing,
  signal: AbortSignal,
): Promise<string> {
  const { httpTimeoutMs, answerBytes } = deps.limits;
  const ended = new AbortController();
  const timeout = AbortSignal.timeout(httpTimeoutMs);
  try {
    const answer = await deps.fetch(url.href, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
      signal: AbortSignal.any([signal, timeout, ended.signal]),
      redirect: 'manual',
    });
    const refusal = refusalOf(deps, url.host, answer);
    if (refusal !== undefined) throw refusal;
    // The answer was given with its status. What follows is read for the sake of the connection, and may be anything.
    await boundedText(answer, answerBytes).catch(() => '');
    return `${url.host} answered ${answer.status}.`;
  } catch (error) {
    if (error instanceof Retryable || error instanceof Terminal) throw error;
    if (timeout.aborted || signal.aborted)
      throw new Retryable('receiver-timed-out', `${url.host} did not answer in time.`, {
        mayHaveHappened: true,
        cause: error,
      });
    const { code } = networkError(error);
    throw new Retryable('receiver-unreachable', `${url.host} is not reached${code === '' ? '' : ` (${code})`}.`, {
      mayHaveHappened: true,
      cause: error,
    });
  } finally {
    ended.abort();
  }
}

/** 2xx is taken. What only a person can change is final; what time may change is tried again. */
function refusalOf(deps: MessengerDeps, host: string, { status, headers }: Answer): ProblemError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const detail = `${host} answered ${status}.`;
  if (status >= 300 && status < 400) return new Terminal('receiver-redirects', detail);
  const until = retryAfter(
    headers.get('retry-after'),
    headers.get('date'),
    deps.machineNow(),
    deps.limits.longestWaitMs,
  );
  if (status === 429) return new Retryable('receiver-throttled', detail, { until });
  if (status === 407) return new Retryable('receiver-unreachable', `${detail} The proxy wants a sign-in.`, { until });
  const isPassing = status >= 500 || status < 200 || status === 408 || status === 425;
  return isPassing
    ? new Retryable('receiver-unavailable', detail, { until })
    : new Terminal('receiver-refused', detail);
}
