import { Retryable, Terminal } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import { UnusableBody } from './transport.ts';

/** What the engine is told when a call failed: either time heals it, or a person must. */
type Failure = Retryable | Terminal;

/** What is known about the failed call. */
export interface FailedCall {
  /** "GET /v1.0/security/identities/sensors": the path only, because queries may carry opaque tokens. */
  readonly what: string;
  /** Whether the request would have changed something: then an answer that is lost must not look like a refusal. */
  readonly hasEffect: boolean;
}

/** Failures before a byte of the request left: nothing can have happened. */
const connectCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Certificates that are not accepted, and a handshake that does not end. Other TLS errors can also come after the request. */
/** A chain that ends nowhere that we know, which is what an inspecting proxy shows. */
const untrustedCode =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)/;
/** A certificate that has ended, or has not begun: either it is old, or our clock is wrong. */
const outOfTimeCode = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const handshakeCode = /^(ERR_TLS_CERT_|ERR_TLS_HANDSHAKE_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** A call that brought no answer, or whose answer broke off. */
export function noAnswer(call: FailedCall, cause: unknown, timedOut: boolean): Failure {
  if (cause instanceof UnusableBody) return unreadable(call, cause.message, cause);
  if (timedOut)
    return new Retryable('connection-timed-out', `${call.what} was not answered in time.`, {
      mayHaveHappened: call.hasEffect,
      cause,
    });
  const { code, isConnect } = networkError(cause);
  const refusedBy = proxyStatus(cause);
  if (refusedBy !== undefined) return behindProxy(call.what, refusedBy, cause);
  if (untrustedCode.test(code))
    return new Retryable('connection-untrusted', `${call.what}: The certificate is not trusted (${code}).`, { cause });
  if (outOfTimeCode.test(code)) {
    const why = 'By the clock of this machine the certificate is not valid';
    return new Retryable('connection-clock-off', `${call.what}: ${why} (${code}).`, { cause });
  }
  const where = isConnect ? 'No connection could be made' : 'The connection broke';
  return new Retryable('connection-unreachable', `${call.what}: ${where}${code === '' ? '' : ` (${code})`}.`, {
    mayHaveHappened: call.hasEffect && !isConnect,
    cause,
  });
}

/** What the proxy said to the tunnel; undici tells it in words only. Nothing of the request had left by then. */
function proxyStatus(error: unknown): number | undefined {
  for (let current = error, depth = 0; depth < 5 && current instanceof Error; current = current.cause, depth++) {
    const status = /^Proxy response \((\d{3})\)/.exec(current.message)?.[1];
    if (status !== undefined) return Number(status);
  }
  return undefined;
}

function behindProxy(what: string, status: number, cause: unknown): Failure {
  const why = status === 407 ? 'it wants a user and a password' : 'it does not open a way to the service';
  return new Retryable('connection-proxy-refused', `${what}: The proxy answered with ${status}; ${why}.`, { cause });
}

/** Fetch wraps the reason, and a host with several addresses wraps one reason for each. */
export function networkError(error: unknown): { readonly code: string; readonly isConnect: boolean } {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, syscall, cause, errors } = current as {
      code?: unknown;
      syscall?: unknown;
      cause?: unknown;
      errors?: unknown;
    };
    if (typeof code === 'string' && code !== '')
      return { code, isConnect: connectCodes.has(code) || handshakeCode.test(code) || syscall === 'connect' };
    current = Array.isArray(errors) ? errors[0] : cause;
  }
  return { code: '', isConnect: false };
}

/** An answer that came and makes no sense. After a request with an effect it says nothing about the effect. */
export function unreadable(call: FailedCall, why: string, cause?: unknown): Failure {
  const detail = `${call.what}: ${why}`;
  if (call.hasEffect) return new Retryable('connection-answer-invalid', detail, { mayHaveHappened: true, cause });
  return new Terminal('connection-answer-invalid', detail, { cause });
}

/** What is needed to judge an answer that is not a success. */
interface RefusedAnswer {
  readonly status: number;
  /** Code and message of the error body, cut for people; empty when there is none. */
  readonly said: string;
  /** Until when the service, or our own back-off, says to stay away; tenant clock. */
  readonly until: Instant;
  /** What the call needs, for a 403. */
  readonly permissions: string;
  /** Which permissions the token carries, for a 403; undefined when it cannot be read. */
  readonly roles: readonly string[] | undefined;
}

export function refused(call: FailedCall, answer: RefusedAnswer): Failure {
  const { status, until } = answer;
  const said = answer.said === '' ? '' : ` ${answer.said}`;
  const detail = `${call.what} was answered with ${status}.${said}`;
  if (status === 429) return new Retryable('connection-throttled', detail, { until });
  if (status === 401) return new Terminal('connection-credential-refused', detail);
  if (status === 403) {
    const held = answer.roles === undefined ? 'the token does not say' : answer.roles.join(', ') || 'none';
    return new Terminal('connection-permission-missing', `${detail} Needed: ${answer.permissions}. Granted: ${held}.`);
  }
  if (status === 407)
    return new Retryable('connection-proxy-refused', `${detail} The proxy wants a sign-in.`, { until });
  if (status === 408) return new Retryable('connection-timed-out', detail, { until, mayHaveHappened: call.hasEffect });
  if (status >= 500) return new Retryable('connection-unavailable', detail, { until, mayHaveHappened: call.hasEffect });
  if (status >= 400) return new Terminal('connection-refused-request', detail);
  return unreadable(call, `status ${status} was not expected.`);
}

/**
 * Until when to stay away. A date is measured against the answer's own Date header, because the two clocks need not agree.
 * @returns undefined when there is no Retry-After, or none that can be read.
 */
export function retryAfter(
  header: string | null,
  dateHeader: string | null,
  now: Instant,
  limitMs: number,
): Instant | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return now + Math.min(Number(text) * 1_000, limitMs);
  const wanted = Date.parse(text);
  if (Number.isNaN(wanted)) return undefined;
  const sent = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  const waitMs = wanted - (Number.isNaN(sent) ? now : sent);
  return now + Math.min(Math.max(waitMs, 0), limitMs);
}
