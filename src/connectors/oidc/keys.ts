import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Instant } from '../../domain/time.ts';
import { oidcLimits } from './limits.ts';

/** The provider's signing keys: kept for a while, and read anew when a token names one that is not among them. */
export class SigningKeys {
  readonly #read: () => Promise<JSONWebKeySet>;
  readonly #machineNow: () => Instant;
  #kept: { readonly find: JWTVerifyGetKey; readonly readAt: Instant } | undefined;

  constructor(read: () => Promise<JSONWebKeySet>, machineNow: () => Instant) {
    this.#read = read;
    this.#machineNow = machineNow;
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    const kept = await this.#newerThan(oidcLimits.keepMs);
    try {
      return await kept.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await this.#newerThan(oidcLimits.againMs)).find(header, token);
    }
  };

  async #newerThan(ageMs: number) {
    const now = this.#machineNow();
    if (this.#kept === undefined || now - this.#kept.readAt >= ageMs)
      this.#kept = { find: createLocalJWKSet(await this.#read()), readAt: now };
    return this.#kept;
  }
}
