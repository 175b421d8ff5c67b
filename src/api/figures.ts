import { Gauge, type Registry } from 'prom-client';
import { secondMs } from '../domain/time.ts';
import { goneAfterMs } from '../engine/ports/worker-store.ts';
import type { ApiContext } from './context.ts';

const kinds = {
  moves: { name: 'changeguard_moves', help: 'Moves that have not ended for good, by state', label: 'state' },
  campaigns: { name: 'changeguard_campaigns', help: 'Campaigns, by state', label: 'state' },
  tasks: { name: 'changeguard_open_tasks', help: 'Tasks that wait for a person, by kind', label: 'kind' },
  effects: { name: 'changeguard_outbox_effects', help: 'Requests that have not left, by state', label: 'state' },
  messages: {
    name: 'changeguard_messages',
    help: 'Messages to receivers that have not left, by state',
    label: 'state',
  },
  sources: { name: 'changeguard_sources_in_trouble', help: 'Lists that cannot be read, by problem', label: 'problem' },
} as const;

/** So long the last figures are good enough: two who ask at once cost one statement. */
const rememberedMs = 5 * secondMs;

/**
 * Sums over all tenants, never by tenant or name (I18), worked out when somebody asks.
 * @returns brings the gauges up to date. @throws when the database is away
 */
export function measureEstate(registry: Registry, context: ApiContext): () => Promise<void> {
  const gauges = Object.fromEntries(
    Object.entries(kinds).map(([what, { name, help, label }]) => [
      what,
      new Gauge({ name, help, labelNames: [label], registers: [registry] }),
    ]),
  ) as Record<keyof typeof kinds, Gauge>;
  const looks = new Gauge({
    name: 'changeguard_engine_looks',
    help: 'Whether the engine has looked within a minute',
    registers: [registry],
  });
  const workers = new Gauge({
    name: 'changeguard_workers',
    help: 'Processes that work on the store, by state; on a store of one process this one',
    labelNames: ['state'],
    registers: [registry],
  });
  const seen = new Gauge({
    name: 'changeguard_worker_seen_timestamp_seconds',
    help: 'When a worker was last seen, by machine and process',
    labelNames: ['kind', 'host', 'process'],
    registers: [registry],
  });
  const takeWorkers = async (now: number) => {
    const { store } = context.control;
    const isShared = store.description.kind === 'server';
    const rows = isShared ? await store.workers() : [];
    const alive = isShared ? rows.filter(({ seenAt }) => now - seenAt < goneAfterMs).length : 1;
    workers.set({ state: 'alive' }, alive);
    workers.set({ state: 'silent' }, isShared ? rows.length - alive : 0);
    seen.reset();
    for (const { kind, host, process, seenAt } of rows)
      seen.set({ kind, host, process: String(process) }, seenAt / secondMs);
  };
  const lag = new Gauge({
    name: 'changeguard_audit_lag_links',
    help: 'Links of the logs that a collector of the audit has not got',
    labelNames: ['collector'],
    registers: [registry],
  });
  const failing = new Gauge({
    name: 'changeguard_audit_failing',
    help: 'Whether the last try to reach a collector of the audit failed',
    labelNames: ['collector'],
    registers: [registry],
  });
  let takenAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  const take = async (now: number) => {
    const { store } = context.control;
    const tenants = await store.tenants();
    const figures = await store.figures(tenants.map(({ tenantId }) => tenantId));
    // A state that nothing is in any more would stand there for ever.
    for (const gauge of Object.values(gauges)) gauge.reset();
    for (const { what, key, count } of figures) gauges[what].set({ [kinds[what].label]: key }, count);
    await takeWorkers(now);
    takenAt = now;
  };
  return async () => {
    looks.set(context.engine?.().isTicking === false ? 0 : 1);
    for (const { name, lag: links, problem } of context.audit?.() ?? []) {
      lag.set({ collector: name }, links);
      failing.set({ collector: name }, problem === undefined ? 0 : 1);
    }
    const now = context.clocks.machineNow();
    if (now - takenAt < rememberedMs) return;
    underWay ??= take(now).finally(() => {
      underWay = undefined;
    });
    await underWay;
  };
}
