import { Retryable, Terminal } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { Listed } from '../../engine/ports/service.ts';
import type { Connection } from '../../engine/ports/store.ts';
import type { SecretReader } from '../secret.ts';
import { errorInWords, jsonIn, pageIn } from './answers.ts';
import { type FailedCall, noAnswer, refused, retryAfter, unreadable } from './failures.ts';
import { digestOfPage } from './known-pages.ts';
import { backOffMs, type GraphLimits } from './limits.ts';
import { type PermissionNeed, permissionsInWords } from './permissions.ts';
import type { ListReader } from './rows.ts';
import { type AccessToken, TokenSource } from './token.ts';
import { boundedText, type Fetch, isLoopback } from './transport.ts';

/** One HTTP exchange, for the log: no bodies, no queries, no secrets. */
export interface CallRecord {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** null when no answer came. */
  readonly status: number | null;
  /** Machine clock, until the answer's headers. */
  readonly durationMs: number;
  readonly clientRequestId: string;
  /** The service's id of the call; empty when it gave none. */
  readonly requestId: string;
}

/** Everything the connector takes from outside. */
export interface GraphDeps {
  readonly fetch: Fetch;
  /** Where `fetch` goes out, as a sentence; left out where it does not leave the process. */
  readonly wayOut?: string | undefined;
  /** Clock of the service: Retry-After and the hunting budget are counted by it. */
  readonly tenantNow: () => Instant;
  /** Clock of this machine: tokens and durations. */
  readonly machineNow: () => Instant;
  /** A new UUID for each call. */
  readonly newId: () => string;
  readonly readSecret: SecretReader;
  readonly limits: GraphLimits;
  readonly onCall?: ((call: CallRecord) => void) | undefined;
}

/** One call of the API. Calls with the same resource go one after another. */
export interface GraphCall {
  readonly resource: string;
  /** Path below the Graph address, with the version and perhaps a query. */
  readonly path: string;
  readonly need: PermissionNeed;
  /** Makes it a POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** A POST that changes nothing (hunting) has no effect to lose. */
  readonly hasEffect?: boolean;
  readonly clientRequestId?: string;
  readonly timeoutMs?: number;
}

export interface GraphAnswer {
  readonly json: unknown;
  readonly requestId: string;
  /** The answer's Date, for the comparison of clocks; undefined when it has none. */
  readonly dateAt: Instant | undefined;
}

/** A list of which a page failed: the pages before it, and where it goes on. */
interface Unfinished<T> {
  readonly begunAt: Instant;
  readonly reader: ListReader<T>;
  /** Pages that were asked for. */
  readonly seen: Set<string>;
  url: URL;
  rows: number;
}

/** An answer that is no refusal, before anybody looked into it. */
interface Answered extends Omit<GraphAnswer, 'json'> {
  readonly text: string;
  readonly failed: FailedCall;
}

interface Exchange {
  readonly status: number;
  readonly text: string;
  readonly requestId: string;
  readonly date: string | null;
  readonly retryAfter: string | null;
}

interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly call: FailedCall;
  readonly clientRequestId: string;
}

/**
 * HTTP with a token, bounds and one request in flight per resource. It never tries again by itself, except once after a 401 with a renewed token:
 * when to ask again is the engine's decision, which has the clock and the reason.
 */
export class GraphClient {
  readonly #deps: GraphDeps;
  readonly #graphUrl: URL;
  readonly #tokens: TokenSource;
  readonly #lanes = new Map<string, { tail: Promise<unknown>; waiting: number }>();
  readonly #failures = new Map<string, number>();
  /** By path; of what kind the rows are, the path says. */
  readonly #unfinished = new Map<string, Unfinished<unknown>>();

  /** @throws Terminal `request-invalid` when an address is not https (loopback excepted): secret and token would travel in clear. */
  constructor(connection: Connection, deps: GraphDeps) {
    this.#deps = deps;
    this.#graphUrl = privateUrl(connection.graphUrl);
    privateUrl(connection.loginUrl);
    this.#tokens = new TokenSource({
      connection,
      readSecret: deps.readSecret,
      machineNow: deps.machineNow,
      newId: deps.newId,
      send: (url, form) => this.#sendForm(url, form),
    });
  }

  /** Fetches a token when there is none, and gives what it grants; undefined when it cannot be read. */
  async signIn(): Promise<readonly string[] | undefined> {
    return (await this.#tokens.token()).roles;
  }

  /** One call and its JSON answer. @throws Retryable, Terminal */
  async call(call: GraphCall): Promise<GraphAnswer> {
    return this.#inLane(call.resource, async () => {
      const { text, failed, ...answer } = await this.#exchange(call, this.#urlOf(call.path));
      return { ...answer, json: jsonIn(text, failed) };
    });
  }

  /**
   * All rows of a list over all its pages, or none. Each page is given to the reader as it comes, so that its text and rows can be forgotten before the next.
   * A page that fails fails the list; who asks again soon goes on with that page. Otherwise a long list of a service that fails now and then, or makes
   * everybody wait, would never be read to its end.
   * @throws Terminal `connection-answer-invalid` when a next link leaves the service, repeats itself or never ends.
   */
  async list<T>(call: GraphCall, makeReader: () => ListReader<T>): Promise<Listed<T>> {
    return this.#inLane(call.resource, async () => {
      const list = this.#goneOnWith(call, makeReader);
      try {
        const rows = await this.#pages(call, list);
        this.#unfinished.delete(call.path);
        return { rows, begunAt: list.begunAt };
      } catch (error) {
        if (error instanceof Retryable) this.#unfinished.set(call.path, list);
        else this.#unfinished.delete(call.path);
        throw error;
      }
    });
  }

  #goneOnWith<T>(call: GraphCall, makeReader: () => ListReader<T>): Unfinished<T> {
    const now = this.#deps.tenantNow();
    const before = this.#unfinished.get(call.path) as Unfinished<T> | undefined;
    // A clock that was turned back makes nothing younger.
    const isYoung = before && now >= before.begunAt && now - before.begunAt <= this.#deps.limits.maxListMs;
    if (isYoung) return before;
    return { begunAt: now, reader: makeReader(), seen: new Set(), url: this.#urlOf(call.path), rows: 0 };
  }

  async #pages<T>(call: GraphCall, list: Unfinished<T>): Promise<readonly T[]> {
    const { maxPages, maxRows } = this.#deps.limits;
    const { reader, seen } = list;
    const what: FailedCall = { what: `GET ${pathOf(this.#urlOf(call.path))}`, hasEffect: false };
    for (;;) {
      const { text, failed } = await this.#exchange(call, list.url);
      seen.add(list.url.href);
      const digest = digestOfPage(text);
      const again = reader.takeAgain(digest);
      const page = again ?? pageIn(jsonIn(text, failed));
      if (page === undefined) throw unreadable(what, 'a page is not a list.');
      list.rows += 'value' in page ? page.value.length : page.readings.length;
      if (list.rows > maxRows) throw unreadable(what, `the list is longer than ${maxRows} rows.`);
      if ('value' in page) reader.take(page, digest);
      if (page.nextLink === undefined) return reader.readings();
      const next = urlOf(page.nextLink);
      if (next?.origin !== this.#graphUrl.origin) throw unreadable(what, 'a next link leaves the service.');
      if (seen.has(next.href)) throw unreadable(what, 'a next link comes back to a page that was read.');
      if (seen.size >= maxPages) throw unreadable(what, `the list has more than ${maxPages} pages.`);
      list.url = next;
    }
  }

  async #exchange(call: GraphCall, url: URL): Promise<Answered> {
    const method = call.body === undefined ? 'GET' : 'POST';
    const failed: FailedCall = { what: `${method} ${pathOf(url)}`, hasEffect: call.hasEffect === true };
    let token = await this.#tokens.token();
    let answer = await this.#authorized(call, url, token, failed);
    if (answer.status === 401) {
      this.#tokens.drop(token);
      token = await this.#tokens.token();
      answer = await this.#authorized(call, url, token, failed);
      if (answer.status === 401) this.#tokens.drop(token);
    }
    if (answer.status < 200 || answer.status > 299) {
      throw refused(failed, {
        status: answer.status,
        said: errorInWords(answer.text),
        until: this.#until(call.resource, answer),
        permissions: permissionsInWords(call.need),
        roles: token.roles,
      });
    }
    this.#failures.delete(call.resource);
    return {
      text: answer.text,
      failed,
      requestId: answer.requestId,
      dateAt: answer.date === null ? undefined : instantOf(answer.date),
    };
  }

  #authorized(call: GraphCall, url: URL, token: AccessToken, failed: FailedCall): Promise<Exchange> {
    const clientRequestId = call.clientRequestId ?? this.#deps.newId();
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token.value}`,
      'client-request-id': clientRequestId,
    };
    if (call.body !== undefined) headers['content-type'] = 'application/json; charset=utf-8';
    return this.#send({
      method: call.body === undefined ? 'GET' : 'POST',
      url,
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      timeoutMs: call.timeoutMs ?? this.#deps.limits.requestTimeoutMs,
      call: failed,
      clientRequestId,
    });
  }

  async #sendForm(url: string, form: URLSearchParams) {
    const clientRequestId = this.#deps.newId();
    const answer = await this.#send({
      method: 'POST',
      url: new URL(url),
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'client-request-id': clientRequestId,
      },
      body: form.toString(),
      timeoutMs: this.#deps.limits.tokenTimeoutMs,
      call: { what: 'The sign-in', hasEffect: false },
      clientRequestId,
    });
    if (answer.status === 200) this.#failures.delete('sign-in');
    const dateAt = answer.date === null ? undefined : instantOf(answer.date);
    return {
      status: answer.status,
      text: answer.text,
      until: this.#until('sign-in', answer),
      skewMs: dateAt === undefined ? undefined : this.#deps.tenantNow() - dateAt,
    };
  }

  /** The only place that puts bytes on the wire. The time-out covers the whole answer, not only its first byte. */
  async #send(out: Outgoing): Promise<Exchange> {
    const { machineNow, limits, onCall } = this.#deps;
    const sentAt = machineNow();
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), out.timeoutMs);
    const record = (status: number | null, requestId: string) =>
      onCall?.({
        method: out.method,
        path: pathOf(out.url),
        status,
        durationMs: machineNow() - sentAt,
        clientRequestId: out.clientRequestId,
        requestId,
      });
    let isRecorded = false;
    try {
      const answer = await this.#deps.fetch(out.url.href, {
        method: out.method,
        headers: out.headers,
        ...(out.body === undefined ? {} : { body: out.body }),
        signal: control.signal,
        redirect: 'manual',
      });
      const requestId = answer.headers.get('request-id')?.slice(0, 128) ?? '';
      isRecorded = true;
      record(answer.status, requestId);
      return {
        status: answer.status,
        text: await boundedText(answer, limits.maxBodyBytes),
        requestId,
        date: answer.headers.get('date'),
        retryAfter: answer.headers.get('retry-after'),
      };
    } catch (cause) {
      if (!isRecorded) record(null, '');
      const timedOut = control.signal.aborted;
      // What was not read is not waited for: this frees its connection.
      control.abort();
      throw noAnswer(out.call, cause, timedOut);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The service's word if it gave one; else our own back-off, which grows while the same resource goes on failing. */
  #until(resource: string, answer: Exchange): Instant {
    const now = this.#deps.tenantNow();
    const failures = (this.#failures.get(resource) ?? 0) + 1;
    this.#failures.set(resource, failures);
    const told = retryAfter(answer.retryAfter, answer.date, now, this.#deps.limits.maxRetryAfterMs);
    return told ?? now + backOffMs(failures);
  }

  #urlOf(path: string): URL {
    return new URL(`${this.#graphUrl.href.replace(/\/+$/, '')}${path}`);
  }

  /** Runs the work after all earlier work of the same resource. */
  async #inLane<T>(resource: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(resource) ?? { tail: Promise.resolve(), waiting: 0 };
    this.#lanes.set(resource, lane);
    if (lane.waiting >= this.#deps.limits.maxWaiting)
      throw new Retryable('connection-throttled', `Too many calls wait for ${resource} already.`);
    lane.waiting += 1;
    const mine = lane.tail.then(work);
    // The next one goes whether this one failed or not; the failure belongs to its own caller.
    lane.tail = mine.catch(() => undefined).finally(() => (lane.waiting -= 1));
    return mine;
  }
}

function privateUrl(text: string): URL {
  const url = urlOf(text);
  if (url === undefined) throw new Terminal('request-invalid', 'An address of the connection is not a URL.');
  const isPrivate = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isPrivate) throw new Terminal('request-invalid', `${url.origin} is not https; a secret would travel in clear.`);
  return url;
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function pathOf(url: URL): string {
  return url.pathname;
}

function instantOf(httpDate: string): Instant | undefined {
  const at = Date.parse(httpDate);
  return Number.isNaN(at) ? undefined : at;
}
