import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

interface FetchRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A redirect is an answer like any other: followed, it would carry a token or repeat a POST at a place nobody named. */
  readonly redirect: 'manual';
}

/** What is used of an answer; the platform's and undici's Response both fit. */
interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}

export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;

/** Thrown when an answer is larger than its bound; the rest of it was not read. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  constructor(limitBytes: number) {
    super(`The answer is larger than ${limitBytes} bytes.`);
  }
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The way out: through the proxy that HTTPS_PROXY and NO_PROXY name, as Node's own fetch cannot on every version we run on.
 * Loopback never goes through a proxy, whatever NO_PROXY says.
 */
export function outboundFetch(): Fetch {
  const options = { connect: { timeout: 15_000 }, connections: 8 };
  const direct = new Agent(options);
  const proxied = new EnvHttpProxyAgent(options);
  return (url, request) => {
    const dispatcher = isLoopback(new URL(url).hostname) ? direct : proxied;
    return undiciFetch(url, { ...request, dispatcher });
  };
}

/**
 * The body as text, bounded.
 * An honest length lets the platform read it in one go, which is the fast way; HTTP framing keeps it honest unless the body is compressed.
 * @throws AnswerTooLarge
 */
export async function boundedText(answer: FetchAnswer, limitBytes: number): Promise<string> {
  const declared = Number(answer.headers.get('content-length') ?? Number.NaN);
  if (declared > limitBytes) {
    await discard(answer);
    throw new AnswerTooLarge(limitBytes);
  }
  if (Number.isInteger(declared) && answer.headers.get('content-encoding') === null) return answer.text();
  if (answer.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > limitBytes) throw new AnswerTooLarge(limitBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size));
}

/** Ends an answer that nobody wants, so that its connection is not kept waiting. */
async function discard(answer: FetchAnswer): Promise<void> {
  if (answer.body === null) return;
  const reader = answer.body[Symbol.asyncIterator]();
  await reader.return?.();
}
