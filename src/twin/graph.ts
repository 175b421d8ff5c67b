import { Dice } from './dice.ts';
import type { Operation } from './faults.ts';
import type { GraphCall } from './graph-answers.ts';
import { graphRoutes, type Route } from './graph-routes.ts';
import type { GraphVersion } from './graph-shapes.ts';
import type { HuntingLimits } from './hunting.ts';
import type { TokenDesk } from './token.ts';
import { GraphRefusal, jsonAnswer, notFound, type TwinAnswer, type TwinReply, type TwinRequest } from './wire.ts';
import type { World } from './world.ts';

interface GraphOptions {
  readonly world: World;
  readonly tokens: TokenDesk;
  readonly pageSize: number;
  readonly hunting: HuntingLimits;
}

const throttledByDefaultSeconds = 10;
const slowByDefaultMs = 3_000;

/** The Graph side of the twin: finds the route, lets faults strike, checks the token, and answers in Graph's shapes. */
export class Graph {
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  handle(request: TwinRequest, at: number): TwinReply {
    const { world } = this.#options;
    world.requests += 1;
    const ids = {
      'request-id': new Dice(world.seed, 'request', world.requests).guid(),
      'client-request-id': request.headers['client-request-id'] ?? '',
    };
    const reply = this.#reply(request, at);
    if (reply.kind !== 'answer') return reply;
    const headers = { ...reply.headers, 'request-id': ids['request-id'] };
    const echo = ids['client-request-id'] === '' ? {} : { 'client-request-id': ids['client-request-id'] };
    if (reply.status < 400) return { ...reply, headers: { ...headers, ...echo } };
    const { error } = JSON.parse(reply.body) as { error: { code: string; message: string } };
    const innerError = { date: new Date(at).toISOString().slice(0, 19), ...ids };
    return { ...reply, headers: { ...headers, ...echo }, body: JSON.stringify({ error: { ...error, innerError } }) };
  }

  #reply(request: TwinRequest, at: number): TwinReply {
    try {
      const url = new URL(request.url);
      const [version, path] = splitPath(url.pathname);
      const found = findRoute(version, request.method, path);
      if (found === undefined) throw notFound(`There is no ${request.method} ${url.pathname}.`);
      const { operation } = found.route;
      this.#authorize(request, found.route, at);
      this.#refuseByFault(operation, at);
      const loss = this.#lossByFault(operation, at);
      if (loss?.moment === 'before') return { kind: loss.kind };
      const slow = this.#options.world.faults.roll('slow-response', { at, operation });
      const answer = this.#answer(found, { request, url, version, at });
      if (loss !== undefined) return { kind: loss.kind };
      return slow ? { ...answer, delayMs: slow.settings.delayMs ?? slowByDefaultMs } : answer;
    } catch (refusal) {
      if (!(refusal instanceof GraphRefusal)) throw refusal;
      const { status, code, message, headers } = refusal;
      return jsonAnswer(status, { error: { code, message } }, headers);
    }
  }

  #answer(
    found: { readonly route: Route; readonly params: readonly string[] },
    about: { request: TwinRequest; url: URL; version: GraphVersion; at: number },
  ): TwinAnswer {
    const { world, pageSize, hunting } = this.#options;
    const call: GraphCall = {
      world,
      pageSize,
      hunting,
      url: about.url,
      version: about.version,
      at: about.at,
      id: found.params[0] ?? '',
      body: about.request.body,
    };
    return jsonAnswer(200, found.route.answer(call));
  }

  #authorize(request: TwinRequest, route: Route, at: number): void {
    const { world, tokens } = this.#options;
    const { operation } = route;
    if (world.faults.roll('token-expired', { at, operation }) !== undefined) world.tokenEpoch += 1;
    const reading = tokens.read(request.headers.authorization);
    if (!reading.valid || reading.epoch < world.tokenEpoch) {
      throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'The access token is missing, invalid or expired.', {
        'www-authenticate': 'Bearer realm="", error="invalid_token"',
      });
    }
    const lacksRole = () => !route.permissions.some((permission) => reading.roles.includes(permission));
    // Made where it is thrown: a refusal that nobody gets costs a trace of the stack at every call.
    const forbidden = () =>
      new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges for the operation.');
    if (lacksRole()) throw forbidden();
    // Consent that was taken back stops a token that still carries the role: the harder of what Entra may do.
    const revoked = world.faults.active(at).find((fault) => {
      if (fault.kind !== 'consent-revoked') return false;
      const { permission } = fault.settings;
      const remaining = route.permissions.filter((one) => reading.roles.includes(one) && one !== permission);
      return permission === undefined || remaining.length === 0;
    });
    if (revoked !== undefined && world.faults.roll('consent-revoked', { at, operation }) !== undefined)
      throw forbidden();
  }

  #refuseByFault(operation: Operation, at: number): void {
    const { faults } = this.#options.world;
    const throttled = faults.roll('throttle-with-retry-after', { at, operation });
    if (throttled !== undefined) {
      const seconds = throttled.settings.retryAfterSeconds ?? throttledByDefaultSeconds;
      throw new GraphRefusal(429, 'TooManyRequests', 'Too many requests.', { 'retry-after': String(seconds) });
    }
    if (faults.roll('throttle-without-retry-after', { at, operation }) !== undefined) {
      throw new GraphRefusal(429, 'TooManyRequests', 'Too many requests.');
    }
    const unavailable = faults.roll('service-unavailable-503', { at, operation });
    if (unavailable !== undefined) {
      const seconds = unavailable.settings.retryAfterSeconds;
      const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
      throw new GraphRefusal(503, 'serviceNotAvailable', 'The service is not available.', headers);
    }
  }

  #lossByFault(
    operation: Operation,
    at: number,
  ): { kind: 'silence' | 'reset'; moment: 'before' | 'after' } | undefined {
    const { world } = this.#options;
    const timeout = world.faults.roll('timeout', { at, operation });
    const lost = timeout ?? world.faults.roll('connection-reset', { at, operation });
    if (lost === undefined) return undefined;
    const drawn = new Dice(world.seed, 'loss', lost.id, lost.rolls).pick<'before' | 'after'>(['before', 'after']);
    return { kind: timeout ? 'silence' : 'reset', moment: lost.settings.moment ?? drawn };
  }
}

function splitPath(pathname: string): [GraphVersion, string] {
  const match = /^\/(v1\.0|beta)(\/.*)$/.exec(pathname);
  if (match === null) throw notFound(`There is no ${pathname}.`);
  return [match[1] === 'beta' ? 'beta' : 'v1.0', match[2] ?? ''];
}

function findRoute(
  version: GraphVersion,
  method: string,
  path: string,
): { readonly route: Route; readonly params: readonly string[] } | undefined {
  for (const route of graphRoutes) {
    if (route.method !== method || !route.versions.includes(version)) continue;
    const match = route.path.exec(path);
    if (match !== null) return { route, params: match.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}
