import { z } from 'zod';
import { calendar } from '../../contract/campaign-rules.ts';
import type { Invocation } from '../command.ts';
import { readShaped } from './plan-file.ts';

type Calendar = z.infer<typeof calendar>;

const calendarFile = z.union([calendar.transform((one) => [one]), z.array(calendar).min(1)]);

/** What the files of `--calendar` say, in their order. */
export async function calendarsGiven({ given, io }: Pick<Invocation, 'given' | 'io'>): Promise<readonly Calendar[]> {
  const files = given
    .list('calendar')
    .map((path) => readShaped(io, path, 'a calendar or a list of them', calendarFile));
  return (await Promise.all(files)).flat();
}

/** All calendars must be open at once, so that one more only narrows; one of the same name is replaced. */
export function calendarsOver(
  before: readonly Calendar[] | undefined,
  flags: readonly Calendar[],
): Calendar[] | undefined {
  if (before === undefined && flags.length === 0) return undefined;
  return [...(before ?? []).filter(({ name }) => !flags.some((flag) => flag.name === name)), ...flags];
}
