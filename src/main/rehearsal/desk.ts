import type { RehearsalDesk, RehearsalStanding, RehearsalWish } from '../../api/rehearsal-desk.ts';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError, type ProblemRef, problem } from '../../domain/problem.ts';
import type { FaultWish } from '../../domain/rehearsal/result.ts';
import type { Control } from '../../engine/control.ts';
import { seededIdentity } from '../../engine/identity.ts';
import { type ScratchServer, startScratchServer } from '../../store/scratch.ts';
import { faultCatalogue, faultKinds, isFaultKind } from '../../twin/faults.ts';
import { strikesServers, usualRate } from './fault-orders.ts';
import type { RehearsalOrder } from './rehearse.ts';
import { takeSnapshot } from './snapshot.ts';
import { startThreads } from './threads.ts';

export interface Desk extends RehearsalDesk {
  /** Resolves when nothing is played and all that was is kept. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface DeskOptions {
  /** A folder with the programs of PostgreSQL that a person named. */
  readonly programs?: string | undefined;
  /** For tests, which run from TypeScript. */
  readonly execArgv?: readonly string[] | undefined;
  /** How many threads share the seeds of a rehearsal at most; without it by the processors that there are. */
  readonly threads?: number | undefined;
}

/**
 * Plays rehearsals, one at a time, in threads of their own, and keeps what came of it. A thread is given what was read of the estate and gets
 * no connection, no secret and no way to the store; databases to play on it makes on a server that knows nothing else, and that the first rehearsal starts.
 */
export function rehearsalDesk(control: Control, { programs, execArgv, threads: most }: DeskOptions = {}): Desk {
  const standings = new Map<string, RehearsalStanding>();
  let playing: Promise<void> = Promise.resolve();
  let running: { end(): Promise<void> } | undefined;
  let scratch: Promise<ScratchServer | undefined> | undefined;
  let isClosed = false;
  const play = async (key: string, tenantId: TenantId, order: RehearsalOrder): Promise<void> => {
    let server: ScratchServer | undefined;
    try {
      scratch ??= startScratchServer(scratchOptions, programs);
      server = await scratch;
      if (isClosed) throw new Error('The rehearsal was ended before it began.');
      const threads = startThreads(order, {
        server: server?.address,
        execArgv,
        most,
        onProgress: ({ done, of, clockAt }) => standings.set(key, { kind: 'running', done, of, clockAt }),
      });
      running = threads;
      await control.keepRehearsal(order.rehearsedBy, tenantId, await threads.result);
      standings.delete(key);
    } catch (error) {
      standings.set(key, { kind: 'failed', problem: whyFailed(error) });
    } finally {
      await running?.end();
      // A thread that was ended could not. Until then nobody begins another one: its databases would go with these.
      await server?.clear().catch(() => undefined);
      running = undefined;
    }
  };
  return {
    begin: async (tenantId, actor, wish) => {
      const faults = faultsOf(wish);
      if (running) throw new ProblemError('rehearsal-running', 'One rehearsal is played at a time.');
      running = notBegun;
      const key = keyOf(tenantId, wish.plan.digest);
      try {
        const snapshot = await takeSnapshot(control.store, tenantId, wish.plan, control.now(tenantId));
        const { estate, seed, seeds, anonymise: isAnonymous } = wish;
        standings.set(key, { kind: 'running', done: 0, of: seeds, clockAt: null });
        playing = play(key, tenantId, { snapshot, estate, isAnonymous, seed, seeds, faults, rehearsedBy: actor });
      } catch (error) {
        running = undefined;
        throw error;
      }
    },
    faults: () =>
      faultKinds.map((kind) => {
        const strikes = strikesServers(kind) ? 'servers' : 'calls';
        return { kind, description: faultCatalogue[kind].description, strikes, rate: usualRate(kind) };
      }),
    standing: (tenantId, digest) => standings.get(keyOf(tenantId, digest)),
    idle: () => playing,
    close: async () => {
      isClosed = true;
      await running?.end();
      await playing;
      await scratch?.then((server) => server?.stop());
    },
  };
}

/** What runs while the estate is read and the server started. */
const notBegun = { end: async () => undefined };

function keyOf(tenantId: TenantId, digest: string): string {
  return `${tenantId} ${digest}`;
}

function faultsOf({ faults }: RehearsalWish): readonly FaultWish[] {
  const strange = faults.find(({ kind }) => !isFaultKind(kind));
  if (strange)
    throw new ProblemError(
      'request-invalid',
      `There is no fault "${strange.kind}"; there are ${faultKinds.join(', ')}.`,
    );
  const twice = faults.find(({ kind }, at) => faults.findIndex((one) => one.kind === kind) !== at);
  if (twice) throw new ProblemError('request-invalid', `The fault "${twice.kind}" is named twice; give it one rate.`);
  return faults.flatMap(({ kind, rate }) => (isFaultKind(kind) ? [{ kind, rate: rate ?? usualRate(kind) }] : []));
}

/** Nothing is stored but a schema: the thread gives its own stores names and a clock. */
const scratchOptions = { identity: seededIdentity('rehearsals'), machineNow: () => 0 };

function whyFailed(error: unknown): ProblemRef {
  if (error instanceof ProblemError) return { code: error.code, detail: error.message };
  return problem('rehearsal-failed', error instanceof Error ? error.message : String(error));
}
