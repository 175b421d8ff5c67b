import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import { dropScratchPlace, makeScratchPlace, type ScratchPlace, type ScratchServer } from '../../src/store/scratch.ts';
import { worldStartAt } from '../support/world.ts';
import { type CrashCampaign, type CrashRun, playCrash, type Remains } from './crash-run.ts';

/* A campaign that is played once, and at its points its database is copied: who goes on after a death begins in the copy, and nothing is played twice. */

const options = { identity: seededIdentity('sweep'), machineNow: () => worldStartAt };

/** While one of them waits for its database another one goes on. */
const mostAtOnce = 2;

/** What somebody left who died, in a database of its own. */
export interface Left {
  readonly place: ScratchPlace;
  readonly remains: Remains;
}

interface CopyOrder {
  readonly server: ScratchServer;
  readonly campaign: CrashCampaign;
  /** Without it nobody dies. */
  readonly isWanted?: (point: number) => boolean;
  /** Where it begins, when somebody died before; without it at the beginning. */
  readonly from?: Left | undefined;
  /** Told how each death ended, or why it could not be played. */
  readonly onEnd?: (point: number, end: CrashRun | Error) => void;
  /** Told of a point at which nothing has changed since the one before: a death there is a death at that one. */
  readonly onSame?: (point: number) => void;
  /** Given what a death at a point leaves, when somebody wants that too. */
  readonly onLeft?: ((point: number, left: Left) => Promise<void>) | undefined;
}

/** Plays a campaign (or its recovery after a death) and a death at each of its points. */
export async function playWithDeaths(order: CopyOrder): Promise<CrashRun> {
  const { server, campaign, from, isWanted = () => false } = order;
  const own = await BorrowedStore.open(server, from?.place);
  const going = new Set<Promise<void>>();
  let last = '';
  const played = playCrash({
    campaign,
    store: own.store,
    from: from?.remains,
    isRecovery: from !== undefined,
    onPoint: async (point, left) => {
      const remains = left();
      // Behind a call something was written or sent; before one, what was there behind the last one may be all that is.
      const state = JSON.stringify(remains);
      const isSame = point % 2 === 0 && state === last;
      last = state;
      if (!isWanted(point)) return;
      if (isSame && isWanted(point - 1)) return order.onSame?.(point);
      const place = await own.copied();
      await order.onLeft?.(point, { place, remains });
      const death = (async () => {
        order.onEnd?.(point, await playedOn(server, campaign, { place, remains }).catch(asError));
      })();
      going.add(death);
      void death.finally(() => going.delete(death));
      while (going.size >= mostAtOnce) await Promise.race(going);
    },
  });
  try {
    return await played;
  } finally {
    await Promise.all(going);
    await own.close();
  }
}

async function playedOn(server: ScratchServer, campaign: CrashCampaign, left: Left): Promise<CrashRun> {
  const store = await openStore(left.place, options);
  try {
    return await playCrash({ campaign, store, from: left.remains });
  } finally {
    await store.close();
    await dropScratchPlace(server.address, left.place);
  }
}

/** A store whose database can be copied: nobody may be connected to it then, so that it is closed and opened again. */
class BorrowedStore {
  readonly store: Store;
  readonly #server: ScratchServer;
  readonly #place: ScratchPlace;
  #current: Store;

  private constructor(server: ScratchServer, place: ScratchPlace, current: Store) {
    this.#server = server;
    this.#place = place;
    this.#current = current;
    this.store = new Proxy(current, {
      get: (_, name) => {
        const member: unknown = Reflect.get(this.#current, name);
        if (typeof member !== 'function') return member;
        // The one of the moment when it is called: whoever asked for it may have waited while it was copied.
        return (...args: unknown[]) => Reflect.apply(Reflect.get(this.#current, name), this.#current, args);
      },
    });
  }

  static async open(server: ScratchServer, from: ScratchPlace | undefined): Promise<BorrowedStore> {
    const place = await makeScratchPlace(server.address, from);
    return new BorrowedStore(server, place, await openStore(place, options));
  }

  async copied(): Promise<ScratchPlace> {
    await this.#current.close();
    try {
      return await makeScratchPlace(this.#server.address, this.#place);
    } finally {
      this.#current = await openStore(this.#place, options);
    }
  }

  async close(): Promise<void> {
    await this.#current.close();
    await dropScratchPlace(this.#server.address, this.#place);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
