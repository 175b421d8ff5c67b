import type { TenantId } from '../src/domain/ids.ts';
import { hostEvent } from '../src/engine/events.ts';
import type { HostRow } from '../src/engine/ports/store.ts';
import type { Engine } from './engine.ts';
import { hostOf } from './estate.ts';
import { factWrites } from './seed.ts';

/** An armed tenant whose connection is never used: the service of these benches answers from memory. */
export async function aConnectedTenant({ control }: Engine): Promise<TenantId> {
  const { tenantId, version } = await control.makeTenant('user:bench', 'bench');
  const change = { usesVpnIntegration: false, usesSyslog: false };
  await control.changeTenant('user:bench', tenantId, change, version);
  await control.connect('user:bench', tenantId, {
    cloud: 'custom',
    loginUrl: 'http://127.0.0.1:1',
    graphUrl: 'http://127.0.0.1:1',
    directoryId: 'bench',
    clientId: 'bench',
    secretRef: 'env:NEVER_READ',
  });
  await control.setArmed('user:bench', tenantId, true, 'The bench starts moves.');
  return tenantId;
}

/** What Graph cannot show is collected on the servers themselves, their sites among it: without one the floor asks for a waiver. */
export async function collectHostFacts({ context }: Engine, tenantId: TenantId, at: number): Promise<void> {
  const indexOf = (host: HostRow) => Number(/\d+$/.exec(host.name)?.[0]);
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await context.store.hosts(tenantId, {}, { top: 200, after });
    const facts = page.value
      .flatMap((host) => factWrites(context, host, indexOf(host), at))
      .filter(({ source }) => source === 'host-facts')
      // Every tenth server has a fault, which would keep it out of the campaign.
      .map((write) => ({ ...write, facts: { ...write.facts, 'service.Sense': 'running' } }));
    const hosts = page.value.map((row) => {
      const { hostId, name, fqdn, domain, sensorId } = row;
      const host = { hostId, name, fqdn, domain, sensorId, site: hostOf(indexOf(row)).site };
      return { host, events: [hostEvent(context.identity, 'user:bench', 'host-changed', host)] };
    });
    await context.store.commit({ tenantId, at, hosts, facts });
    after = page.after;
    isLast = after === undefined;
  }
}
