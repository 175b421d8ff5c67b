import type { EngineContext } from '../../src/engine/context.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import type { Receiver, Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';
import { notifyPorts, signingKey } from './notify-ports.ts';

interface NotifyWorld extends World {
  readonly log: string[];
  /** One look of the notifier, and everything that it begins. */
  tell(): Promise<void>;
  /** Adds a webhook receiver. */
  receiver(name: string, url: string, more?: Partial<Pick<Receiver, 'kinds' | 'quietHours'>>): Promise<Receiver>;
  /** The machine's clock and the tenant's, which are one in a world. */
  pass(ms: number): void;
}

/** Worlds that share a store must not share a seed: their ids would be the same. */
let seeds = 100;

/** A small estate on the twin whose engine can tell people. */
export async function aNotifyWorld(options: WorldOptions & { readonly store: Store }): Promise<NotifyWorld> {
  const now = { of: () => worldStartAt };
  const seed = options.seed ?? seeds++;
  const world = await aWorld({
    estate: estateOf({ hosts: 4, seed, troubledShare: 0 }),
    notify: notifyPorts(() => now.of(), { KEY: signingKey }),
    ...options,
    seed,
  });
  now.of = () => world.twin.clock.now();
  const log: string[] = [];
  const context = logging(world.context, log);
  const notifier = createNotifier(context);
  return {
    ...world,
    context,
    log,
    tell: async () => {
      await notifier.look();
      await notifier.settled();
    },
    receiver: (name, url, more = {}) =>
      world.control.addReceiver('user:test', world.tenantId, {
        name,
        address: { kind: 'webhook', url, secretRef: 'env:KEY' },
        kinds: null,
        quietHours: null,
        ...more,
      }),
    pass: (ms) => world.twin.clock.advanceBy(ms),
    [Symbol.asyncDispose]: async () => {
      await notifier.stop();
      await world[Symbol.asyncDispose]();
    },
  };
}

function logging(context: EngineContext, lines: string[]): EngineContext {
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  return { ...context, log: { info: write, warn: write, error: write } };
}

interface ToldNotice {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly server: string | null;
  readonly sentence: string;
  readonly remedy: string;
}

interface ToldMessage {
  readonly id: string;
  readonly kind: string;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly log: { readonly seq: number; readonly hash: string };
  readonly notices: readonly ToldNotice[];
  readonly more: number;
}

export function messagesOf(posts: readonly { readonly body: string }[]): readonly ToldMessage[] {
  return posts.map(({ body }) => JSON.parse(body) as ToldMessage);
}

/** Every kind that was told, in order, message by message. */
export function kindsOf(posts: readonly { readonly body: string }[]): readonly (readonly string[])[] {
  return messagesOf(posts).map(({ notices }) => notices.map(({ kind }) => kind));
}
