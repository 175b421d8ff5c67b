import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, EnvHttpProxyAgent, request } from 'undici';

interface FetchRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the exchange, also while the body arrives. */
  readonly signal: AbortSignal;
  /** A redirect is an answer like any other: followed, it would carry a token or repeat a POST at a place nobody named. */
  readonly redirect: 'manual';
}

/** What is used of an answer; the platform's Response fits too. As there, the body is decoded and the headers are those that came. */
interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}

export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;

/** Thrown when an answer came whose body is not used; the rest of it was not read. The message is for people. */
export class UnusableBody extends Error {
  override readonly name = 'UnusableBody';
}

function tooLarge(limitBytes: number): UnusableBody {
  return new UnusableBody(`The answer is larger than ${limitBytes} bytes.`);
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The way out: through the proxy that HTTPS_PROXY and NO_PROXY name, as Node's own fetch cannot on every version we run on.
 * Loopback never goes through a proxy, whatever NO_PROXY says.
 * It is undici's request and not its fetch, which takes twice the processor time for the same page. Request never follows a redirect.
 */
type Environment = Readonly<Record<string, string | undefined>>;

export function outboundFetch(environment: Environment): Fetch {
  const options = { connect: { timeout: 15_000 }, connections: 8 };
  const direct = new Agent(options);
  const proxied = new EnvHttpProxyAgent({
    ...options,
    httpProxy: named(environment, 'HTTP_PROXY'),
    httpsProxy: named(environment, 'HTTPS_PROXY'),
    noProxy: named(environment, 'NO_PROXY'),
  });
  return async (url, { method, headers, body = null, signal }) => {
    const target = new URL(url);
    const dispatcher = isLoopback(target.hostname) ? direct : proxied;
    const asked = { 'accept-encoding': 'gzip', 'user-agent': 'changeguard', ...headers };
    const answer = await request(target, { dispatcher, method, headers: asked, body, signal });
    return {
      status: answer.statusCode,
      headers: { get: (name) => joined(answer.headers[name]) },
      body: decoded(answer.body, joined(answer.headers['content-encoding'])),
      text: () => answer.body.text(),
    };
  };
}

/** What the environment says of the way out, as a sentence without credentials; names are read as `outboundFetch` reads them. */
export function wayOutOf(environment: Environment): string {
  const proxy = named(environment, 'HTTPS_PROXY');
  if (proxy === '') return 'Directly: HTTPS_PROXY names no proxy.';
  if (!URL.canParse(proxy)) return 'HTTPS_PROXY is set, and is not the address of a proxy.';
  const { protocol, host, username } = new URL(proxy);
  const user = username === '' ? 'without a user' : 'with a user';
  const past = named(environment, 'NO_PROXY');
  return `Through the proxy ${protocol}//${host}, ${user} (HTTPS_PROXY)${past === '' ? '' : `, past it to ${past} (NO_PROXY)`}.`;
}

/** The small letters win, as everywhere. */
function named(environment: Environment, name: string): string {
  return environment[name.toLowerCase()] ?? environment[name] ?? '';
}

function joined(values: string | readonly string[] | undefined): string | null {
  return typeof values === 'object' ? values.join(', ') : (values ?? null);
}

function decoded(body: Readable, encoding: string | null): AsyncIterable<Uint8Array> {
  switch (encoding?.toLowerCase()) {
    case undefined:
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      // Whoever reads is told of a failure by the reading itself.
      return pipeline(body, createGunzip(), () => undefined);
    default:
      throw new UnusableBody('The answer has an encoding that was not asked for.');
  }
}

/**
 * The body as text, bounded, also where few bytes unpack to many. After a failure the caller ends the exchange.
 * An honest length lets it be read in one go, which is the fast way; HTTP framing keeps it honest unless the body is compressed.
 * @throws UnusableBody
 */
export async function boundedText(answer: FetchAnswer, limitBytes: number): Promise<string> {
  const declared = Number(answer.headers.get('content-length') ?? Number.NaN);
  if (declared > limitBytes) throw tooLarge(limitBytes);
  if (Number.isInteger(declared) && answer.headers.get('content-encoding') === null) return answer.text();
  if (answer.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size));
}
