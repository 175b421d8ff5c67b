/** Where a store is. */
export type StorePlace =
  /** PGlite in this process; gone when it closes. */
  | { readonly kind: 'memory' }
  /** PGlite in a data directory, which one process at a time may use. */
  | { readonly kind: 'disk'; readonly directory: string }
  /** A PostgreSQL of our own in a data directory, which one process at a time may use. */
  | {
      readonly kind: 'local';
      readonly directory: string;
      /** A folder with the programs of PostgreSQL; without it they are looked for. */
      readonly programs?: string | undefined;
    }
  /** Any PostgreSQL from 15 on, by its connection URL. */
  | {
      readonly kind: 'server';
      readonly url: string;
      readonly poolSize?: number;
      readonly statementTimeoutMs?: number;
    };
