import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import type { Estate } from '../../src/twin/server.ts';
import { createTwin, sampleCredentials, type Twin, type TwinOptions } from '../../src/twin/twin.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A Monday morning between the two editions of the migration page. */
export const startAt = Date.UTC(2026, 4, 4, 6);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // A test reads what it asked for; the shape itself is proved against Microsoft's metadata.
  readonly body: Record<string, unknown> & { readonly value?: readonly Row[]; readonly error?: Row };
  readonly text: string;
}

export type Row = Readonly<Record<string, unknown>>;

interface Sensor {
  readonly id: string;
  readonly displayName: string;
  readonly migrationState: string;
  readonly serviceStatus: string;
  readonly healthStatus: string;
  readonly version: string;
}

/** A twin with a clock that stands still until a test turns it, and a client that holds a token. */
export class Desk {
  readonly twin: Twin;
  readonly #send: typeof globalThis.fetch;
  readonly #base: string;
  #token = '';

  constructor(twin: Twin, base = 'https://graph.example', send: typeof globalThis.fetch = twin.fetch) {
    this.twin = twin;
    this.#base = base;
    this.#send = send;
  }

  async signIn(): Promise<this> {
    const answer = await this.token();
    this.#token = String(answer.body.access_token);
    return this;
  }

  token(form: Readonly<Record<string, string>> = {}, tenant = sampleCredentials.tenantId): Promise<Answer> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sampleCredentials.clientId,
      client_secret: sampleCredentials.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
      ...form,
    });
    return this.ask(`/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask(path, { headers: { authorization: `Bearer ${this.#token}`, ...headers } });
  }

  send(method: string, path: string, body: unknown): Promise<Answer> {
    return this.ask(path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await this.#send(path.startsWith('http') ? path : `${this.#base}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }

  control(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    return this.ask(path, {
      method,
      headers: { [controlKeyHeader]: this.twin.controlKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async sensors(): Promise<Sensor[]> {
    const sensors: Sensor[] = [];
    let path: string | undefined = '/beta/security/identities/sensorMigration';
    while (path !== undefined) {
      const page: Answer = await this.get(path);
      sensors.push(...((page.body.value ?? []) as unknown as Sensor[]));
      path = page.body['@odata.nextLink'] as string | undefined;
    }
    return sensors;
  }

  async sensor(name: string): Promise<Sensor> {
    const found = (await this.sensors()).find((sensor) => sensor.displayName === name);
    if (found === undefined) throw new Error(`no sensor ${name}`);
    return found;
  }

  async migrate(...names: readonly string[]): Promise<Answer> {
    const sensors = await this.sensors();
    const sensorIds = names.map((name) => sensors.find((sensor) => sensor.displayName === name)?.id ?? name);
    return this.send('POST', '/beta/security/identities/sensorMigration/migrate', { sensorIds });
  }

  /** Turns the clock and lets everything due happen. */
  turn(durationMs: number): void {
    this.twin.clock.advanceBy(durationMs);
    this.twin.step();
  }
}

export function aTwin(options: Partial<TwinOptions> = {}): Twin {
  return createTwin({
    estate: bankEstate(startAt),
    seed: 7,
    clock: stillClock(),
    machineNow: () => startAt,
    controlKey: 'control',
    ...options,
  });
}

export async function aDesk(options: Partial<TwinOptions> = {}): Promise<Desk> {
  return new Desk(aTwin(options)).signIn();
}

export function stillClock(at = startAt): TwinClock {
  return new TwinClock({ startAt: at, rate: 0, wallNow: () => startAt });
}

export function anEstate(servers: Estate['servers']): Estate {
  return { ...bankEstate(startAt), name: 'small', servers, issues: [] };
}
