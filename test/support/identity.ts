import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '../../src/engine/ports/identity.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let ids = 0;
/** Ids that grow, so that "by creation" and "by id" are the same order; unique over processes by their middle. */
const processPart = randomBytes(6).toString('hex');
export const testIdentity: Identity = {
  newId: () => `0192${String(ids++).padStart(8, '0')}-${processPart}`,
  newSalt: () => randomBytes(16).toString('hex'),
  sha256,
};

export function newId<T extends string>(): T {
  return testIdentity.newId() as T;
}

/** The wall clock of the tests' machine clock; tests that are about it give their own instants. */
export const machineNow = () => 1_790_000_000_000;
