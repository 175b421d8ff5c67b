import { hourMs, minuteMs } from '../../src/domain/time.ts';
import type { FaultKind, FaultOrder } from '../../src/twin/faults.ts';

type Order = Omit<FaultOrder, 'kind'>;

const whileMigrating = (more: Order = {}): Order => ({
  hosts: ['S0001-DC1'],
  when: 'migrating',
  afterMs: 2 * minuteMs,
  ...more,
});
const forAnHour = { settings: { lastsMs: hourMs } } as const;

/** When and how long each kind strikes; none lasts longer than an hour except where its nature is to stay. */
export function faultOrders(beganAt: number): Readonly<Record<FaultKind, Order>> {
  const until = (minutes: number) => ({ untilAt: beganAt + minutes * minuteMs });
  return {
    'throttle-with-retry-after': { rate: 0.5, ...until(30), settings: { retryAfterSeconds: 90 } },
    'throttle-without-retry-after': { rate: 0.5, ...until(30) },
    'service-unavailable-503': { rate: 0.5, ...until(30) },
    timeout: { rate: 0.3, ...until(30) },
    'connection-reset': { rate: 0.3, ...until(30) },
    // The twin in this process answers at once; what is slow on the wire is the connector's and has its own test.
    'slow-response': { count: 3 },
    'token-expired': { rate: 0.5, ...until(30) },
    'consent-revoked': until(30),
    'stale-read': { rate: 0.5, ...until(30), settings: { lagMs: 10 * minuteMs } },
    'hunting-row-limit': { ...until(150), settings: { rows: 1 } },
    'late-state': { ...until(60), settings: { lagMs: 10 * minuteMs } },
    'flapping-state': { rate: 0.3, ...until(30) },
    'unknown-enum-member': { rate: 0.3, ...until(30) },
    'partial-failure': { hosts: ['S0001-DC1'], count: 1 },
    'accepted-never-started': { hosts: ['S0001-DC1'], count: 1 },
    'accepted-and-lost': { hosts: ['S0001-DC1'], count: 1 },
    'changed-sensor-id': {},
    'commit-reported-early': { hosts: ['S0001-DC1'], settings: { afterCompletionMs: hourMs } },
    'duplicate-device-record': whileMigrating(forAnHour),
    'host-dark': whileMigrating(forAnHour),
    reboot: whileMigrating(),
    'proxy-inspects-tls': whileMigrating(forAnHour),
    'tls12-off': whileMigrating(forAnHour),
    'group-policy-blocks-service': whileMigrating(forAnHour),
    'high-load': whileMigrating(forAnHour),
    rename: whileMigrating({ settings: { newName: 'S0001-NEU1', lastsMs: hourMs } }),
    'reonboarded-new-id': whileMigrating(forAnHour),
    'prerequisite-lost': whileMigrating({ settings: { prerequisite: 'sense', lastsMs: hourMs } }),
    'network-blocked': whileMigrating(forAnHour),
    'sense-unresponsive': whileMigrating(forAnHour),
    'service-disagrees': { hosts: ['S0001-DC1'], when: 'now', settings: { says: 'notReady', lastsMs: hourMs } },
    'external-start': { hosts: ['S0001-DC1'], when: 'now', afterMs: minuteMs },
  };
}

/** How old answers may be under the kinds that make them so. */
export const lagOf = (kinds: readonly FaultKind[]): number =>
  kinds.some((kind) => kind === 'stale-read' || kind === 'late-state') ? 10 * minuteMs : 0;
