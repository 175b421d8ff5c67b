import type { Sha256 } from '../../domain/canonical.ts';

/** Where new ids and salts come from; seeded in simulation, so that the same seed gives the same bytes. */
export interface Identity {
  /** A UUIDv7 as text: sortable by creation, no coordination. */
  newId(): string;
  /** 128 random bits as hexadecimal, for private values in the log. */
  newSalt(): string;
  readonly sha256: Sha256;
}
