import { idsIn, marksIn } from './marks.ts';
import { rowsOf } from './rows.ts';
import type { Side, Tenants } from './tenants.ts';

/** Knows by what each tenant would be recognised elsewhere, and finds it. */
export interface Watch {
  /** Of the others, what stands in a text that is for one of them, beyond what that one said itself, ever or in this request. */
  foreignIn(side: Side, text: string, said?: string): readonly string[];
  /** Of the tenant itself: shows that a search finds what is there. */
  ownIn(side: Side, text: string): readonly string[];
  /** The same in rows, in which everything may stand that it ever asked for. */
  foreignInRows(side: Side, text: string): readonly string[];
  /** Remembers what a request said about others. */
  hear(side: Side, said: string, isAccepted: boolean): void;
  /** Reads the rows of all anew: their ids are known from then on. @returns the rows of each. */
  look(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Ids that a tenant has by now. */
  count(side: Side): number;
}

export async function aWatch({ sides, control }: Tenants): Promise<Watch> {
  /** Whose an id is: of whoever had it first. What several have at once is the same everywhere, and nobody's. */
  const owners = new Map<string, Side | undefined>();
  const look = async () => {
    const rows = await rowsOf(
      control.store,
      sides.map(({ tenantId }) => tenantId),
    );
    const had = new Set(owners.keys());
    // Requests that may be sent again are known by the digest of their body, which is the same for the same words.
    for (const side of sides)
      for (const id of new Set(
        idsIn((rows.get(side.tenantId) ?? []).filter((row) => !row.startsWith('request ')).join('\n')),
      ))
        if (!had.has(id)) owners.set(id, owners.has(id) ? undefined : side);
    return rows;
  };
  await look();
  const seenOf = (side: Side, text: string, ids: readonly string[]) => [
    ...marksIn(text, side.marks.stem),
    ...ids.filter((id) => owners.get(id) === side),
  ];
  return {
    foreignIn: (side, text, said = '') => {
      const ids = idsIn(text);
      const heard = said.toLowerCase();
      const found = sides.filter((other) => other !== side).flatMap((other) => seenOf(other, text, ids));
      return [...new Set(found)].filter((one) => !side.said.has(one) && !heard.includes(one));
    },
    ownIn: (side, text) => seenOf(side, text, idsIn(text)),
    foreignInRows: (side, text) => {
      const found = sides.filter((other) => other !== side).flatMap((other) => seenOf(other, text, idsIn(text)));
      return [...new Set(found)].filter((one) => !side.tried.has(one));
    },
    hear: (side, said, isAccepted) => {
      for (const other of sides.filter((one) => one !== side))
        for (const one of seenOf(other, said, idsIn(said))) {
          side.tried.add(one);
          if (isAccepted) side.said.add(one);
        }
    },
    look,
    count: (side) => [...owners.values()].filter((owner) => owner === side).length,
  };
}
