/** Which store a person wishes for. */
export interface StoreWish {
  /** `local`, `disk`, `memory`, a PostgreSQL by its URL; undefined for the default. */
  readonly store: string | undefined;
  /** A folder with the programs of PostgreSQL, for a local store. */
  readonly programs: string | undefined;
}

/** With the programs that the environment names. */
export function wishOf(
  environment: Readonly<Record<string, string | undefined>>,
  store: string | undefined,
): StoreWish {
  return { store: store || undefined, programs: environment.CHANGEGUARD_POSTGRES_BIN || undefined };
}
