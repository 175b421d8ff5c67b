import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import {
  type Answer,
  apiBase,
  eventStreamPath,
  type Route,
  type RouteName,
  routes,
} from '../../../src/contract/routes.ts';
import { type Problem, problem as problemShape } from '../../../src/contract/words.ts';

/** A request as the server saw it, after the contract's own shapes had accepted it. */
interface Seen {
  readonly route: RouteName;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly bytes: Uint8Array;
}

/** A refusal instead of an answer. */
export class Refusal {
  readonly problem: Problem;
  constructor(code: string, status: number, more: Partial<Problem> = {}) {
    this.problem = problemShape.parse({
      type: `https://changeguard.example/problems/${code}`,
      title: `Title of ${code}`,
      status,
      detail: `Detail of ${code}.`,
      code,
      remedy: `Remedy of ${code}.`,
      ...more,
    });
  }
}

/** Bytes as they are, for what the contract would not let through. */
export class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Script = { [N in RouteName]?: (seen: Seen) => Answer<N> | Refusal | Verbatim };

interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Sends an event to everybody who listens. */
  tell(id: string): void;
  /** Resolves when somebody listens to the event stream. */
  readonly listened: Promise<void>;
}

/** What a test may add to answers of all routes. */
interface ServerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly hasEvents?: boolean;
}

/** A real HTTP server that speaks the contract: it refuses requests that the contract refuses, and cannot answer what the contract does not allow. */
export async function aServer(script: Script, options: ServerOptions = {}): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const listeners = new Set<ServerResponse>();
  let heard: () => void = () => undefined;
  const listened = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const server = createServer((request, response) => {
    if (options.hasEvents === true && request.url === apiBase + eventStreamPath) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      listeners.add(response);
      heard();
      return;
    }
    answer(script, seen, request).then(
      ({ status, body, type }) => {
        response.writeHead(status, { 'content-type': type, ...options.headers });
        response.end(body);
      },
      (error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(String(error));
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    listened,
    tell: (id) => {
      for (const listener of listeners) listener.write(`id: ${id}\nevent: move-changed\ndata: {}\n\n`);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function answer(script: Script, seen: Seen[], request: IncomingMessage) {
  const url = new URL(request.url ?? '', 'http://test');
  const found = (Object.keys(routes) as RouteName[])
    .map((name) => ({ name, match: pattern(routes[name]).exec(url.pathname) }))
    .filter(({ name }) => routes[name].method === request.method)
    // A literal segment wins over {id}.
    .sort((a, b) => Number(routes[a.name].path.includes('{')) - Number(routes[b.name].path.includes('{')))
    .find(({ match }) => match !== null);
  if (found === undefined) return refused(new Refusal('not-found', 404));
  const route: Route = routes[found.name];
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  if (route.effect && request.headers['idempotency-key'] === undefined)
    return refused(new Refusal('idempotency-key-missing', 400));
  if (route.ifMatch && request.headers['if-match'] === undefined) return refused(new Refusal('if-match-missing', 428));
  const query = Object.fromEntries(url.searchParams);
  (route.query as z.ZodType | undefined)?.parse(query);
  const body =
    route.body === undefined || route.body === 'bytes' ? undefined : route.body.parse(JSON.parse(bytes.toString()));
  const given: Seen = { route: found.name, path: url.pathname, query, headers: request.headers, body, bytes };
  seen.push(given);
  const act = script[found.name] as ((given: Seen) => unknown) | undefined;
  const result = act?.(given);
  if (act === undefined)
    return refused(new Refusal('not-found', 404, { detail: `The test scripts no ${found.name}.` }));
  if (result instanceof Refusal) return refused(result);
  if (result instanceof Verbatim) return { status: 200, body: result.text, type: 'application/json' };
  if (route.response === undefined) return { status: 204, body: '', type: 'application/json' };
  if (route.response === 'bytes')
    return { status: 200, body: Buffer.from(result as Uint8Array), type: 'application/zip' };
  return { status: 200, body: JSON.stringify(route.response.parse(result)), type: 'application/json' };
}

function refused(refusal: Refusal) {
  return { status: refusal.problem.status, body: JSON.stringify(refusal.problem), type: 'application/problem+json' };
}

function pattern(route: Pick<Route, 'path'>): RegExp {
  return new RegExp(`^${apiBase}${route.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
}
