import * as http from 'node:http';
import * as https from 'node:https';
import { CliProblem, cliProblem } from './problem.ts';
import type { StreamEvent, Transport, TransportAnswer, TransportRequest } from './transport.ts';

interface HttpTransportOptions {
  /** Origin of the server, for example `http://127.0.0.1:8787`. */
  readonly baseUrl: string;
  readonly token?: string | undefined;
  /** Silence on the socket for this long ends a request; a long one gets `longTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  readonly longTimeoutMs?: number | undefined;
}

const maxAnswerBytes = 256 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
/** Turning the twin's clock by a week, or checking a large estate, takes minutes. */
const defaultLongTimeoutMs = 30 * 60_000;
/** An event line longer than this is no event of ours. */
const maxEventChars = 1_000_000;

/** Speaks HTTP with a bearer token. A token never leaves for another machine in clear text. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const base = baseOf(options);
  const shortMs = options.timeoutMs ?? defaultTimeoutMs;
  const longMs = options.longTimeoutMs ?? defaultLongTimeoutMs;
  const wire = base.protocol === 'https:' ? https : http;
  const agent = new wire.Agent({ keepAlive: true, maxSockets: 8 });
  const authorization = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };

  function open(method: string, path: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal) {
    return wire.request(new URL(path, base), {
      method,
      agent,
      headers: { ...authorization, ...headers },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function request(given: TransportRequest): Promise<TransportAnswer> {
    return new Promise((resolve, reject) => {
      const timeoutMs = given.isLong ? longMs : shortMs;
      const body = typeof given.body === 'string' ? Buffer.from(given.body) : given.body;
      const length = body === undefined ? {} : { 'content-length': String(body.byteLength) };
      const sent = open(given.method, given.path, { ...given.headers, ...length });
      sent.setTimeout(timeoutMs, () => sent.destroy(silence(base.origin, timeoutMs)));
      sent.on('error', (error) => reject(unreachable(base.origin, error)));
      sent.on('response', (answer) => {
        readAll(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: flat(answer.headers), body: bytes }),
          (error: unknown) => {
            sent.destroy();
            reject(unreachable(base.origin, error));
          },
        );
      });
      sent.end(body);
    });
  }

  async function events(
    path: string,
    lastEventId: string | undefined,
    onEvent: (event: StreamEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const sent = open('GET', path, { accept: 'text/event-stream', ...resume }, signal);
      sent.on('response', resolve);
      sent.on('error', (error) => reject(unreachable(base.origin, error)));
      sent.end();
    });
    if (answer.statusCode !== 200) {
      answer.destroy();
      return;
    }
    await readEvents(answer, onEvent, signal);
  }

  return {
    where: base.origin,
    request,
    events,
    close: async () => agent.destroy(),
  };
}

function baseOf(options: HttpTransportOptions): URL {
  const base = URL.canParse(options.baseUrl) ? new URL(options.baseUrl) : undefined;
  if (base === undefined || (base.protocol !== 'http:' && base.protocol !== 'https:'))
    throw cliProblem('server-address-invalid', `"${options.baseUrl}" is no http or https address.`);
  if (options.token !== undefined && base.protocol === 'http:' && !isLoopback(base.hostname))
    throw cliProblem(
      'server-address-insecure',
      `${base.origin} is another machine, and http does not protect the token.`,
    );
  return base;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

async function readAll(answer: http.IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxAnswerBytes) throw new Error(`The answer is larger than ${maxAnswerBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function readEvents(
  answer: http.IncomingMessage,
  onEvent: (event: StreamEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  answer.setEncoding('utf8');
  let rest = '';
  try {
    for await (const part of answer as AsyncIterable<string>) {
      rest = (rest + part).replaceAll('\r\n', '\n');
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      if (rest.length > maxEventChars) return;
      for (const block of blocks) {
        const event = eventOf(block);
        if (event !== undefined) onEvent(event);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw unreachable('the event stream', error);
  }
}

function eventOf(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const before = fields.get(name);
    fields.set(name, name === 'data' && before !== undefined ? `${before}\n${value}` : value);
  }
  const data = fields.get('data');
  return data === undefined ? undefined : { id: fields.get('id') ?? '', kind: fields.get('event') ?? 'message', data };
}

/** Cookies lose their attributes here: what is left can be sent back as it is. */
function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    result[name] = Array.isArray(value) ? value.map((one) => one.split(';')[0] ?? '').join('; ') : value;
  }
  return result;
}

function silence(origin: string, timeoutMs: number): CliProblem {
  return cliProblem(
    'server-silent',
    `${origin} was silent for ${Math.round(timeoutMs / 1_000)} s. Whether the request took effect is not known.`,
  );
}

function unreachable(origin: string, error: unknown): CliProblem {
  if (error instanceof CliProblem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return cliProblem('server-absent', `Nothing listens at ${origin}.`, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return cliProblem('server-unreachable', `${origin}: ${message}`, { cause: error });
}
