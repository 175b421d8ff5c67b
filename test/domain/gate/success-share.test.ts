import { describe, expect, test } from 'vitest';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveHost } from '../../../src/domain/gate/wave-view.ts';
import { hourMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import {
  acceptedB,
  aFailedHost,
  aHost,
  anAttempt,
  aProof,
  aView,
  ended,
  moveId,
  pending,
  t0,
  threeGood,
} from './support.ts';

describe('X-02 success share', () => {
  const all: GateCondition = { kind: 'success-share', atLeast: 1 };
  const twoThirds: GateCondition = { kind: 'success-share', atLeast: 0.66 };
  const with_ = (host: WaveHost) => aView([aHost('A'), host, aHost('C')]);
  holds(all, [
    { rule: 'all verified passes', view: aView(threeGood), is: ['pass', ''] },
    { rule: 'an empty wave is inconclusive', view: aView([]), is: ['inconclusive', 'nothing-measured'] },
    {
      rule: 'one failure of a wave that tolerates none fails',
      view: with_(aFailedHost('B')),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'a failure that a person accepted leaves the count',
      view: { ...with_(aFailedHost('B')), accepted: acceptedB },
      is: ['pass', ''],
    },
    {
      rule: 'an acceptance covers one attempt: the next failure of the host counts again',
      view: {
        ...with_(
          aHost('B', { ...aFailedHost('B'), move: anAttempt('B', { ...ended.failed, moveId: moveId('B', 2) }) }),
        ),
        accepted: acceptedB,
      },
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'an acceptance of a host that did not fail takes nobody out',
      view: { ...with_(pending('B')), accepted: acceptedB },
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'a wave of which every host was accepted as failed has measured nothing',
      view: aView([aFailedHost('B')], { accepted: acceptedB }),
      is: ['inconclusive', 'nothing-measured'],
    },
    { rule: 'a host that still moves holds', view: with_(pending('B')), is: ['inconclusive', 'host-open', 'B'] },
    {
      rule: 'a host without any move holds',
      view: with_(pending('B', { move: null })),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'I9 a host that ended without proof is no success',
      view: with_(
        aHost('B', {
          move: anAttempt('B', { phase: 'ended', kind: 'committed' }),
          proofs: [aProof('v3-running', 'unknown')],
        }),
      ),
      is: ['inconclusive', 'host-unproven', 'B'],
    },
    {
      rule: 'a host that was taken out before its start is no success',
      view: with_(aHost('B', { move: anAttempt('B', ended.abandoned) })),
      is: ['inconclusive', 'host-unproven', 'B'],
    },
    {
      rule: 'a host whose proofs are all there and that was rolled back is no success',
      view: with_(aHost('B', { move: anAttempt('B', ended.rolledBack) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'I7 silence past the deadline is a failure',
      view: with_(pending('B', { move: anAttempt('B', ended.silent) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'a switched host that gives no sign is a failure',
      view: with_(aHost('B', { move: anAttempt('B', ended.dark) })),
      is: ['fail', 'share-missed', 'B'],
    },
    {
      rule: 'nobody is silent or dark while the service could not be read',
      view: {
        ...aView([pending('A', { move: anAttempt('A', ended.silent) })]),
        watch: { readAt: t0 - 2 * hourMs, darkAfterMs: hourMs },
      },
      is: ['inconclusive', 'host-open', 'A'],
    },
    {
      rule: 'I9 no proof asked for is not verified',
      view: with_(aHost('B', { proofs: [] })),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'proofs that were judged too long ago hold',
      view: with_(aHost('B', { proofs: [aProof('v3-running', 'pass', t0 - 4 * hourMs - 1)] })),
      is: ['inconclusive', 'evidence-too-old', 'B'],
    },
    {
      rule: 'a host that left the estate still counts',
      view: with_(pending('B', { isGone: true })),
      is: ['inconclusive', 'host-open', 'B'],
    },
  ]);
  holds(twoThirds, [
    { rule: 'exactly the share passes', view: with_(aFailedHost('B')), is: ['pass', '', 'B'] },
    {
      rule: 'a share that cannot be reached any more fails before the wave has ended',
      view: aView([aFailedHost('A'), aFailedHost('B'), pending('C')]),
      is: ['fail', 'share-missed', 'A', 'B', 'C'],
    },
    {
      rule: 'hawkBit #3110: a finished wave that met neither threshold does not start the next',
      view: aView([
        aHost('A'),
        aHost('B', { move: anAttempt('B', ended.abandoned) }),
        aHost('C', { move: anAttempt('C', ended.abandoned) }),
      ]),
      is: ['inconclusive', 'host-unproven', 'B', 'C'],
    },
    {
      rule: 'a share that is met does not make up for a host of which nobody knows how it ends',
      view: aView([aHost('A'), aHost('B'), pending('C')]),
      is: ['inconclusive', 'host-open', 'C'],
    },
  ]);
  holds({ kind: 'success-share', atLeast: Number.NaN }, [
    { rule: 'hawkBit: a malformed threshold never passes', view: aView(threeGood), is: ['fail', 'share-missed'] },
  ]);
  holds({ kind: 'success-share', atLeast: 0 }, [
    {
      rule: 'where every host failed there is no success, however little is demanded',
      view: aView([aFailedHost('A')]),
      is: ['fail', 'share-missed', 'A'],
    },
  ]);

  test('the figures and the frozen denominator are told, with who joined, left or was accepted beside it', () => {
    const view = {
      ...aView([aHost('A', { isGone: true }), aFailedHost('B'), aHost('C')]),
      accepted: acceptedB,
      joined: ['D', 'E'],
    };
    const { summary, counts } = judgeCondition(all, view);
    expect(summary).toBe(
      '2 of 2 hosts verified, 0 failed, 0 ended without proof, 0 open; 100 % are demanded.' +
        ' 1 accepted as failed and not counted, 2 joined since and not counted, 1 gone since and still counted.',
    );
    expect(counts).toEqual({ planned: 3, accepted: 1, joined: 2, gone: 1 });
  });
});
