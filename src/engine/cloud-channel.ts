import { isLacking } from '../domain/cloud.ts';
import { lackInWords } from '../domain/cloud-sources.ts';
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
    `${lackInWords(cloud, 'migration')} Nothing can be started through Graph.`,
  );
}
