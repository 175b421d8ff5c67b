import { type FaultOrder, type FaultSettings, isFaultKind, operations, prerequisites } from './faults.ts';
import { badRequest, isObject } from './wire.ts';

const settingKinds: Readonly<Record<keyof FaultSettings, 'number' | 'string' | readonly string[]>> = {
  retryAfterSeconds: 'number',
  delayMs: 'number',
  lagMs: 'number',
  rows: 'number',
  moment: ['before', 'after'],
  permission: 'string',
  newName: 'string',
  says: ['ready', 'notReady'],
  prerequisite: prerequisites,
  lastsMs: 'number',
  afterCompletionMs: 'number',
  property: ['migrationState', 'serviceStatus', 'healthStatus'],
  member: 'string',
};

const orderKinds: Readonly<Record<string, 'number' | 'string' | readonly string[]>> = {
  operation: operations,
  rate: 'number',
  count: 'number',
  when: ['now', 'migrating', 'observing'],
  afterMs: 'number',
};

/** Reads a fault order from JSON; `host` stands for one of `hosts`, `until` is RFC 3339. A misspelt order is refused. */
export function faultOrderFrom(body: Readonly<Record<string, unknown>>): FaultOrder {
  const { kind, host, hosts, until, settings, ...rest } = body;
  if (typeof kind !== 'string' || !isFaultKind(kind)) throw badRequest(`There is no fault called '${String(kind)}'.`);
  const order: Record<string, unknown> = { kind };
  const names = host === undefined ? hosts : [host];
  if (names !== undefined) {
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
      throw badRequest("The property 'hosts' is a list of names.");
    }
    order.hosts = names;
  }
  if (until !== undefined) {
    const untilAt = typeof until === 'string' ? Date.parse(until) : Number.NaN;
    if (Number.isNaN(untilAt)) throw badRequest("The property 'until' is an RFC 3339 instant.");
    order.untilAt = untilAt;
  }
  for (const [name, value] of Object.entries(rest)) order[name] = checked(name, value, orderKinds[name]);
  if (settings !== undefined) {
    if (!isObject(settings)) throw badRequest("The property 'settings' is an object.");
    const known: Readonly<Record<string, 'number' | 'string' | readonly string[]>> = settingKinds;
    order.settings = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, checked(name, value, known[name])]),
    );
  }
  return order as unknown as FaultOrder;
}

function checked(name: string, value: unknown, kind: 'number' | 'string' | readonly string[] | undefined): unknown {
  if (kind === undefined) throw badRequest(`The property '${name}' is unknown.`);
  const fits =
    kind === 'number'
      ? typeof value === 'number' && Number.isFinite(value) && value >= 0
      : typeof value === 'string' && (kind === 'string' || kind.includes(value));
  if (!fits) throw badRequest(`The property '${name}' cannot be ${JSON.stringify(value)}.`);
  return value;
}
