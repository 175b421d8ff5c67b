import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Db } from '../database.ts';

/**
 * Holds the head of the log, and refuses while anything of the tenant is under way. Whoever starts a move writes a link of its own: it came before, and then
 * its move is seen here, or it waits for the head and finds it closed.
 * @throws ProblemError('tenant-busy').
 */
export async function holdQuietLog(db: Db, tenantId: TenantId): Promise<void> {
  await sql`SELECT seq FROM log_head WHERE tenant_id = ${tenantId} FOR UPDATE`.execute(db);
  const { rows } = await sql<{ phase: string; moves: number }>`SELECT phase, count(*)::integer AS moves FROM move
    WHERE tenant_id = ${tenantId} AND (is_active OR in_flight) GROUP BY phase ORDER BY phase`.execute(db);
  if (rows.length === 0) return;
  const told = rows.map(({ phase, moves }) => `${moves} ${underWay[phase] ?? phase}`);
  throw new ProblemError('tenant-busy', `Of its moves ${told.join(', ')}.`);
}

const underWay: Readonly<Record<string, string>> = {
  waiting: 'still wait for their turn',
  inFlight: 'are in flight',
  observing: 'are under observation, before their commit',
  ended: 'ended and were not let go of: the server is not seen protected',
};

export async function closeLog(db: Db, tenantId: TenantId): Promise<void> {
  await sql`UPDATE log_head SET is_closed = true WHERE tenant_id = ${tenantId}`.execute(db);
}

export async function reopenLog(db: Db, tenantId: TenantId): Promise<void> {
  await sql`UPDATE log_head SET is_closed = false WHERE tenant_id = ${tenantId}`.execute(db);
}
