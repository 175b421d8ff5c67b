import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StorePlace } from '../../src/store/place.ts';
import type { CampaignOutcome } from './campaign.ts';
import type { Smaller } from './scenario.ts';

/** What a process is told to play. */
export interface Order {
  readonly seed: number;
  readonly smaller: Smaller;
}
export type Played =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outcome'; readonly outcome: CampaignOutcome }
  | { readonly kind: 'broken'; readonly why: string };

const hook = new URL('../support/run-typescript.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('player.ts', import.meta.url));

/** A process with a store of its own; it plays one campaign at a time, and no seed twice. */
export class Player {
  readonly #child: ChildProcess;
  readonly #ready: Promise<Played>;

  /** @param place a database that is empty; without it the store is in memory. */
  constructor(place?: StorePlace) {
    this.#child = fork(program, place === undefined ? [] : [JSON.stringify(place)], {
      execArgv: ['--import', hook],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#ready = this.#answer();
  }

  /** @throws when the process could not play it; the seed is in the message. */
  async play(seed: number, smaller: Smaller): Promise<CampaignOutcome> {
    await this.#ready;
    const answer = this.#answer();
    this.#child.send({ seed, smaller } satisfies Order);
    const played = await answer;
    if (played.kind !== 'outcome')
      throw new Error(`Seed ${seed} broke off: ${played.kind === 'broken' ? played.why : 'no answer'}`);
    return played.outcome;
  }

  /** Done when the process is gone. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  #answer(): Promise<Played> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`A player ended with ${code}.`));
      this.#child.once('exit', gone);
      this.#child.once('message', (message) => {
        this.#child.off('exit', gone);
        resolve(message as Played);
      });
    });
  }
}
