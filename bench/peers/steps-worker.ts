/** Somebody who takes servers through three durable steps each. */
export interface StepsWorker extends AsyncDisposable {
  /** Takes so many more servers, none of which was seen before, through all three; returns when all are recorded. */
  run(servers: number): Promise<void>;
}

/** How many servers a peer has under way at once. More made none of them faster. */
export const concurrency = 200;
