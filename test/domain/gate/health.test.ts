import { describe, expect, test } from 'vitest';
import { judgeCondition } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveHost } from '../../../src/domain/gate/wave-view.ts';
import { hourMs, minuteMs } from '../../../src/domain/time.ts';
import { holds } from './condition-table.ts';
import { aHost, anAttempt, anIssue, aView, ended, issues, switchedAt, t0, throttled } from './support.ts';

describe('X-02 health, like with like', () => {
  const compared = (before: WaveHost['health']['before'], after: WaveHost['health']['after']) =>
    aView([aHost('A'), aHost('B', { health: { before, after } })]);
  const failedToRead = { kind: 'error', readAt: t0 - minuteMs, problem: throttled } as const;
  const readAt = (at: number) => ({ kind: 'issues', readAt: at, issues: [] }) as const;
  holds({ kind: 'health' }, [
    { rule: 'no issue passes', view: compared(issues(), issues()), is: ['pass', ''] },
    {
      rule: 'an issue that both watch and that is new fails',
      view: compared(issues(), issues(anIssue('x'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'an issue that was there before is not held against the new sensor',
      view: compared(issues(anIssue('x')), issues(anIssue('x'))),
      is: ['pass', ''],
    },
    {
      rule: 'an ended watch is no improvement and makes up for nothing',
      view: compared(issues(anIssue('x', 'old')), issues(anIssue('y'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a kind that only the old sensor raises, raised anew, fails as well',
      view: compared(issues(), issues(anIssue('x', 'old'))),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a new watch holds for a person',
      view: compared(issues(), issues(anIssue('x', 'new'))),
      is: ['inconclusive', 'health-watches-new', 'B'],
    },
    {
      rule: 'a new watch whose kind a person accepted passes',
      view: { ...compared(issues(), issues(anIssue('x', 'new'))), acceptedWatches: ['x'] },
      is: ['pass', ''],
    },
    {
      rule: 'accepting a kind as a new watch does not excuse an issue that both watch',
      view: { ...compared(issues(), issues(anIssue('x'))), acceptedWatches: ['x'] },
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'an issue of which nobody knows who watches it cannot be compared',
      view: compared(issues(), issues(anIssue('x', 'unknown'))),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'an expected issue is named and not counted',
      view: compared(issues(), issues(anIssue('x', 'both', true))),
      is: ['pass', ''],
    },
    {
      rule: 'health that was not read afterwards is unknown',
      view: compared(issues(), null),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'Elastic #15557: a reading that broke off is an error, never a failure',
      view: compared(issues(), failedToRead),
      is: ['error', 'measurement-failed', 'B'],
    },
    {
      rule: 'without a reading from before, any issue is unknown',
      view: compared(null, issues(anIssue('x'))),
      is: ['inconclusive', 'health-unknown', 'B'],
    },
    {
      rule: 'without a reading from before, no issue at all passes: none can be new',
      view: compared(null, issues()),
      is: ['pass', ''],
    },
    {
      rule: 'a reading exactly at its limit counts',
      view: compared(issues(), readAt(t0 - 2 * hourMs)),
      is: ['pass', ''],
    },
    {
      rule: 'a reading past its limit does not',
      view: compared(issues(), readAt(t0 - 2 * hourMs - 1)),
      is: ['inconclusive', 'evidence-too-old', 'B'],
    },
    {
      rule: 'a reading from before the latest possible switch says nothing of the new sensor',
      view: aView([
        aHost('B', {
          protectedByNew: { earliest: switchedAt, latest: t0 - 30_000 },
          health: { before: issues(), after: issues() },
        }),
      ]),
      is: ['inconclusive', 'evidence-before-switch', 'B'],
    },
    {
      rule: 'a host that failed after it was protected stays in the comparison: failing hides no issue',
      view: aView([
        aHost('A'),
        aHost('B', {
          move: anAttempt('B', ended.rolledBack),
          health: { before: issues(), after: issues(anIssue('x')) },
        }),
      ]),
      is: ['fail', 'health-issues-new', 'B'],
    },
    {
      rule: 'a failed host is no worse than an unknown one: the failure decides',
      view: aView([
        aHost('A', { health: { before: issues(), after: failedToRead } }),
        aHost('B', { health: { before: issues(), after: issues(anIssue('x')) } }),
      ]),
      is: ['fail', 'health-issues-new', 'A', 'B'],
    },
  ]);

  test('ended watches and what stands since before are told beside the verdict', () => {
    const view = compared(issues(anIssue('no traffic', 'old'), anIssue('clock skew')), issues(anIssue('clock skew')));
    expect(judgeCondition({ kind: 'health' }, view).summary).toBe(
      'Health: 2 of 2 hosts pass; ended watches: no traffic; open since before: clock skew.',
    );
  });
});
