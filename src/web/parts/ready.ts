import type { Server } from '../../contract/servers.ts';
import { hasLapsed } from './verdict-state.tsx';

/** Whether a server could be planned for its migration as it stands now: what holds it back is told where it is not. */
export function isReady(
  server: Pick<Server, 'verdict' | 'disposition' | 'hold' | 'isPinned' | 'validUntil'>,
  now: number,
): boolean {
  const { verdict, disposition, hold, isPinned } = server;
  return verdict === 'pass' && disposition === 'moves' && hold === null && !isPinned && !hasLapsed(server, now);
}
