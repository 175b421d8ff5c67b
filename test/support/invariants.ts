import { expect } from 'vitest';
import { violationsAtTheEnd, violationsNow } from './violations.ts';
import type { World } from './world.ts';

export async function expectInvariantsNow(world: World): Promise<void> {
  expect(await violationsNow(world)).toEqual([]);
}

export async function expectInvariantsAtTheEnd(world: World): Promise<void> {
  expect(await violationsAtTheEnd(world)).toEqual([]);
}
