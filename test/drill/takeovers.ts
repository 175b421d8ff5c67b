import pg from 'pg';
import { goneAfterMs } from '../../src/engine/ports/worker-store.ts';

/** What a worker that died had, and who has it since. Instants are the machine's clock. */
export interface Takeover {
  readonly dead: string;
  readonly heir: string;
  /** When the hold of the dead one was over. */
  readonly heldUntil: number;
  /** As the heir says, by the end of its own hold. */
  readonly takenAt: number;
  /** By the clock of the database. */
  readonly recordedAt: number;
  /** How often the heir had said that it lives, since the hold was over: with the first of them it learns that. */
  readonly beats: number;
}

/** Has the database itself write down each beat, and each hold that goes from one worker to another; what is given back in good order is none. */
export async function recordTakeovers(url: string): Promise<void> {
  await asked(
    url,
    `CREATE TABLE drill_beat (worker_id text, seen_at bigint);
     CREATE TABLE drill_takeover (dead text, heir text, held_until bigint, taken_at bigint, recorded_at bigint, beats bigint);
     CREATE FUNCTION drill_note_beat() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO drill_beat VALUES (NEW.worker_id, NEW.seen_at); RETURN NULL; END $$;
     CREATE FUNCTION drill_note_takeover() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO drill_takeover SELECT OLD.worker_id, NEW.worker_id, OLD.held_until, NEW.held_until - ${goneAfterMs},
         extract(epoch FROM clock_timestamp()) * 1000,
         (SELECT count(*) FROM drill_beat WHERE worker_id = NEW.worker_id::text AND seen_at > OLD.held_until);
       RETURN NULL; END $$;
     CREATE TRIGGER drill_beats AFTER INSERT OR UPDATE ON worker FOR EACH ROW EXECUTE FUNCTION drill_note_beat();
     CREATE TRIGGER drill_takeovers AFTER UPDATE ON tenant_worker FOR EACH ROW
       WHEN (OLD.worker_id <> NEW.worker_id) EXECUTE FUNCTION drill_note_takeover();`,
  );
}

export async function takeoversOf(url: string): Promise<readonly Takeover[]> {
  const rows = await asked(url, 'SELECT * FROM drill_takeover ORDER BY recorded_at');
  return rows.map((row) => ({
    dead: String(row.dead),
    heir: String(row.heir),
    heldUntil: Number(row.held_until),
    takenAt: Number(row.taken_at),
    recordedAt: Number(row.recorded_at),
    beats: Number(row.beats),
  }));
}

/** Which process has a tenant now. */
export async function holdersOf(
  url: string,
): Promise<readonly { readonly worker: string; readonly process: number }[]> {
  const rows = await asked(
    url,
    'SELECT w.worker_id, w.process FROM tenant_worker t JOIN worker w ON w.worker_id = t.worker_id',
  );
  return rows.map((row) => ({ worker: String(row.worker_id), process: Number(row.process) }));
}

async function asked(url: string, statements: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statements)).rows;
  } finally {
    await client.end();
  }
}
