import type { Address } from './local/address.ts';

/** Where a store is. */
export type StorePlace =
  /** PGlite in this process; gone when it closes. */
  | { readonly kind: 'memory' }
  /** A database that may be lost, on a PostgreSQL of our own. */
  | { readonly kind: 'scratch'; readonly address: Address }
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

/** What a person can name. */
export type NamedPlace = Exclude<StorePlace, { kind: 'scratch' }>;
