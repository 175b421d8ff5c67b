import { describe, expect, test } from 'vitest';
import { type LogEvent, verifyChain } from '../../src/domain/log.ts';
import { createFold } from '../../src/engine/fold.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { type Chapter, histories, readHistory } from './history.ts';

/*
 * What a version recorded, every later one has to read, and decide as it was decided: the logs in this folder are campaigns of released versions.
 * `npm run simulate -- --record FILE --seed N` makes one; an old one is never made anew.
 */
const { sha256 } = seededIdentity('replay');

/** A move as its events tell it. */
interface Told {
  readonly event: Parameters<typeof sensorV3.next>[1] | null;
  readonly state: Parameters<typeof sensorV3.next>[0];
}

async function* chaptersOf(chapters: readonly Chapter[]): AsyncIterable<Chapter> {
  yield* chapters;
}

const movesOf = (chapters: readonly Chapter[]): readonly LogEvent[] =>
  chapters.flatMap(({ events }) => events).filter(({ kind }) => kind === 'move-created' || kind === 'move-changed');

describe.each(histories())('I16 the recorded history %s', (name) => {
  const chapters = readHistory(name);

  test('is an intact chain to its end', async () => {
    const last = chapters.at(-1)?.link;
    const head = { seq: last?.seq ?? 0, hash: last?.hash ?? '' };
    const { links, breaks } = await verifyChain(chaptersOf(chapters), head, sha256);
    expect(breaks).toEqual([]);
    expect(links).toBe(chapters.length);
  });

  test('replays to the same decisions: every event of a move leads from the state before it to the one that was recorded', () => {
    const before = new Map<string, Told['state']>();
    const kinds = new Set<string>();
    for (const { subjectId, payload, seq } of movesOf(chapters)) {
      const { event, state } = payload as unknown as Told;
      const from = before.get(subjectId);
      before.set(subjectId, state);
      if (event === null || from === undefined) continue;
      const outcome = sensorV3.next(from, event);
      expect(outcome.ok && outcome.state, `link ${seq}, ${event.kind} in ${from.kind}`).toEqual(state);
      kinds.add(event.kind);
    }
    // A history in which little happens would replay under any rules.
    expect(kinds.size).toBeGreaterThan(5);
  });

  test('folds into views in which every subject of its events is, and every move as it was left', () => {
    const fold = createFold();
    for (const { events } of chapters) for (const event of events) fold.add(event);
    const views = fold.views();
    const last = new Map(movesOf(chapters).map(({ subjectId, payload }) => [subjectId, payload as unknown as Told]));
    expect([...views.moves.keys()].sort()).toEqual([...last.keys()].sort());
    for (const [moveId, { state }] of last) expect(views.moves.get(moveId)).toMatchObject({ state });
    const subjects = (type: string) =>
      new Set(
        chapters.flatMap(({ events }) => events.filter((one) => one.subjectType === type).map((one) => one.subjectId)),
      );
    for (const campaignId of subjects('campaign')) expect(views.campaigns.get(campaignId)).toHaveProperty('state');
    for (const hostId of subjects('host')) expect(views.hosts.get(hostId)).toHaveProperty('fqdn');
  });
});

test('I16 there is a history of the version that is being built', () => {
  expect(histories().length).toBeGreaterThan(0);
});
