import { describe } from 'vitest';
import type { QueryMeasurement } from '../../../src/domain/gate/wave-view.ts';
import { hourMs, minuteMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import { aHost, aView, hostId, pending, switchedAt, t0, threeGood, throttled } from './support.ts';

describe('X-02 hunting', () => {
  const rows = (given: Partial<Extract<QueryMeasurement, { kind: 'rows' }>>): QueryMeasurement => ({
    kind: 'rows',
    query: 'v3-silent',
    measuredAt: t0 - minuteMs,
    coversUntil: t0 - hourMs,
    hosts: [],
    isCut: false,
    ...given,
  });
  const broke: QueryMeasurement = { kind: 'error', query: 'v3-silent', measuredAt: t0 - minuteMs, problem: throttled };
  const ran = (...queries: readonly QueryMeasurement[]) => aView(threeGood, { queries });
  holds({ kind: 'hunting', query: 'v3-silent' }, [
    { rule: 'no row passes', view: ran(rows({})), is: ['pass', ''] },
    {
      rule: 'a row for a host of the wave fails',
      view: ran(rows({ hosts: [hostId('B'), hostId('B')] })),
      is: ['fail', 'rows-found', 'B'],
    },
    {
      rule: 'rows for other hosts are none of its business',
      view: ran(rows({ hosts: [hostId('Z')] })),
      is: ['pass', ''],
    },
    {
      rule: 'Argo Rollouts: a query that was never run is no success',
      view: ran(),
      is: ['inconclusive', 'measurement-missing'],
    },
    {
      rule: 'a query of another name is no measurement of this one',
      view: ran({ ...rows({}), query: 'other' }),
      is: ['inconclusive', 'measurement-missing'],
    },
    {
      rule: 'a run that broke off is an error, never a failure',
      view: ran(broke),
      is: ['error', 'measurement-failed'],
    },
    {
      rule: 'the newest run counts',
      view: ran({ ...broke, measuredAt: t0 - 2 * minuteMs }, rows({})),
      is: ['pass', ''],
    },
    {
      rule: 'of two runs of one instant the one with rows counts',
      view: ran(rows({}), rows({ hosts: [hostId('A')] })),
      is: ['fail', 'rows-found', 'A'],
    },
    {
      rule: 'an answer cut at the row limit holds',
      view: ran(rows({ isCut: true })),
      is: ['inconclusive', 'rows-incomplete'],
    },
    {
      rule: 'a row that names no host that we know holds',
      view: ran(rows({ hosts: [null] })),
      is: ['inconclusive', 'rows-incomplete'],
    },
    {
      rule: 'a run past its limit holds',
      view: ran(rows({ measuredAt: t0 - hourMs - 1 })),
      is: ['inconclusive', 'evidence-too-old'],
    },
    {
      rule: 'tables that do not reach past the last switch say nothing of the new sensor',
      view: ran(rows({ coversUntil: switchedAt - 1 })),
      is: ['inconclusive', 'evidence-before-switch'],
    },
    {
      rule: 'no row says nothing of a host that is not switched yet',
      view: { ...ran(rows({})), hosts: [aHost('A'), pending('B')] },
      is: ['inconclusive', 'not-protected-yet', 'B'],
    },
  ]);
});
