import { Dice } from './dice.ts';
import type { Injection } from './fault-box.ts';
import { type FaultKind, type FaultOrder, faultCatalogue, type Prerequisite, prerequisites } from './faults.ts';
import { earlyCommitMs, requestMigration } from './migration.ts';
import { serviceCallsReady } from './readiness.ts';
import { migrationState } from './sensor-row.ts';
import { fqdnOf, type ServerFacts } from './server.ts';
import type { TwinServer } from './server-state.ts';
import type { World } from './world.ts';

interface Blow {
  readonly dice: Dice;
  readonly injection: Injection;
  readonly at: number;
}

/** What a host fault does to a server, and how the world looks when it is over or somebody repaired it. */
interface Affliction {
  readonly strike: (facts: ServerFacts, blow: Blow) => void;
  readonly lift: (facts: ServerFacts, blow: Blow) => void;
}

type HostFault = {
  [Kind in FaultKind]: (typeof faultCatalogue)[Kind]['act'] extends 'host' ? Kind : never;
}[FaultKind];

const power: Affliction = {
  strike: (facts) => {
    facts.powered = false;
  },
  lift: (facts) => {
    facts.powered = true;
  },
};

const afflictions: Record<Exclude<HostFault, 'external-start'>, Affliction> = {
  'host-dark': power,
  reboot: power,
  'duplicate-device-record': {
    strike: (facts, { dice }) => {
      facts.devices = [...facts.devices, { id: dice.hex(40), fqdn: fqdnOf(facts), lastSeenAt: null, mergedTo: null }];
    },
    lift: (facts, { dice }) => {
      const doubleId = dice.hex(40);
      facts.devices = facts.devices.filter((device) => device.id !== doubleId);
    },
  },
  'proxy-inspects-tls': {
    strike: (facts) => {
      facts.proxy = 'inspecting';
    },
    lift: (facts) => {
      facts.proxy = 'configured';
    },
  },
  'tls12-off': {
    strike: (facts) => {
      facts.tls12 = false;
    },
    lift: (facts) => {
      facts.tls12 = true;
    },
  },
  'group-policy-blocks-service': {
    strike: (facts) => {
      facts.policyBlocksNewServices = true;
    },
    lift: (facts) => {
      facts.policyBlocksNewServices = false;
    },
  },
  'high-load': {
    strike: (facts, { dice }) => {
      facts.cpuPercent = dice.between(94, 100);
    },
    lift: (facts, { dice }) => {
      facts.cpuPercent = dice.between(10, 30);
    },
  },
  rename: {
    strike: (facts, { injection }) => {
      facts.name = injection.settings.newName ?? `${facts.name}-N`;
    },
    // The remedy of the page: offboard and onboard again, so that the record carries the new name.
    lift: (facts) => {
      facts.devices = facts.devices.map((device) => ({ ...device, fqdn: fqdnOf(facts) }));
    },
  },
  'reonboarded-new-id': {
    strike: (facts, { dice, at }) => {
      const newId = dice.hex(40);
      facts.devices = [
        ...facts.devices.map((device) => ({ ...device, lastSeenAt: device.lastSeenAt ?? at })),
        { id: newId, fqdn: fqdnOf(facts), lastSeenAt: null, mergedTo: null },
      ];
      facts.deviceId = newId;
    },
    lift: (facts) => {
      facts.devices = facts.devices.filter((device) => device.id === facts.deviceId);
    },
  },
  'prerequisite-lost': {
    strike: (facts, blow) => losePrerequisite(facts, lostPrerequisite(facts, blow)),
    lift: (facts, blow) => regainPrerequisite(facts, lostPrerequisite(facts, blow)),
  },
  'network-blocked': {
    strike: (facts) => {
      facts.endpoint443 = false;
    },
    lift: (facts) => {
      facts.endpoint443 = true;
    },
  },
  'sense-unresponsive': {
    strike: (facts) => {
      facts.senseService = 'startPending';
    },
    lift: (facts) => {
      facts.senseService = 'running';
    },
  },
  'service-disagrees': {
    strike: (facts, { injection }) => {
      facts.serviceSays = injection.settings.says ?? (serviceCallsReady(facts) ? 'notReady' : 'ready');
    },
    lift: (facts) => {
      facts.serviceSays = null;
    },
  },
};

/**
 * Puts a fault into the world.
 * @throws RangeError for an unknown host, a number out of range, or a host fault that draws no host.
 */
export function inject(world: World, order: FaultOrder, at: number): Injection {
  const entry = faultCatalogue[order.kind];
  const named = order.hosts?.map((name) => {
    const server = world.byName(name);
    if (server === undefined) throw new RangeError(`no server is called ${name}`);
    return server.key;
  });
  if (entry.act !== 'host') {
    const injection = world.faults.add(order, named ?? null);
    world.revision += 1;
    if (order.kind === 'commit-reported-early') hastenCommits(world, injection, at);
    return injection;
  }
  const keys = named ?? drawHosts(world, order);
  if (keys.length === 0) throw new RangeError(`the fault ${order.kind} strikes no host`);
  // The hosts are drawn; from here on each of them is struck for certain.
  const { rate: _rate, count: _count, ...certain } = order;
  const injection = world.faults.add(certain, keys);
  world.revision += 1;
  if (injection.when === 'now') {
    for (const key of keys) {
      world.agenda.plan(at + injection.afterMs, { kind: 'fault-strikes', key, faultId: injection.id });
    }
  }
  return injection;
}

/** Ends a fault now and lifts it from every host it struck, as a person's remedy would. */
export function clearFault(world: World, injection: Injection, at: number): void {
  injection.cleared = true;
  world.revision += 1;
  for (const key of [...injection.struck]) {
    const server = world.byKey(key);
    if (server !== undefined) liftFault(world, injection, server, at);
  }
}

export function strikeFault(world: World, injection: Injection, server: TwinServer, at: number): void {
  const { kind } = injection;
  if (injection.cleared || injection.struck.includes(server.key)) return;
  if (injection.untilAt !== null && at >= injection.untilAt) return;
  injection.struck.push(server.key);
  injection.unreached.push({ key: server.key, sinceAt: at });
  world.revision += 1;
  if (kind === 'external-start') {
    requestMigration(world, server, 'portal', at);
    return;
  }
  const affliction = afflictionOf(kind);
  if (affliction === undefined) return;
  world.change(server, at, kind, (facts) => affliction.strike(facts, blowOf(world, injection, server, at)));
  const liftsAt = liftInstant(world, injection, server, at);
  if (liftsAt !== undefined)
    world.agenda.plan(liftsAt, { kind: 'fault-lifts', key: server.key, faultId: injection.id });
}

export function liftFault(world: World, injection: Injection, server: TwinServer, at: number): void {
  if (!injection.struck.includes(server.key)) return;
  injection.struck = injection.struck.filter((key) => key !== server.key);
  // What came and went between two looks never reached anybody.
  injection.unreached = injection.unreached.filter(({ key }) => key !== server.key);
  const affliction = afflictionOf(injection.kind);
  if (affliction === undefined) return;
  world.change(server, at, `${injection.kind}-over`, (facts) =>
    affliction.lift(facts, blowOf(world, injection, server, at)),
  );
}

function afflictionOf(kind: FaultKind): Affliction | undefined {
  return kind in afflictions ? afflictions[kind as keyof typeof afflictions] : undefined;
}

/** The dice of a blow begin anew at the lift, so that it can name again what it drew when it struck. */
function blowOf(world: World, injection: Injection, server: TwinServer, at: number): Blow {
  return { dice: new Dice(world.seed, 'affliction', injection.id, server.key), injection, at };
}

function liftInstant(world: World, injection: Injection, server: TwinServer, at: number): number | undefined {
  const { lastsMs } = injection.settings;
  if (lastsMs !== undefined) return at + lastsMs;
  if (injection.kind === 'reboot') {
    const dice = new Dice(world.seed, 'reboot', injection.id, server.key);
    return at + dice.between(world.times.rebootMinMs, world.times.rebootMaxMs);
  }
  return injection.untilAt ?? undefined;
}

function drawHosts(world: World, order: FaultOrder): number[] {
  const dice = new Dice(world.seed, 'draw', order.kind, world.faults.list().length);
  const keys: number[] = [];
  for (const server of world.servers) {
    if (server.facts.sensorType === null || !dice.chance(order.rate ?? 1)) continue;
    // Nobody can press Migrate on a server that is not ready.
    if (order.kind === 'external-start' && migrationState(server) !== 'readyForMigration') continue;
    keys.push(server.key);
    if (keys.length === order.count) break;
  }
  return keys;
}

function hastenCommits(world: World, injection: Injection, at: number): void {
  const afterMs = injection.settings.afterCompletionMs ?? earlyCommitMs;
  for (const server of world.servers) {
    if (injection.left === 0) return;
    const { migration } = server;
    if (migration.kind !== 'observing' || injection.keys?.includes(server.key) === false) continue;
    world.faults.fire(injection);
    const dueAt = Math.max(at, migration.sinceAt + afterMs);
    server.migration = { ...migration, commitDueAt: dueAt };
    world.agenda.plan(dueAt, { kind: 'commit', key: server.key, attempt: server.attempts.length });
  }
}

/** On a v3 server the updater is rightly disabled, so only Sense can be lost there. */
function lostPrerequisite(facts: ServerFacts, { dice, injection }: Blow): Prerequisite {
  const drawn = injection.settings.prerequisite ?? dice.pick(prerequisites);
  return drawn === 'updater' && facts.v3Version !== null ? 'sense' : drawn;
}

function losePrerequisite(facts: ServerFacts, prerequisite: Prerequisite): void {
  if (prerequisite === 'sense') facts.senseService = 'stopped';
  else if (prerequisite === 'policy') facts.policyPresent = false;
  else if (prerequisite === 'updater') facts.updaterService = 'stopped';
  else facts.deviceId = null;
}

function regainPrerequisite(facts: ServerFacts, prerequisite: Prerequisite): void {
  if (prerequisite === 'sense') facts.senseService = 'running';
  else if (prerequisite === 'policy') facts.policyPresent = true;
  else if (prerequisite === 'updater' && facts.v3Version === null) facts.updaterService = 'running';
  else if (prerequisite === 'deviceId')
    facts.deviceId = facts.devices.find((device) => device.lastSeenAt === null)?.id ?? null;
}
