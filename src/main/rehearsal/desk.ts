import { Worker } from 'node:worker_threads';
import type { RehearsalDesk, RehearsalStanding, RehearsalWish } from '../../api/rehearsal-desk.ts';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError, type ProblemRef, problem } from '../../domain/problem.ts';
import type { FaultWish, Rehearsal } from '../../domain/rehearsal/result.ts';
import type { Control } from '../../engine/control.ts';
import { seededIdentity } from '../../engine/identity.ts';
import { type ScratchServer, startScratchServer } from '../../store/scratch.ts';
import { faultCatalogue, faultKinds, isFaultKind } from '../../twin/faults.ts';
import { strikesServers, usualRate } from './fault-orders.ts';
import type { RehearsalOrder, RehearsalProgress } from './rehearse.ts';
import { takeSnapshot } from './snapshot.ts';

type Message =
  | { readonly kind: 'progress'; readonly progress: RehearsalProgress }
  | { readonly kind: 'done'; readonly rehearsal: Rehearsal }
  | { readonly kind: 'failed'; readonly problem: ProblemRef };

export interface Desk extends RehearsalDesk {
  /** Resolves when nothing is played and all that was is kept. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Plays rehearsals, one at a time, each in a thread of its own, and keeps what came of it. The thread is given what was read of the estate and gets
 * no connection, no secret and no way to the store; databases to play on it makes on a server that knows nothing else, and that the first rehearsal starts.
 * @param programs A folder with the programs of PostgreSQL that a person named.
 * @param execArgv for tests, which run from TypeScript.
 */
export function rehearsalDesk(
  control: Control,
  { programs, execArgv = [] }: { readonly programs?: string | undefined; readonly execArgv?: readonly string[] } = {},
): Desk {
  const standings = new Map<string, RehearsalStanding>();
  let playing: Promise<void> = Promise.resolve();
  let running: { readonly worker: Worker | undefined } | undefined;
  let scratch: Promise<ScratchServer | undefined> | undefined;
  let isClosed = false;
  const play = async (key: string, tenantId: TenantId, order: RehearsalOrder): Promise<void> => {
    let worker: Worker | undefined;
    let server: ScratchServer | undefined;
    try {
      scratch ??= startScratchServer(scratchOptions, programs);
      server = await scratch;
      if (isClosed) throw new Error('The rehearsal was ended before it began.');
      worker = startWorker({ ...order, server: server?.address }, execArgv);
      running = { worker };
      const rehearsal = await resultOf(worker, ({ done, of, clockAt }) => {
        standings.set(key, { kind: 'running', done, of, clockAt });
      });
      await control.keepRehearsal(order.rehearsedBy, tenantId, rehearsal);
      standings.delete(key);
    } catch (error) {
      standings.set(key, { kind: 'failed', problem: whyFailed(error) });
    } finally {
      running = undefined;
      await worker?.terminate();
      // A thread that was ended could not.
      await server?.clear().catch(() => undefined);
    }
  };
  return {
    begin: async (tenantId, actor, wish) => {
      const faults = faultsOf(wish);
      if (running) throw new ProblemError('rehearsal-running', 'One rehearsal is played at a time.');
      running = { worker: undefined };
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
      await running?.worker?.terminate();
      await playing;
      await scratch?.then((server) => server?.stop());
    },
  };
}

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

interface WorkerOrder extends RehearsalOrder {
  readonly server: ScratchServer['address'] | undefined;
}

function startWorker(order: WorkerOrder, execArgv: readonly string[]): Worker {
  return new Worker(new URL('./rehearsal-worker.mjs', import.meta.url), {
    workerData: order,
    execArgv: [...execArgv],
    // What is not there cannot leak.
    env: {},
  });
}

function resultOf(worker: Worker, onProgress: (progress: RehearsalProgress) => void): Promise<Rehearsal> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'done') resolve(message.rehearsal);
      else reject(new ProblemError(message.problem.code, message.problem.detail));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The thread of the rehearsal ended before it was done.')));
  });
}

function whyFailed(error: unknown): ProblemRef {
  if (error instanceof ProblemError) return { code: error.code, detail: error.message };
  return problem('rehearsal-failed', error instanceof Error ? error.message : String(error));
}
