import type { TenantId } from '../../domain/ids.ts';

/** What is counted over a set of tenants for those who watch the installation. */
export interface Figure {
  readonly what: 'moves' | 'campaigns' | 'tasks' | 'effects' | 'messages' | 'sources';
  /** Moves and campaigns by state, open tasks by kind, effects and messages that have not left by state, sources in trouble by the code of the problem. */
  readonly key: string;
  readonly count: number;
}

export interface FigureStore {
  /** Sums over these tenants; one statement, which reads every move that has not ended for good. */
  figures(tenantIds: readonly TenantId[]): Promise<readonly Figure[]>;
}
