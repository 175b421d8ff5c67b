import { canonicalJson, type Json } from '../domain/canonical.ts';
import { ProblemError } from '../domain/problem.ts';
import type { ApiContext } from './context.ts';
import { digestOfBytes } from './secret.ts';

/** An answer as it is remembered and sent. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** What `text` was made of; missing for one that was remembered. */
  readonly body?: unknown;
}

interface KeyedRequest {
  readonly key: string;
  /** Credential, tenant and route: a key means something only to who used it, where, and for what. */
  readonly scope: string;
  readonly bodyHash: string;
}

/** @throws ProblemError('idempotency-key-missing'). */
export function requireKey(header: string | string[] | undefined): string {
  const key = typeof header === 'string' ? header.trim() : '';
  if (key === '' || key.length > 200)
    throw new ProblemError(
      'idempotency-key-missing',
      'The header Idempotency-Key is missing or longer than 200 characters.',
    );
  return key;
}

/** What makes two requests the same: address with query, and body by value (bytes by their digest). */
export function hashOfRequest(sha256: (text: string) => string, url: string, body: unknown): string {
  const content = body instanceof Uint8Array ? digestOfBytes(body) : ((body ?? null) as Json);
  return sha256(canonicalJson([url, content]));
}

/**
 * Runs a request with an effect once for its key. The second one gets the remembered answer; while the first runs it is told so.
 * Answers of 5xx are not remembered, because they say that nothing was decided.
 * @returns the answer and whether it is a replay.
 */
export async function once(
  context: ApiContext,
  request: KeyedRequest,
  run: () => Promise<{ readonly answer: Answer; readonly remembered: Answer | null }>,
  log: (error: unknown) => void,
): Promise<{ readonly answer: Answer; readonly isReplay: boolean }> {
  const { store } = context.control;
  const { scope, key, bodyHash } = request;
  const begun = await store.beginRequest({ scope, key, bodyHash, now: context.clocks.machineNow() });
  if (begun.kind === 'busy')
    throw new ProblemError('idempotency-key-busy', 'The first request with this key has not ended yet.');
  if (begun.kind === 'mismatch')
    throw new ProblemError('idempotency-key-reused', 'This key was used for another request before.');
  if (begun.kind === 'answered') return { answer: { status: begun.status, text: begun.body }, isReplay: true };
  let remembered: Answer | null = null;
  try {
    const result = await run();
    remembered = result.remembered;
    return { answer: result.answer, isReplay: false };
  } finally {
    // When the store cannot take the answer, the effect has still happened: the caller gets the true answer, and a retry
    // with this key is refused as busy rather than done twice.
    await store
      .finishRequest(scope, key, remembered === null ? null : { status: remembered.status, body: remembered.text })
      .catch(log);
  }
}
