import { expect } from 'vitest';
import { violationsAtTheEnd, violationsNow } from './violations.ts';
import type { World } from './world.ts';

export async function expectInvariantsNow(world: World): Promise<void> {
  expect(await violationsNow(world)).toEqual([]);
}

/** @param lagMs how old the service's answers may have been. */
export async function expectInvariantsAtTheEnd(world: World, lagMs = 0): Promise<void> {
  expect(await violationsAtTheEnd(world, lagMs)).toEqual([]);
}
