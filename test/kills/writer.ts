import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { tenantHeader } from '../../src/contract/routes.ts';
import type { EvidenceResult } from '../../src/contract/servers.ts';
import type { Door } from './server-process.ts';

/** What a writer was told is kept, and what it only asked for. */
export interface Kept {
  /** Names of the servers whose evidence was acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** The server whose evidence changes each time, with the last number that was acknowledged and the last that was sent. */
  readonly counter: { readonly name: string; readonly acknowledged: number; readonly sent: number };
  readonly requests: number;
}

const serversAtOnce = 3;
const domain = 'kills.example';

/** Brings evidence, one file after the other: of servers that are new, and of one whose number of open health issues counts up. */
export class Writer {
  readonly #tenantId: string;
  readonly #name: string;
  readonly #acknowledged = new Set<string>();
  #sent = 0;
  #lastAcknowledged = 0;
  #isEnding = false;
  #running: Promise<void> = Promise.resolve();
  requests = 0;
  /** Answers that are neither an acknowledgement nor a way of saying that the server or its database is away. */
  readonly surprises: string[] = [];

  constructor(tenantId: string, name: string) {
    this.#tenantId = tenantId;
    this.#name = name;
  }

  start(door: () => Door | undefined): void {
    this.#running = this.#write(door);
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#running;
  }

  kept(): Kept {
    const name = fqdnOf(`${this.#name}-COUNTER`);
    const counter = { name, acknowledged: this.#lastAcknowledged, sent: this.#sent };
    return { acknowledged: this.#acknowledged, counter, requests: this.requests };
  }

  async #write(door: () => Door | undefined): Promise<void> {
    while (!this.#isEnding) {
      const there = door();
      // A turn of the event loop at least, also where the server is away.
      await pause(there === undefined ? 20 : 1);
      if (there !== undefined) await this.#send(there);
    }
  }

  async #send({ url, secret }: Door): Promise<void> {
    this.#sent += 1;
    const names = Array.from({ length: serversAtOnce }, (_, at) => `${this.#name}-${this.#sent}-${at}`);
    const rows = [
      ...names.map((name) => `${name},${domain},2.254.19112.470,0`),
      `${this.#name}-COUNTER,${domain},2.254.19112.470,${this.#sent}`,
    ];
    const query = new URLSearchParams({ fileName: 'Sensors.csv', observedAt: new Date().toISOString() });
    const answer = await fetch(`${url}/api/v1/evidence?${query}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer door_${secret}`,
        [tenantHeader]: this.#tenantId,
        'content-type': 'application/octet-stream',
        'idempotency-key': randomUUID(),
      },
      body: `Sensor,Domain,Version,Health issues\n${rows.join('\n')}\n`,
    }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      () => undefined,
    );
    if (answer === undefined || answer.status === 503) return;
    // An answer that says that some of it was not read acknowledges nothing.
    if (answer.status !== 200 || recordedIn(answer.text) !== rows.length) {
      this.surprises.push(`${answer.status} ${answer.text.slice(0, 300)}`);
      return;
    }
    this.requests += 1;
    this.#lastAcknowledged = this.#sent;
    for (const name of names) this.#acknowledged.add(fqdnOf(name));
  }
}

/** How many servers of a file were recorded, by its answer. */
function recordedIn(text: string): number {
  const { registered, updated } = JSON.parse(text) as EvidenceResult;
  return registered + updated;
}

function fqdnOf(name: string): string {
  return `${name}.${domain}`.toLowerCase();
}
