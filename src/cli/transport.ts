import type { z } from 'zod';
import {
  type Answer,
  apiBase,
  type BodyIn,
  type QueryIn,
  type Route,
  type RouteName,
  routes,
  tenantHeader,
} from '../contract/routes.ts';
import { problem as problemShape } from '../contract/words.ts';
import { CliProblem, cliProblem, exitCodes } from './problem.ts';

export interface TransportRequest {
  readonly method: string;
  /** Begins with the API's base and carries its query string, so that a nextLink can be sent unchanged. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  /** The server may be silent for minutes while it works on this. */
  readonly isLong: boolean;
}

export interface TransportAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** One event of the stream: the id to resume from, and its name. The data stays text, since the command line only wakes up on it. */
export interface StreamEvent {
  readonly id: string;
  readonly kind: string;
  readonly data: string;
}

/** How the command line reaches the product. It cannot tell a socket from an application in its own process. */
export interface Transport {
  /** For people: `http://127.0.0.1:8787`, or `in this process`. */
  readonly where: string;
  /** @throws CliProblem where no answer comes. */
  request(request: TransportRequest): Promise<TransportAnswer>;
  /** Calls `onEvent` until the signal aborts or the stream ends; absent where there is no stream, then the caller polls. */
  events?(
    path: string,
    lastEventId: string | undefined,
    onEvent: (event: StreamEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

interface CallOptions<N extends RouteName> {
  readonly params?: { readonly id: string } | undefined;
  readonly query?: QueryIn<N> | undefined;
  readonly body?: BodyIn<N> | undefined;
  /** The ETag that was read. */
  readonly ifMatch?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

interface Exchange<N extends RouteName> {
  readonly answer: Answer<N>;
  /** The answer before the contract's shapes dropped what they do not know: a plan must be kept to the byte. */
  readonly raw: unknown;
  readonly etag: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

type Item<N extends RouteName> = Answer<N> extends { value: (infer T)[] } ? T : never;

/** Items of a paged collection; `hasMore` says that the limit, not the collection, ended the list. */
interface Items<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly count: number | undefined;
}

export interface Client {
  readonly where: string;
  /** @throws CliProblem. */
  call<N extends RouteName>(name: N, options?: CallOptions<N>): Promise<Answer<N>>;
  exchange<N extends RouteName>(name: N, options?: CallOptions<N>): Promise<Exchange<N>>;
  /** Follows nextLink until `limit` items or `maxPages` pages are there. */
  items<N extends RouteName>(name: N, options: CallOptions<N>, limit: number): Promise<Items<Item<N>>>;
  readonly events: Transport['events'];
  close(): Promise<void>;
}

/** Routes that read the whole service, or walk the twin through a week. */
const longRoutes: ReadonlySet<RouteName> = new Set([
  'check',
  'verify',
  'importEvidence',
  'postUpload',
  'putUpload',
  'turnTwinClock',
  'verifyLog',
  'reportCampaign',
  'downloadCampaignReport',
  'downloadPeriodReport',
  'exportTenant',
  'deleteTenant',
  'verifyInstallationLog',
]);

/** No collection needs more pages than this; a server that always gives a nextLink must not hold a command for ever. */
const maxPages = 5_000;

/** The typed client of the table of routes. `newKey` makes Idempotency-Keys; randomness is given so that tests can repeat themselves. */
export function createClient(
  transport: Transport,
  given: { newKey(): string; readonly tenant?: string | undefined },
): Client {
  async function exchange<N extends RouteName>(name: N, options: CallOptions<N> = {}): Promise<Exchange<N>> {
    return send(name, pathOf(name, options), options);
  }

  async function send<N extends RouteName>(name: N, path: string, options: CallOptions<N>): Promise<Exchange<N>> {
    const route: Route = routes[name];
    const { body, headers } = bodyOf(route, options.body);
    const answer = await transport.request({
      method: route.method,
      path,
      isLong: longRoutes.has(name),
      headers: {
        accept: 'application/json',
        ...headers,
        ...(route.effect ? { 'idempotency-key': given.newKey() } : {}),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
        ...(given.tenant === undefined ? {} : { [tenantHeader]: given.tenant }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status < 200 || answer.status > 299) throw problemOf(answer, transport.where);
    if (route.response === 'bytes')
      return { answer: answer.body as Answer<N>, raw: answer.body, etag: undefined, headers: answer.headers };
    const raw = route.response === undefined ? undefined : jsonOf(answer, transport.where);
    return {
      answer: parsed(route.response, raw, `${route.method} ${path}`) as Answer<N>,
      raw,
      etag: answer.headers.etag,
      headers: answer.headers,
    };
  }

  async function items<N extends RouteName>(name: N, options: CallOptions<N>, limit: number): Promise<Items<Item<N>>> {
    const found: Item<N>[] = [];
    let path = pathOf(name, options);
    let count: number | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const { answer } = await send(name, path, options);
      const one = answer as { value: Item<N>[]; nextLink?: string | undefined; count?: number | undefined };
      count ??= one.count;
      found.push(...one.value);
      if (found.length > limit || (found.length === limit && one.nextLink !== undefined))
        return { items: found.slice(0, limit), hasMore: true, count };
      if (one.nextLink === undefined) return { items: found, hasMore: false, count };
      path = linkPath(one.nextLink);
    }
    return { items: found, hasMore: true, count };
  }

  return {
    where: transport.where,
    exchange,
    items,
    call: async (name, options) => (await exchange(name, options)).answer,
    events: transport.events?.bind(transport),
    close: () => transport.close(),
  };
}

function pathOf<N extends RouteName>(name: N, options: CallOptions<N>): string {
  const route: Route = routes[name];
  let path = route.path;
  if (path.includes('{id}')) {
    const id = options.params?.id ?? '';
    // "." and ".." survive encoding and would name another route.
    if (id === '' || id === '.' || id === '..')
      throw invalidInput([{ at: 'id', message: 'an id or a name is needed' }]);
    path = path.replace('{id}', encodeURIComponent(id));
  }
  const query = options.query as Record<string, unknown> | undefined;
  if (query !== undefined && route.query !== undefined) checkInput(route.query, query);
  return apiBase + path + queryString(query ?? {});
}

function queryString(query: Readonly<Record<string, unknown>>): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) parts.append(name, String(one));
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

/** A nextLink is used unchanged, but never leads to another host: the token would go with it. */
function linkPath(link: string): string {
  const path = /^https?:\/\//.test(link) ? link.replace(/^https?:\/\/[^/]*/, '') : link;
  if (path.startsWith(`${apiBase}/`)) return path;
  return apiBase + (path.startsWith('/') ? path : `/${path}`);
}

function bodyOf(route: Route, body: unknown): { body?: Uint8Array | string; headers: Record<string, string> } {
  if (route.body === undefined || body === undefined) return { headers: {} };
  if (body instanceof Uint8Array) return { body, headers: { 'content-type': 'application/octet-stream' } };
  if (route.body !== 'bytes') checkInput(route.body, body);
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** Refuses here what the server would refuse, so that a slip costs no round trip and is named as wrong usage. */
function checkInput(shape: z.ZodType, value: unknown): void {
  const result = shape.safeParse(value);
  if (!result.success)
    throw invalidInput(result.error.issues.map((issue) => ({ at: issue.path.join('.'), message: issue.message })));
}

function invalidInput(errors: readonly { at: string; message: string }[]): CliProblem {
  const first = errors[0];
  return new CliProblem({
    code: 'request-invalid',
    title: 'The request is not understood',
    detail: first === undefined ? 'The input is invalid.' : `${first.at || 'the input'}: ${first.message}`,
    remedy: 'Correct it and run the command again; nothing was sent.',
    errors,
    exitCode: exitCodes.usage,
  });
}

function parsed(shape: z.ZodType | undefined, raw: unknown, what: string): unknown {
  if (shape === undefined) return undefined;
  const result = shape.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const found = issue === undefined ? 'invalid' : `${issue.path.join('.')}: ${issue.message}`;
  throw cliProblem('answer-invalid', `${what}: ${found}`);
}

function jsonOf(answer: TransportAnswer, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(answer.body));
  } catch (cause) {
    throw notOurs(answer.status, where, cause);
  }
}

function problemOf(answer: TransportAnswer, where: string): CliProblem {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(answer.body));
  } catch (cause) {
    return notOurs(answer.status, where, cause);
  }
  const result = problemShape.safeParse(body);
  if (!result.success) return notOurs(answer.status, where, result.error);
  const { code, title, detail, remedy, errors } = result.data;
  return new CliProblem({ code, title, detail, remedy, errors, status: answer.status });
}

function notOurs(status: number, where: string, cause: unknown): CliProblem {
  const detail = `${where} answered ${status}, and not in the form that changeguard answers in.`;
  return cliProblem('answer-foreign', detail, { status, cause });
}
