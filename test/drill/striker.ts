import pg from 'pg';
import type { Dice } from '../../src/twin/dice.ts';
import type { Fleet } from './fleet.ts';
import type { DrilledTenant } from './operator.ts';

interface StrikerGiven {
  readonly fleet: Fleet;
  readonly store: string;
  readonly names: readonly string[];
  readonly dice: Dice;
  readonly order: { readonly secondsBetweenKills: number };
  readonly tenants: readonly DrilledTenant[];
}

/**
 * Kills a member of the crew every few seconds and starts it again: in turn anybody at all, and whoever has a tenant, in the moment in which the twin acts
 * on one of its starts. Then the start is made, and nobody has recorded that it was.
 */
export class Striker {
  readonly #given: StrikerGiven;
  readonly #holders = new Map<string, number>();
  #nextAt: number;
  /** The first shot is aimed: nothing has been started yet when it is taken. */
  #isAimed = true;
  #isResting = false;
  #raised: Promise<unknown> = Promise.resolve();
  #striking: Promise<void> = Promise.resolve();
  kills = 0;
  aimed = 0;

  constructor(given: StrikerGiven) {
    this.#given = given;
    this.#nextAt = performance.now() + given.order.secondsBetweenKills * 1_000;
    given.fleet.onStart = (tenant) => this.#shoot(tenant);
  }

  /** Strikes nobody until it is told to go on; whoever was struck is back then. */
  async rest(): Promise<void> {
    this.#isResting = true;
    await this.#striking;
    await this.#raised;
  }

  goOn(): void {
    this.#isResting = false;
  }

  async look(): Promise<void> {
    const { names, dice, order } = this.#given;
    await this.#striking;
    if (this.#isAimed) await this.#learnHolders();
    if (performance.now() < this.#nextAt) return;
    this.#nextAt = performance.now() + order.secondsBetweenKills * 1_000;
    // An aim that found nothing gives way to a blind shot.
    const wasAimed = this.#isAimed;
    this.#isAimed = !wasAimed && this.kills % 2 === 1;
    if (this.#isAimed) await this.#learnHolders();
    else await this.#strike(dice.pick(names as readonly [string, ...string[]]));
  }

  #shoot(tenant: number): void {
    if (!this.#isAimed || this.#isResting) return;
    const holder = this.#holders.get(this.#given.tenants[tenant]?.tenantId ?? '');
    const name = holder === undefined ? undefined : this.#given.fleet.nameOf(holder);
    if (name === undefined) return;
    this.#isAimed = false;
    this.aimed += 1;
    this.#striking = this.#strike(name);
  }

  async #strike(name: string): Promise<void> {
    this.kills += 1;
    await this.#given.fleet.kill(name);
    this.#raised = this.#given.fleet.start(name, name === 'serve' ? 'serve' : 'worker');
  }

  async #learnHolders(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#given.store });
    await client.connect();
    const { rows } = await client.query<{ tenant_id: string; process: number }>(
      'SELECT t.tenant_id, w.process FROM tenant_worker t JOIN worker w ON w.worker_id = t.worker_id',
    );
    await client.end();
    this.#holders.clear();
    for (const row of rows) this.#holders.set(row.tenant_id, row.process);
  }
}
