import type { ServerView } from '../../../src/twin/estate-view.ts';
import type { Sight } from './checker.ts';

type Ledger = ReturnType<Sight['world']['twin']['ledger']>['servers'][number];

/** One server as it really is. */
interface Truth {
  readonly view: ServerView;
  readonly ledger: Ledger;
}

/** The servers of the twin, by the name under which they were registered first. */
export function truths({ world }: Sight): ReadonlyMap<string, Truth> {
  const { servers } = world.twin.ledger();
  return new Map(
    world.twin.estate().flatMap((view, at) => {
      const ledger = servers[at];
      return ledger ? [[`${view.originalName}.${view.domain}`.toLowerCase(), { view, ledger }] as const] : [];
    }),
  );
}

/** What protected a server at any time of a stretch. */
export function protectedBy({ ledger }: Truth, from: number, to: number): ReadonlySet<string> {
  return new Set(
    ledger.intervals.filter((one) => one.fromAt <= to && (one.toAt === null || one.toAt > from)).map((one) => one.by),
  );
}

/** Whether a sensor protected it at some time of a stretch. */
export function wasProtected(truth: Truth, from: number, to: number): boolean {
  const by = protectedBy(truth, from, to);
  return by.has('v2') || by.has('v3') || by.has('both');
}
