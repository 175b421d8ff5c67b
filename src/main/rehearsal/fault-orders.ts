import type { FaultWish } from '../../domain/rehearsal/result.ts';
import { minuteMs } from '../../domain/time.ts';
import { Dice } from '../../twin/dice.ts';
import { type FaultKind, type FaultOrder, faultCatalogue } from '../../twin/faults.ts';
import type { Twin } from '../../twin/twin.ts';

/** How a kind is laid on when nothing else is said. */
interface Usual {
  /** Of the calls that it can hit, or of the servers that move. */
  readonly rate: number;
  /** How it goes on from there; a fault of a server otherwise strikes while it migrates. */
  readonly order?: Pick<FaultOrder, 'when' | 'settings'>;
}

/**
 * Calls: one in twenty goes wrong, of whole refusals fewer, since each lasts until somebody acts. Servers: one in fifty, so that a plan
 * of some hundred meets each kind more than once and its budget is not drowned.
 */
const call: Usual = { rate: 0.05 };
const server: Usual = { rate: 0.02 };

const usual: Readonly<Record<FaultKind, Usual>> = {
  'throttle-with-retry-after': { ...call, order: { settings: { retryAfterSeconds: 90 } } },
  'throttle-without-retry-after': call,
  'service-unavailable-503': call,
  timeout: call,
  'connection-reset': call,
  'slow-response': call,
  'token-expired': { rate: 0.01 },
  'consent-revoked': { rate: 1 },
  'stale-read': { ...call, order: { settings: { lagMs: 10 * minuteMs } } },
  'hunting-row-limit': { rate: 0.2 },
  'late-state': { ...server, order: { settings: { lagMs: 10 * minuteMs } } },
  'flapping-state': { ...server },
  'unknown-enum-member': server,
  'partial-failure': server,
  'accepted-never-started': server,
  'accepted-and-lost': server,
  'changed-sensor-id': server,
  'commit-reported-early': server,
  'duplicate-device-record': server,
  'host-dark': server,
  reboot: server,
  'proxy-inspects-tls': server,
  'tls12-off': server,
  'group-policy-blocks-service': server,
  'high-load': server,
  rename: server,
  'reonboarded-new-id': server,
  'prerequisite-lost': server,
  'network-blocked': server,
  'sense-unresponsive': server,
  // Before the start: what is asked is whether the last look sees it.
  'service-disagrees': { ...server, order: { when: 'now', settings: { says: 'notReady' } } },
  'external-start': { ...server, order: { when: 'now' } },
};

export function usualRate(kind: FaultKind): number {
  return usual[kind].rate;
}

/** Whether a kind strikes servers, rather than calls. */
export function strikesServers(kind: FaultKind): boolean {
  return faultCatalogue[kind].act === 'host' || faultCatalogue[kind].scope === 'either';
}

/** How often one server flaps or spells what no schema knows, once it was drawn. */
const readsHit = 0.3;
/** A fault of a server strikes within so long of its start, or of the beginning. */
const strikesWithinMs = 12 * minuteMs;
/** Consent comes back when an administrator gives it again. */
const revokedMs = 45 * minuteMs;

/** One fault that was laid on, and on whom. */
export interface LaidFault {
  readonly kind: FaultKind;
  /** Of one server by name; null: it hits calls. */
  readonly server: string | null;
  readonly id: number;
}

/**
 * Lays the faults on the twin. Servers are drawn by the seed, at least one of each kind, and each gets a fault of its own, so that what is mended
 * on one stays on the others.
 */
export function layFaults(
  twin: Twin,
  wishes: readonly FaultWish[],
  servers: readonly string[],
  seed: number,
): readonly LaidFault[] {
  return wishes.flatMap(({ kind: name, rate }) => {
    const kind = name as FaultKind;
    const { order = {} } = usual[kind];
    if (!strikesServers(kind)) {
      const until = kind === 'consent-revoked' ? { untilAt: twin.clock.now() + revokedMs } : {};
      return [{ kind, server: null, id: twin.inject({ kind, rate, ...order, ...until }) }];
    }
    const isOfServer = faultCatalogue[kind].act === 'host';
    return drawn(servers, rate, new Dice(seed, 'rehearsal', kind)).map((host): LaidFault => {
      const dice = new Dice(seed, 'rehearsal', kind, host);
      const strikes = isOfServer ? { when: 'migrating' as const, afterMs: dice.between(0, strikesWithinMs) } : {};
      const reads = faultCatalogue[kind].act === 'read' ? { rate: kind === 'late-state' ? 1 : readsHit } : {};
      const once = faultCatalogue[kind].act === 'act' && kind !== 'commit-reported-early' ? { count: 1 } : {};
      return { kind, server: host, id: twin.inject({ kind, hosts: [host], ...strikes, ...reads, ...once, ...order }) };
    });
  });
}

function drawn(servers: readonly string[], rate: number, dice: Dice): readonly string[] {
  const hit = servers.filter(() => dice.chance(rate));
  const one = servers[dice.between(0, Math.max(0, servers.length - 1))];
  return hit.length > 0 || one === undefined ? hit : [one];
}
