import type { LinkTold } from '../chronicle.ts';
import type { Checker, Sight } from './checker.ts';
import { endCheckers } from './ends.ts';
import { floorCheckers } from './floors.ts';
import { recordCheckers } from './records.ts';
import { startCheckers } from './starts.ts';

/** I1 to I18 but for I15, which takes two runs: whoever plays a seed twice compares the bytes. */
const checkers: readonly Checker[] = [...floorCheckers, ...startCheckers, ...endCheckers, ...recordCheckers];

export function violationsOfLink(sight: Sight, link: LinkTold): readonly string[] {
  return checkers.flatMap((checker) => named(checker, checker.link?.(sight, link) ?? []));
}

export function violationsAtStop(sight: Sight): readonly string[] {
  return checkers.flatMap((checker) => named(checker, checker.stop?.(sight) ?? []));
}

export async function violationsAtEnd(sight: Sight): Promise<readonly string[]> {
  const found: string[] = [];
  for (const checker of checkers) found.push(...named(checker, (await checker.end?.(sight)) ?? []));
  return found;
}

function named({ id }: Checker, violations: readonly string[]): readonly string[] {
  return id === '' ? violations : violations.map((violation) => `${id}: ${violation}`);
}
