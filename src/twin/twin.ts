import { randomBytes } from 'node:crypto';
import { clearFault, inject } from './afflictions.ts';
import { type ClockRestoreOptions, machineClock, type TwinClock } from './clock.ts';
import { Control } from './control.ts';
import { runCourse } from './course.ts';
import { type ServerView, serverViews } from './estate-view.ts';
import type { FaultKind, FaultOrder } from './faults.ts';
import { Graph } from './graph.ts';
import { type HostFactsDocument, hostFacts } from './host-facts.ts';
import type { HuntingLimits } from './hunting.ts';
import { type Ledger, ledgerOf } from './ledger.ts';
import { type Listener, type ListenOptions, listen } from './listener.ts';
import { Portal } from './portal.ts';
import { remedy } from './remedy.ts';
import type { Estate } from './server.ts';
import { standardTimes, type TwinTimes } from './times.ts';
import { standardPermissions, TokenDesk, type TwinCredentials } from './token.ts';
import { jsonAnswer, type TwinReply, type TwinRequest } from './wire.ts';
import { World, type WorldState } from './world.ts';

/**
 * Microsoft's side and the estate, simulated: the token endpoint, the Graph calls for sensors and hunting, the servers
 * with their services and registry, and the portal's buttons. It is written from Microsoft's pages, imports nothing of
 * the product, and is meant to be harder on its client than the real cloud (a repeated migrate starts over, an accepted
 * one may be lost). Same estate, same seed, same clock, same requests: same bytes.
 */
export interface TwinOptions {
  readonly estate: Estate;
  readonly seed: number;
  readonly clock: TwinClock;
  readonly credentials?: TwinCredentials;
  /** Application permissions that the tenant has consented to. */
  readonly permissions?: readonly string[];
  /** Guards `/twin/...`; random when not given. */
  readonly controlKey?: string;
  /** Items on a page; Microsoft documents none. */
  readonly pageSize?: number;
  readonly times?: Partial<TwinTimes>;
  readonly hunting?: Partial<HuntingLimits>;
  /** Machine time for the life of tokens. */
  readonly machineNow?: () => number;
}

/** Credentials of the sample tenant; they open nothing but the twin. */
export const sampleCredentials: TwinCredentials = {
  tenantId: '0a11ce00-0000-4000-8000-000000000001',
  clientId: '0a11ce00-0000-4000-8000-0000000000c1',
  clientSecret: 'twin-secret-that-opens-only-the-twin',
};

export function createTwin(options: TwinOptions): Twin {
  return new Twin(options);
}

export class Twin {
  readonly clock: TwinClock;
  readonly credentials: TwinCredentials;
  readonly controlKey: string;
  readonly portal: Portal;
  /** A fetch that never leaves the process; any host name reaches the twin. */
  readonly fetch: typeof globalThis.fetch;
  readonly #world: World;
  readonly #tokens: TokenDesk;
  readonly #graph: Graph;
  readonly #control: Control;
  readonly #listeners = new Set<() => void>();
  #announcedRevision = 0;

  constructor(options: TwinOptions) {
    const { estate, seed, clock } = options;
    this.clock = clock;
    this.credentials = options.credentials ?? sampleCredentials;
    this.controlKey = options.controlKey ?? randomBytes(24).toString('base64url');
    this.#world = new World({ estate, seed, clock, times: { ...standardTimes, ...options.times } });
    this.#tokens = new TokenDesk({
      seed,
      credentials: this.credentials,
      permissions: options.permissions ?? standardPermissions,
      machineNow: options.machineNow ?? machineClock,
    });
    this.#graph = new Graph({
      world: this.#world,
      tokens: this.#tokens,
      pageSize: options.pageSize ?? 100,
      hunting: { callsPerMinute: 45, rowLimit: 100_000, ...options.hunting },
    });
    this.portal = new Portal({
      world: this.#world,
      settle: () => this.#settle(),
      done: () => this.#announce(),
    });
    this.#control = new Control({
      world: this.#world,
      portal: this.portal,
      controlKey: this.controlKey,
      settle: () => this.#settle(),
    });
    this.fetch = (input, init) => this.#fetch(input, init);
  }

  handle(request: TwinRequest): TwinReply {
    const path = new URL(request.url).pathname;
    const reply = this.#route(path, request);
    this.#announce();
    if (reply.kind !== 'answer') return reply;
    // A cloud tells its time with every answer; its clients compare clocks by it.
    return { ...reply, headers: { date: new Date(this.clock.now()).toUTCString(), ...reply.headers } };
  }

  listen(options: ListenOptions): Promise<Listener> {
    return listen((request) => this.handle(request), options);
  }

  /** The next instant at which anything happens by itself. */
  nextDueAt(): number | undefined {
    return this.#world.agenda.nextDueAt();
  }

  /**
   * Lets everything happen that is due, in order.
   * @param untilAt no later than the clock; the clock by default.
   * @returns how many changes were applied.
   */
  step(untilAt: number = this.clock.now()): number {
    const applied = runCourse(this.#world, Math.min(untilAt, this.clock.now()));
    this.#announce();
    return applied;
  }

  /** The whole state as plain JSON. */
  snapshot(): WorldState {
    return this.#world.toJSON();
  }

  /** @throws RangeError when the snapshot is not one of this seed. */
  restore(state: unknown, options: ClockRestoreOptions = {}): void {
    const snapshot = state as WorldState;
    if (snapshot?.schema !== 'changeguard.twin/1') throw new RangeError('this is not a snapshot of a twin');
    if (snapshot.seed !== this.#world.seed) throw new RangeError(`the snapshot is of seed ${snapshot.seed}`);
    this.#world.restore(snapshot);
    this.clock.restore(snapshot.clock, options);
  }

  /** Called after every change that a snapshot should keep. @returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ledger(): Ledger {
    return ledgerOf(this.#world.servers, this.#settle());
  }

  estate(): ServerView[] {
    this.#settle();
    return serverViews(this.#world);
  }

  /** @returns the number by which the fault can be cleared. */
  inject(order: FaultOrder): number {
    const injection = inject(this.#world, order, this.#settle());
    this.step();
    return injection.id;
  }

  clearFault(id: number): void {
    const injection = this.#world.faults.find(id);
    if (injection !== undefined) clearFault(this.#world, injection, this.#settle());
    this.#announce();
  }

  /** How often each kind of the catalogue reached the client or a migration, zeros included. */
  faultsFired(): Record<FaultKind, number> {
    return this.#world.faults.firedCounts();
  }

  /** What a read-only collector on the host sees now; undefined for a host that is unknown or does not answer. */
  hostFacts(host: string): HostFactsDocument | undefined {
    const at = this.#settle();
    const server = this.#world.byName(host);
    if (server === undefined || !server.facts.powered) return undefined;
    this.#world.faults.reach([server.key], 'host-facts', at);
    return hostFacts(server.facts, at);
  }

  /** What a person changes on the host, by the names of the host facts. @throws RangeError for what cannot be changed. */
  remedy(host: string, facts: Readonly<Record<string, unknown>>): void {
    const at = this.#settle();
    const server = this.#world.byName(host);
    if (server === undefined) throw new RangeError(`no server is called ${host}`);
    remedy(this.#world, server, facts, at);
    this.#announce();
  }

  #route(path: string, request: TwinRequest): TwinReply {
    if (path === '/twin' || path.startsWith('/twin/')) return this.#control.handle(request);
    const at = this.#settle();
    const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1];
    if (tenant !== undefined && request.method === 'POST')
      return this.#issueToken(decodeURIComponent(tenant), request, at);
    return this.#graph.handle(request, at);
  }

  #issueToken(tenant: string, request: TwinRequest, at: number): TwinReply {
    const { faults, tokenEpoch } = this.#world;
    const chance = { at, operation: 'token' } as const;
    if (faults.roll('timeout', chance) !== undefined) return { kind: 'silence' };
    if (faults.roll('connection-reset', chance) !== undefined) return { kind: 'reset' };
    const throttled = faults.roll('throttle-with-retry-after', chance);
    if (throttled !== undefined) {
      const seconds = throttled.settings.retryAfterSeconds ?? 10;
      return jsonAnswer(429, { error: 'temporarily_unavailable' }, { 'retry-after': String(seconds) });
    }
    if (faults.roll('service-unavailable-503', chance) !== undefined) {
      return jsonAnswer(503, { error: 'temporarily_unavailable' });
    }
    const revoked = faults.active(at).filter((fault) => fault.kind === 'consent-revoked');
    const without = revoked.map((fault) => fault.settings.permission ?? '*');
    return this.#tokens.issue(tenant, request, { epoch: tokenEpoch, without });
  }

  #settle(): number {
    const at = this.clock.now();
    runCourse(this.#world, at);
    return at;
  }

  #announce(): void {
    const revision = this.#world.revision + this.#world.faults.changes;
    if (this.#announcedRevision === revision) return;
    this.#announcedRevision = revision;
    for (const listener of this.#listeners) listener();
  }

  async #fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    init.signal?.throwIfAborted();
    const asked = new Request(input, init);
    const reply = this.handle({
      method: asked.method,
      url: asked.url,
      headers: Object.fromEntries(asked.headers),
      body: await asked.text(),
    });
    if (reply.kind === 'answer') {
      // As a listener tells it: whoever knows the length reads the body in one go.
      const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.body)) };
      return new Response(reply.body, { status: reply.status, headers });
    }
    // As undici reports them; a silence ends at once, because nothing in a simulation waits for the wall.
    const code = reply.kind === 'reset' ? 'ECONNRESET' : 'UND_ERR_HEADERS_TIMEOUT';
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(reply.kind), { code }) });
  }
}
