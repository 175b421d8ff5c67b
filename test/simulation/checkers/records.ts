import { createHash } from 'node:crypto';
import type { Checker, Sight } from './checker.ts';
import { truths } from './truth.ts';

/* What must hold of the log, and between the log and the truth. */

const sentOnce: Checker = {
  id: 'I10',
  end: (sight) =>
    [...truths(sight).entries()].flatMap(([name, { view, ledger }]) => {
      const host = [...sight.chronicle.hosts.values()].find((one) => one.firstFqdn === name);
      const attempts = [...sight.chronicle.moves.values()].filter(
        (move) => move.hostId === host?.hostId && move.campaignId !== null,
      ).length;
      const byHand = view.attempts.filter((attempt) => attempt.by !== 'graph').length;
      const found: string[] = [];
      if (ledger.migrateCalls - byHand > attempts)
        found.push(`${ledger.migrateCalls} requests for ${name}, ${byHand} of them by hand, in ${attempts} attempts.`);
      if (ledger.restarts > 0) found.push(`A running migration of ${name} was started again.`);
      return found;
    }),
};

const intact: Checker = {
  id: 'I12',
  link: (_, { seq, events, changedMoves }) => [
    ...events.flatMap((event) => (event.actor === '' ? [`Link ${seq} has an entry without an actor.`] : [])),
    ...changedMoves.flatMap(({ move, versionBefore }) =>
      move.version > versionBefore ? [] : [`Link ${seq} tells version ${move.version} after ${versionBefore}.`],
    ),
  ],
  end: async ({ world }) => {
    const found: string[] = [];
    let [seq, hash] = [0, '0'.repeat(64)];
    for await (const { link, events } of world.store.links(world.tenantId, 0)) {
      if (link.seq !== seq + 1) found.push(`Link ${link.seq} follows ${seq}.`);
      if (link.eventCount !== events.length || events.length === 0) found.push(`Link ${link.seq} misses entries.`);
      hash = createHash('sha256')
        .update(hash + link.digest)
        .digest('hex');
      if (hash !== link.hash) found.push(`Link ${link.seq} does not follow from the one before.`);
      seq = link.seq;
    }
    const log = await world.control.verifyLog(world.tenantId);
    return [...found, ...log.breaks.map((one) => `link ${one.seq}: ${one.detail}`)];
  },
};

const folded: Checker = {
  id: 'I16',
  end: async (sight) => {
    const { world, chronicle } = sight;
    const views = await world.store.views(world.tenantId);
    const own = views.moves.flatMap(({ moveId, state }) => {
      const told = chronicle.moves.get(moveId)?.state;
      return sorted(told) === sorted(state) ? [] : [`The log leaves ${moveId} ${told?.kind}, the store ${state.kind}.`];
    });
    const log = await world.control.verifyLog(world.tenantId);
    return [...own, ...log.differences];
  },
};

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** What began a stretch without protection: the handover itself is ours; faults and the way back are told and accepted. */
const ours = new Set(['handover', 'start', 'migration-started']);

const noGap: Checker = {
  id: 'I17',
  end: (sight) =>
    [...truths(sight).entries()].flatMap(([name, { ledger }]) => {
      const gaps = ledger.intervals.filter(({ by, because }) => by === 'none' && ours.has(because));
      const found = gaps.map(({ because }) => `${name} was unprotected by its ${because}.`);
      return ledger.duplicateMs > 0 ? [...found, `${name} was protected twice for ${ledger.duplicateMs} ms.`] : found;
    }),
};

const apart: Checker = {
  id: 'I18',
  end: async (sight: Sight) => {
    const { world, seed } = sight;
    const foreign = new Set<string>();
    for await (const { link, events } of world.store.links(world.tenantId, 0)) {
      if (link.tenantId !== world.tenantId) foreign.add(`a link of ${link.tenantId}`);
      for (const [, other] of JSON.stringify(events).matchAll(/seed-(\d+)\.example/g))
        if (Number(other) !== seed) foreign.add(`a host of seed ${other}`);
    }
    return [...foreign].map((what) => `The log holds ${what}.`);
  },
};

export const recordCheckers: readonly Checker[] = [sentOnce, intact, folded, noGap, apart];
