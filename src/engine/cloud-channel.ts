import { clouds, isLacking } from '../domain/cloud.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Connection } from './ports/store.ts';

/**
 * Whoever wants to start through Graph where the cloud has no such call hears it before anything rests on it, and not server by server in a campaign.
 * @throws ProblemError('cloud-lacks-feature')
 */
export function refuseGraphStarts(cloud: Connection['cloud'], channel: Connection['channel']): void {
  if (channel !== 'graph' || !isLacking(cloud, 'migration')) return;
  throw new ProblemError(
    'cloud-lacks-feature',
    `The cloud ${clouds[cloud].title} has no call for sensor migration: nothing can be started through Graph.`,
  );
}
