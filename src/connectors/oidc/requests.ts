import { z } from 'zod';
import { ProblemError } from '../../domain/problem.ts';
import { boundedText, type Fetch, isLoopback, UnusableBody } from '../graph/transport.ts';
import { oidcLimits } from './limits.ts';

const address = z.url().refine((text) => isSafe(text));

const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
});
export type Discovery = z.infer<typeof discovery>;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
type KeySet = z.infer<typeof keySet>;

const tokenAnswer = z.object({ id_token: z.string() });
const tokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** Only this machine itself is spoken to without TLS. */
export function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** What the provider says of itself; it must say the name under which we know it, or somebody else could speak for it. */
export async function discover(fetch: Fetch, issuer: string): Promise<Discovery> {
  const { status, text } = await send(fetch, `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  const found = status === 200 ? discovery.safeParse(jsonOf(text)).data : undefined;
  if (found === undefined) throw unreachable(`The description at the issuer came with status ${status}, or is none.`);
  if (found.issuer !== issuer) throw unreachable('The description at the issuer is that of another one.');
  return found;
}

export async function readKeys(fetch: Fetch, url: string): Promise<KeySet> {
  const { status, text } = await send(fetch, url);
  const found = status === 200 ? keySet.safeParse(jsonOf(text)).data : undefined;
  if (found === undefined) throw unreachable(`The signing keys came with status ${status}, or are none.`);
  return found;
}

/**
 * Trades the code for the ID token.
 * @throws ProblemError `entra-refused` when the code does not hold, `entra-unreachable` when it is we who are not known.
 */
export async function redeem(fetch: Fetch, url: string, form: URLSearchParams): Promise<string> {
  const { status, text } = await send(fetch, url, form);
  const body = jsonOf(text);
  const token = status === 200 ? tokenAnswer.safeParse(body).data : undefined;
  if (token !== undefined) return token.id_token;
  const refusal = tokenRefusal.safeParse(body).data;
  // The description repeats what was sent; its number says enough, and leads to Microsoft's page about it.
  const number = /AADSTS\d+/.exec(refusal?.error_description ?? '')?.[0];
  const what = [refusal?.error.slice(0, 100), number].filter((part) => part !== undefined).join(', ');
  if (refusal?.error === 'invalid_grant') throw new ProblemError('entra-refused', `The code was not taken (${what}).`);
  throw unreachable(`The code was not traded for a token: status ${status}${what === '' ? '' : ` (${what})`}.`);
}

async function send(fetch: Fetch, url: string, form?: URLSearchParams) {
  const signal = AbortSignal.timeout(oidcLimits.answerMs);
  const accept = { accept: 'application/json' };
  try {
    const answer = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      headers: form === undefined ? accept : { ...accept, 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { body: form.toString() }),
      signal,
      redirect: 'manual',
    });
    return { status: answer.status, text: await boundedText(answer, oidcLimits.answerBytes) };
  } catch (error) {
    const why = error instanceof UnusableBody ? error.message : 'There was no answer.';
    throw unreachable(`${new URL(url).host}: ${why}`, error);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('entra-unreachable', detail, { cause });
}
