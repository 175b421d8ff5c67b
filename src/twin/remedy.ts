import { remedyOf } from './host-facts.ts';
import { deploymentStatus } from './sensor-row.ts';
import type { TwinServer } from './server-state.ts';
import type { World } from './world.ts';

/**
 * What a person does on the host, by the names of the host facts: installs an update, starts a service, takes load off.
 * Health issues that the remedy resolves are closed, as the service does when it looks again.
 * @throws RangeError for what cannot be changed; nothing is changed then.
 */
export function remedy(world: World, server: TwinServer, facts: Readonly<Record<string, unknown>>, at: number): void {
  const patch = remedyOf(facts);
  world.change(server, at, 'remedy', (now) => Object.assign(now, patch));
  const runs = server.facts.updaterService === 'running' && server.facts.sensorService === 'running';
  const isCurrent = deploymentStatus(server) !== 'outdated';
  world.closeIssues(
    server,
    at,
    (kind) => (kind === 'service-stopped' && runs) || (kind === 'sensor-outdated' && isCurrent),
  );
}
