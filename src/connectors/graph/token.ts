import { z } from 'zod';
import { Retryable, Terminal } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import { durationInWords, minuteMs } from '../../domain/time.ts';
import type { Connection } from '../../engine/ports/store.ts';
import type { SecretReader } from '../secret.ts';
import { credentialIn, proofOf } from './credential.ts';
import { signInErrors } from './sign-in-errors.ts';

/** An access token and what can be read from it. Never logged, never stored. */
export interface AccessToken {
  readonly value: string;
  /** Machine clock. */
  readonly expiresAt: Instant;
  /** The granted application permissions; undefined when the token cannot be read, which is its right. */
  readonly roles: readonly string[] | undefined;
}

/** Sends one form and gives status and text; the client does it, so that bounds and the call record are in one place. */
type SendForm = (url: string, form: URLSearchParams) => Promise<FormAnswer>;

interface FormAnswer {
  readonly status: number;
  readonly text: string;
  readonly until: Instant;
  /** How far our clock is ahead of the answer's Date, both being tenant clock; undefined when it has none. */
  readonly skewMs: number | undefined;
}

/**
 * The client-credentials token of a connection, kept until shortly before its end.
 * Callers that need a new one at the same time share one request.
 */
export class TokenSource {
  readonly #connection: Connection;
  readonly #readSecret: SecretReader;
  readonly #machineNow: () => Instant;
  readonly #newId: () => string;
  readonly #send: SendForm;
  #kept: AccessToken | undefined;
  #renewal: Promise<AccessToken> | undefined;

  constructor(options: {
    readonly connection: Connection;
    readonly readSecret: SecretReader;
    readonly machineNow: () => Instant;
    readonly newId: () => string;
    readonly send: SendForm;
  }) {
    this.#connection = options.connection;
    this.#readSecret = options.readSecret;
    this.#machineNow = options.machineNow;
    this.#newId = options.newId;
    this.#send = options.send;
  }

  /** @throws Retryable, or Terminal `connection-secret-missing`, `connection-certificate-invalid`, `connection-credential-refused`, `connection-consent-missing`, `connection-clock-off`, `connection-answer-invalid`. */
  async token(): Promise<AccessToken> {
    const kept = this.#kept;
    if (kept !== undefined && this.#machineNow() < kept.expiresAt) return kept;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** The service refused this token: forget it, unless somebody has renewed it meanwhile. */
  drop(refusedToken: AccessToken): void {
    if (this.#kept === refusedToken) this.#kept = undefined;
  }

  /** What the token in hand grants; undefined before the first one, or when it cannot be read. */
  get roles(): readonly string[] | undefined {
    return this.#kept?.roles;
  }

  async #renew(): Promise<AccessToken> {
    const { loginUrl, graphUrl, directoryId, clientId, secretRef } = this.#connection;
    const secret = await this.#readSecret(secretRef);
    const url = `${loginUrl.replace(/\/+$/, '')}/${encodeURIComponent(directoryId)}/oauth2/v2.0/token`;
    const askedAt = this.#machineNow();
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      ...proofOf(credentialIn(secret.value), { audience: url, clientId, at: askedAt, id: this.#newId() }),
      scope: `${graphUrl.replace(/\/+$/, '')}/.default`,
    });
    const answer = await this.#send(url, form);
    if (answer.status !== 200) throw refusal(answer);
    this.#kept = readToken(answer.text, askedAt);
    return this.#kept;
  }
}

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(65_536),
  expires_in: z.coerce.number().positive().max(31_536_000),
});

function readToken(text: string, askedAt: Instant): AccessToken {
  const parsed = tokenAnswer.safeParse(jsonOf(text));
  // The text is not repeated: it may hold a token.
  if (!parsed.success) throw new Terminal('connection-answer-invalid', 'The sign-in answered without a usable token.');
  const lifetimeMs = parsed.data.expires_in * 1_000;
  // Renewed five minutes early, so that no long list begins with a token about to end; a short-lived one still gets most of its life.
  const earlyMs = Math.min(5 * minuteMs, lifetimeMs / 5);
  return {
    value: parsed.data.access_token,
    expiresAt: askedAt + lifetimeMs - earlyMs,
    roles: rolesOf(parsed.data.access_token),
  };
}

const claims = z.object({ roles: z.array(z.string()).max(1_000).optional() });

/** The `roles` claim, unverified: it only helps to name what is missing, the service decides. */
export function rolesOf(accessToken: string): readonly string[] | undefined {
  const payload = accessToken.split('.')[1];
  if (payload === undefined) return undefined;
  const parsed = claims.safeParse(jsonOf(Buffer.from(payload, 'base64url').toString('utf8')));
  return parsed.success ? (parsed.data.roles ?? []) : undefined;
}

const signInError = z.object({ error: z.string().max(100), error_description: z.string().optional() });

function refusal(answer: FormAnswer): Retryable | Terminal {
  const parsed = signInError.safeParse(jsonOf(answer.text));
  // Only the codes are repeated: the description names people and addresses.
  const aadsts = parsed.success ? /AADSTS\d{1,8}/.exec(parsed.data.error_description ?? '')?.[0] : undefined;
  const said = parsed.success
    ? ` (${[parsed.data.error.replace(/[^\w-]/g, ''), aadsts].filter(Boolean).join(', ')})`
    : '';
  const meaning = aadsts === undefined ? undefined : signInErrors[aadsts];
  const detail = [
    `The sign-in was answered with ${answer.status}${said}.`,
    ...(meaning === undefined ? [] : [meaning.detail]),
    ...(meaning?.code === 'connection-clock-off' ? [skewInWords(answer.skewMs)] : []),
  ].join(' ');
  if (answer.status === 429) return new Retryable('connection-throttled', detail, { until: answer.until });
  if (answer.status === 407)
    return new Retryable('connection-proxy-refused', `${detail} The proxy wants a sign-in.`, { until: answer.until });
  const isPassing = answer.status >= 500 || answer.status === 408;
  if (isPassing) return new Retryable('connection-unavailable', detail, { until: answer.until });
  if (answer.status === 400 || answer.status === 401 || answer.status === 403)
    return new Terminal(meaning?.code ?? 'connection-credential-refused', detail);
  return new Terminal('connection-answer-invalid', detail);
}

function skewInWords(skewMs: number | undefined): string {
  if (skewMs === undefined) return 'The service did not tell its time.';
  return `Our clock is ${durationInWords(Math.abs(skewMs))} ${skewMs < 0 ? 'behind' : 'ahead of'} the service.`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one of the shapes that the schemas above refuse.
    return undefined;
  }
}
