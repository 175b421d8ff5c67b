import type { Answer, BodyIn, QueryIn } from '../../contract/routes.ts';
import type { Problem } from '../../contract/words.ts';
import { addresses, type Called } from './addresses.ts';
import { takeAhead } from './ahead.ts';
import { apiBase } from './api-address.ts';
import { credentials } from './credentials.ts';
import { newKey } from './key.ts';
import { Refusal, Unreachable } from './refusal.ts';

export interface Asked<N extends Called> {
  readonly id?: string | undefined;
  readonly query?: Partial<NonNullable<QueryIn<N>>> | undefined;
  readonly body?: BodyIn<N> | undefined;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Told<N extends Called> {
  readonly body: Answer<N>;
  /** What a change of it must name, so that nobody changes what somebody else changed meanwhile. */
  readonly etag: string | undefined;
}

/** Asks the server. @throws Refusal with the server's own words, or Unreachable. */
export async function call<N extends Called>(name: N, asked: Asked<N> = {}): Promise<Told<N>> {
  const [method] = addresses[name];
  const address = addressOf(name, asked);
  const ahead = method === 'GET' ? await takeAhead(address, credentials.tenantId()) : undefined;
  if (ahead !== undefined) return told(ahead);
  const response = await send(address, {
    method,
    headers: headersOf(method, asked),
    ...(asked.body === undefined ? {} : { body: isFile(asked.body) ? asked.body : JSON.stringify(asked.body) }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
  return told(response);
}

async function told<N extends Called>(response: Response): Promise<Told<N>> {
  const body = response.status === 204 ? undefined : await response.json();
  return { body: body as Answer<N>, etag: response.headers.get('etag') ?? undefined };
}

/** The whole of a list as a file, by the type that is asked for. */
export async function download<N extends Called>(name: N, asked: Asked<N>, type: string): Promise<Blob> {
  const headers = { ...credentials.headers(), accept: type };
  const response = await send(addressOf(name, asked), { method: 'GET', headers });
  return response.blob();
}

/** Sends a request as who is signed in; an answer that is no success is thrown in the server's words. */
export async function send(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, { ...init, credentials: 'same-origin' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable('The server does not answer.', { cause: error });
  });
  if (response.ok) return response;
  const problem = await problemIn(response);
  if (response.status === 401) credentials.ended();
  throw new Refusal(problem);
}

async function problemIn(response: Response): Promise<Problem> {
  const isProblem = (response.headers.get('content-type') ?? '').includes('json');
  if (!isProblem) throw new Unreachable(`Something that is not changeguard answered with ${response.status}.`);
  return (await response.json()) as Problem;
}

function addressOf<N extends Called>(name: N, { id, query }: Asked<N>): string {
  const path = addresses[name][1].replace('{id}', encodeURIComponent(id ?? ''));
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) parameters.append(key, String(one));
    else parameters.set(key, String(value));
  }
  const text = parameters.toString();
  return `${apiBase}${path}${text === '' ? '' : `?${text}`}`;
}

function headersOf<N extends Called>(method: string, asked: Asked<N>): Record<string, string> {
  return {
    ...credentials.headers(),
    ...(method === 'GET' ? {} : credentials.changeHeaders()),
    ...(method === 'POST' || method === 'PUT' || method === 'PATCH' ? { 'idempotency-key': newKey() } : {}),
    ...(asked.ifMatch === undefined ? {} : { 'if-match': asked.ifMatch }),
    ...(asked.body === undefined
      ? {}
      : { 'content-type': isFile(asked.body) ? 'application/octet-stream' : 'application/json' }),
  };
}

/** A file travels as it is. */
function isFile(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}
