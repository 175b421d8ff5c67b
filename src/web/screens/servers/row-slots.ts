/** A row's boxes, by a key that they keep, and which row of the list stands in them. */
export interface Slot {
  readonly key: number;
  readonly at: number;
}

/**
 * In which boxes the rows from `first` to `last` stand. Making boxes costs a browser several times what another text in them costs, so while somebody scrolls
 * the rows that come take the boxes of those that go; in the document they then stand out of order, which `inOrder` mends. Where a row has the focus each row
 * has boxes of its own: the focus must not find itself on another server, and whoever hears the list hears it in its order.
 */
export function slotsFor(
  before: readonly Slot[],
  { first, last }: { readonly first: number; readonly last: number },
  mayTake: boolean,
): readonly Slot[] {
  const isIn = ({ at }: Slot) => at >= first && at <= last;
  const there = new Set(before.filter(isIn).map(({ at }) => at));
  const coming = Array.from({ length: Math.max(0, last - first + 1) }, (_, row) => first + row).filter(
    (at) => !there.has(at),
  );
  const taken = before.flatMap((slot) => {
    if (isIn(slot)) return [slot];
    const at = mayTake ? coming.shift() : undefined;
    return at === undefined ? [] : [{ key: slot.key, at }];
  });
  const next = Math.max(-1, ...before.map(({ key }) => key)) + 1;
  const slots = [...taken, ...coming.map((at, more) => ({ key: next + more, at }))];
  return mayTake ? slots : inOrder(slots);
}

/** The same rows in the same boxes, in the order of the list. */
export function inOrder(slots: readonly Slot[]): readonly Slot[] {
  const isSorted = slots.every(({ at }, place) => at > (slots[place - 1]?.at ?? -1));
  return isSorted ? slots : slots.toSorted((a, b) => a.at - b.at);
}
