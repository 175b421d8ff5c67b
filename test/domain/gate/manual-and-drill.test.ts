import { describe } from 'vitest';
import type { WaveView } from '../../../src/domain/gate/wave-view.ts';
import { dayMs, hourMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import { aHost, aProof, aView, hostId, pending, switchedAt, t0, threeGood } from './support.ts';

describe('X-02 a person', () => {
  const answered = (answer: 'yes' | 'no', at: number) => ({ question: 'Go on?', answer, by: 'anna', at });
  const said = (...answers: readonly WaveView['answers'][number][]) => aView(threeGood, { answers });
  holds({ kind: 'manual', question: 'Go on?' }, [
    { rule: 'yes passes', view: said(answered('yes', t0)), is: ['pass', ''] },
    { rule: 'no fails', view: said(answered('no', t0)), is: ['fail', 'answered-no'] },
    { rule: 'nobody has answered holds', view: said(), is: ['inconclusive', 'answer-missing'] },
    {
      rule: 'an answer to another question is none',
      view: said({ ...answered('yes', t0), question: 'Lunch?' }),
      is: ['inconclusive', 'answer-missing'],
    },
    { rule: 'the newest answer counts', view: said(answered('no', t0 - 2), answered('yes', t0 - 1)), is: ['pass', ''] },
    {
      rule: 'of two answers of one instant the no counts',
      view: said(answered('yes', t0), answered('no', t0)),
      is: ['fail', 'answered-no'],
    },
    {
      rule: 'a yes past its limit holds',
      view: said(answered('yes', t0 - dayMs - 1)),
      is: ['inconclusive', 'evidence-too-old'],
    },
    {
      rule: 'a yes from before the last switch was about another wave',
      view: {
        ...said(answered('yes', t0 - hourMs)),
        hosts: [aHost('A', { protectedByNew: { earliest: switchedAt, latest: t0 - hourMs + 1 } })],
      },
      is: ['inconclusive', 'evidence-before-switch'],
    },
    {
      rule: 'a no past its limit is asked anew',
      view: said(answered('no', t0 - dayMs - 1)),
      is: ['inconclusive', 'evidence-too-old'],
    },
    {
      rule: 'a no from before the last switch was about another wave, and is asked anew',
      view: {
        ...said(answered('no', t0 - hourMs)),
        hosts: [aHost('A', { protectedByNew: { earliest: switchedAt, latest: t0 - hourMs + 1 } }), pending('B')],
      },
      is: ['inconclusive', 'evidence-before-switch'],
    },
    {
      rule: 'a no of the wave as it is fails, whatever is still to be switched',
      view: { ...said(answered('no', t0)), hosts: [aHost('A'), pending('B')] },
      is: ['fail', 'answered-no'],
    },
    {
      rule: 'a yes does not stand for hosts that are still to be switched',
      view: { ...said(answered('yes', t0)), hosts: [aHost('A'), pending('B')] },
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
    {
      rule: 'a yes to an empty wave is no measurement',
      view: { ...said(answered('yes', t0)), hosts: [] },
      is: ['inconclusive', 'nothing-measured'],
    },
  ]);
});

describe('X-02 rollback drill', () => {
  const done = {
    kind: 'done',
    hostId: hostId('B'),
    rolledBackAt: switchedAt - hourMs,
    movedAgainAt: switchedAt,
  } as const;
  const failed = { kind: 'failed', hostId: hostId('A'), failedAt: t0 - hourMs, because: 'nobody pressed it' } as const;
  const drilled = (...drills: WaveView['drills']) => aView(threeGood, { drills });
  holds({ kind: 'rollback-drill' }, [
    { rule: 'a host that went back and was moved again passes', view: drilled(done), is: ['pass', ''] },
    { rule: 'no drill holds', view: drilled(), is: ['inconclusive', 'drill-missing'] },
    {
      rule: 'a drill on the way holds',
      view: drilled({ kind: 'underWay', hostId: hostId('B'), since: t0 }),
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'a drill that failed fails, whatever another one showed',
      view: drilled(done, failed),
      is: ['fail', 'drill-failed', 'A'],
    },
    {
      rule: 'a drill on a host of another wave shows nothing',
      view: drilled({ ...done, hostId: hostId('Z') }),
      is: ['inconclusive', 'drill-missing'],
    },
    {
      rule: 'a host that was moved again and is not verified holds',
      view: { ...drilled(done), hosts: [aHost('A'), aHost('B', { proofs: [aProof('v3-running', 'unknown')] })] },
      is: ['inconclusive', 'host-open', 'B'],
    },
    {
      rule: 'moved before it was rolled back is no drill',
      view: drilled({ ...done, movedAgainAt: switchedAt - 2 * hourMs }),
      is: ['inconclusive', 'host-open', 'B'],
    },
  ]);
});
