/** A request as it reaches the twin, from a socket or from a fetch in the same process. Header names are lower case. */
export interface TwinRequest {
  readonly method: string;
  /** Absolute, so that next links lead back to where the client came from. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface TwinAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Wall time by which a listener holds the answer back. */
  readonly delayMs: number;
}

/** `silence` never answers; `reset` breaks the connection. */
export type TwinReply = TwinAnswer | { readonly kind: 'silence' } | { readonly kind: 'reset' };

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): TwinAnswer {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
    delayMs: 0,
  };
}

export function textAnswer(status: number, contentType: string, body: string): TwinAnswer {
  return { kind: 'answer', status, headers: { 'content-type': contentType }, body, delayMs: 0 };
}

/** A refusal in the shape of Graph's errors: the code is what a client may branch on, never the message. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GraphRefusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function badRequest(message: string): GraphRefusal {
  return new GraphRefusal(400, 'BadRequest', message);
}

export function notFound(message: string): GraphRefusal {
  return new GraphRefusal(404, 'itemNotFound', message);
}

/** Reads a JSON object; anything else is the client's mistake. */
export function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
  if (!isObject(value)) throw badRequest('The request body is not a JSON object.');
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
