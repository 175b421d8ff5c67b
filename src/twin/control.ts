import { createHash, timingSafeEqual } from 'node:crypto';
import { clearFault, inject } from './afflictions.ts';
import type { TwinClock } from './clock.ts';
import { faultOrderFrom } from './control-faults.ts';
import { injectionView, ledgerView, serverViews } from './estate-view.ts';
import { adComputersCsv, sensorsCsv } from './exports.ts';
import { faultCatalogue, faultKinds } from './faults.ts';
import { hostFacts } from './host-facts.ts';
import { ledgerOf } from './ledger.ts';
import type { Portal, PortalAnswer } from './portal.ts';
import { remedy } from './remedy.ts';
import type { TenantSettings } from './server.ts';
import type { TwinAnswer, TwinRequest } from './wire.ts';
import { badRequest, GraphRefusal, jsonAnswer, jsonObject, notFound, textAnswer } from './wire.ts';
import type { World } from './world.ts';

interface ControlOptions {
  readonly world: World;
  readonly portal: Portal;
  readonly controlKey: string;
  /** Lets everything happen that is due, and says what time it is. */
  readonly settle: () => number;
}

interface ControlCall {
  readonly url: URL;
  readonly body: string;
  readonly at: number;
}

type ControlAnswer = (call: ControlCall) => TwinAnswer;

/** The header that no Microsoft client sends: without it the whole surface does not answer. */
export const controlKeyHeader = 'x-twin-control-key';

/** Where the twin is told what a person or the weather does: clock, faults, portal presses, and the truth behind it all. */
export class Control {
  readonly #options: ControlOptions;
  readonly #routes: Readonly<Record<string, ControlAnswer>>;

  constructor(options: ControlOptions) {
    this.#options = options;
    const { world, portal } = options;
    this.#routes = {
      'GET /twin/clock': () => jsonAnswer(200, clockView(world.clock)),
      'POST /twin/clock': (call) => this.#turnClock(call),
      'GET /twin/estate': () => jsonAnswer(200, { name: world.estateName, servers: serverViews(world) }),
      'GET /twin/ledger': ({ at }) => jsonAnswer(200, ledgerView(ledgerOf(world.servers, at))),
      'GET /twin/faults': () => jsonAnswer(200, this.#faults()),
      'POST /twin/faults': (call) => this.#changeFaults(call),
      'GET /twin/portal/settings': () => jsonAnswer(200, portal.settings()),
      'POST /twin/portal/settings': ({ body }) => jsonAnswer(200, portal.set(settingsFrom(jsonObject(body)))),
      'POST /twin/portal/migrate': ({ body }) => portalAnswer(portal.migrate(hostIn(body))),
      'POST /twin/portal/rollback': ({ body }) => portalAnswer(portal.rollback(hostIn(body))),
      'POST /twin/portal/remove-stale-devices': ({ body }) => portalAnswer(portal.removeStaleDevices(hostIn(body))),
      'GET /twin/host-facts': (call) => this.#hostFacts(call),
      'POST /twin/host-facts': (call) => this.#changeHost(call),
      'GET /twin/csv/sensors': () => textAnswer(200, 'text/csv; charset=utf-8', sensorsCsv(world)),
      'GET /twin/csv/ad-computers': () => textAnswer(200, 'text/csv; charset=utf-8', adComputersCsv(world)),
    };
  }

  handle(request: TwinRequest): TwinAnswer {
    try {
      if (!isSameKey(request.headers[controlKeyHeader] ?? '', this.#options.controlKey)) {
        throw new GraphRefusal(403, 'twinControlKeyRequired', `The header ${controlKeyHeader} is missing or wrong.`);
      }
      const url = new URL(request.url);
      const route = `${request.method} ${url.pathname}`;
      const answer = Object.hasOwn(this.#routes, route) ? this.#routes[route] : undefined;
      if (answer === undefined) throw notFound(`There is no ${route}.`);
      return answer({ url, body: request.body, at: this.#options.settle() });
    } catch (problem) {
      if (problem instanceof GraphRefusal) {
        return jsonAnswer(problem.status, { error: { code: problem.code, message: problem.message } });
      }
      if (problem instanceof RangeError) {
        return jsonAnswer(400, { error: { code: 'BadRequest', message: problem.message } });
      }
      throw problem;
    }
  }

  #turnClock({ body }: ControlCall): TwinAnswer {
    const { clock } = this.#options.world;
    const { advanceMs, advanceTo, rate, stop, ...rest } = jsonObject(body);
    const [stranger] = Object.keys(rest);
    if (stranger !== undefined) throw badRequest(`The property '${stranger}' is unknown.`);
    if (advanceMs !== undefined) {
      if (typeof advanceMs !== 'number') throw badRequest("The property 'advanceMs' is a number of milliseconds.");
      clock.advanceBy(advanceMs);
    }
    if (advanceTo !== undefined) {
      const to = typeof advanceTo === 'string' ? Date.parse(advanceTo) : Number.NaN;
      if (Number.isNaN(to)) throw badRequest("The property 'advanceTo' is an RFC 3339 instant.");
      clock.advanceTo(to);
    }
    if (rate !== undefined) clock.setRate(typeof rate === 'number' ? rate : Number.NaN);
    if (stop === true) clock.setRate(0);
    this.#options.world.revision += 1;
    this.#options.settle();
    return jsonAnswer(200, clockView(clock));
  }

  #faults(): object {
    const { world } = this.#options;
    return {
      catalogue: faultKinds.map((kind) => ({ kind, ...faultCatalogue[kind] })),
      fired: world.faults.firedCounts(),
      injections: world.faults.list().map((injection) => injectionView(world, injection)),
    };
  }

  #changeFaults({ body, at }: ControlCall): TwinAnswer {
    const { world } = this.#options;
    const order = jsonObject(body);
    if (typeof order.clear === 'number') {
      const injection = world.faults.find(order.clear);
      if (injection === undefined) throw notFound(`There is no fault ${order.clear}.`);
      clearFault(world, injection, at);
      return jsonAnswer(200, injectionView(world, injection));
    }
    const injection = inject(world, faultOrderFrom(order), at);
    this.#options.settle();
    return jsonAnswer(201, injectionView(world, injection));
  }

  #hostFacts({ url, at }: ControlCall): TwinAnswer {
    const { world } = this.#options;
    const name = url.searchParams.get('host') ?? '';
    const server = world.byName(name);
    if (server === undefined) throw notFound(`No server is called '${name}'.`);
    if (!server.facts.powered) throw new GraphRefusal(503, 'hostUnreachable', `The server '${name}' does not answer.`);
    world.faults.reach([server.key], 'host-facts', at);
    return jsonAnswer(200, hostFacts(server.facts, at));
  }

  #changeHost({ body, at }: ControlCall): TwinAnswer {
    const { world } = this.#options;
    const order = jsonObject(body);
    const server = world.byName(String(order.host));
    if (server === undefined) throw notFound(`No server is called '${String(order.host)}'.`);
    const { facts } = order;
    if (typeof facts !== 'object' || facts === null) throw badRequest("The property 'facts' is an object.");
    remedy(world, server, { ...facts }, at);
    return jsonAnswer(200, hostFacts(server.facts, at));
  }
}

function clockView(clock: TwinClock): object {
  return { now: new Date(clock.now()).toISOString(), rate: clock.rate };
}

function hostIn(body: string): string {
  const { host } = jsonObject(body);
  if (typeof host !== 'string') throw badRequest("The property 'host' is a name.");
  return host;
}

function portalAnswer(answer: PortalAnswer): TwinAnswer {
  if (answer.accepted) return jsonAnswer(200, answer);
  return jsonAnswer(answer.code === 'unknown-server' ? 404 : 409, answer);
}

function settingsFrom(body: Readonly<Record<string, unknown>>): Partial<TenantSettings> {
  const patch: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const isSwitch = ['syslogNotifications', 'vpnIntegration', 'rpcAuditing', 'automaticAuditing'].includes(name);
    const fits =
      (isSwitch && typeof value === 'boolean') ||
      (name === 'actionAccount' && (value === 'gmsa' || value === 'localSystem')) ||
      (name === 'activationMode' && (value === 'manual' || value === 'automated'));
    if (!fits) throw badRequest(`The setting '${name}' cannot be ${JSON.stringify(value)}.`);
    patch[name] = value;
  }
  return patch as Partial<TenantSettings>;
}

/** Digests have one length, so that the comparison tells nothing, not even how long the key is. */
function isSameKey(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
