import { usageProblem } from '../cli/problem.ts';
import { dayMs, type Instant } from '../domain/time.ts';
import type { Store } from '../engine/ports/store.ts';

/** What lies beside the log and is of use for a while: how many days it is kept, and how many it must be at least. */
const kept = {
  /** Whoever repeats a request with an effect gets its first answer. */
  answers: { days: 7, least: 1 },
  /** Expired upload tokens are shown, so that people see what became of them. */
  'upload-tokens': { days: 7, least: 1 },
  /** Messages to receivers that were sent, refused or given up. */
  messages: { days: 30, least: 7 },
} as const;
type Kind = keyof typeof kept;
const kinds = Object.keys(kept) as Kind[];
const mostDays = 3_650;
/**
 * A year and a month: longer than any campaign, approval, period of a report and grace of the service that the product knows, and a year's audit finds in the
 * log what it asks for. What is open beyond that holds the log by itself.
 */
const leastLogDays = 400;

export interface Retention extends Readonly<Record<Kind, number>> {
  /** How old entries of a log are that go into sealed archives; undefined: they stay. */
  readonly log?: number | undefined;
}

/** Reads `answers=7d,messages=30d`; what is not named is kept as usual. @throws the command line's usage problem. */
export function retentionOf(text: string | undefined): Retention {
  const days: Record<Kind, number> = {
    answers: kept.answers.days,
    'upload-tokens': kept['upload-tokens'].days,
    messages: kept.messages.days,
  };
  let log: number | undefined;
  for (const part of (text ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [, name = '', count = ''] = /^\s*([a-z-]+)=(\d{1,5})d\s*$/.exec(part) ?? [];
    if (name === 'log') {
      log = Number(count);
      if (log < leastLogDays || log > mostDays)
        throw refused(`entries of the log stay ${leastLogDays} to ${mostDays} days, and "${count}d" is asked for`);
      continue;
    }
    const kind = kinds.find((one) => one === name);
    if (kind === undefined) throw refused(`"${part.trim()}" is not understood`);
    const asked = Number(count);
    // A malformed limit must never mean "no limit", and one that is too short takes what is still of use.
    if (asked < kept[kind].least || asked > mostDays)
      throw refused(`${kind} are kept from ${kept[kind].least} to ${mostDays} days, and "${count}d" is asked for`);
    days[kind] = asked;
  }
  return log === undefined ? days : { ...days, log };
}

function refused(what: string) {
  return usageProblem(
    `CHANGEGUARD_KEEP: ${what}.`,
    `Give days for ${kinds.join(', ')}, log, such as "answers=7d,messages=30d"; see docs/operate/retention.md.`,
  );
}

/** Takes out what is older. Nothing of a log (it is sealed, see `serve`), a server, a plan or a campaign is among it. */
export async function sweep(store: Store, retention: Retention, now: Instant): Promise<void> {
  await store.sweepRequests(now - retention.answers * dayMs);
  await store.sweepUploadTokens(now - retention['upload-tokens'] * dayMs);
  // What is older is forgotten by the rule of the lock-out as well.
  await store.sweepAccess(now, now - dayMs);
  await store.sweepMessages(now - retention.messages * dayMs);
}
