import type { ReportDocument } from '../../../src/report/document.ts';

/** A report of a campaign of so many servers in three waves, most of which are done. */
export function aReport({ tenant, name, servers }: { tenant: string; name: string; servers: number }): ReportDocument {
  const at = (hours: number) => new Date(Date.UTC(2026, 2, 30, 6) + hours * 3_600_000).toISOString();
  const stateOf = (index: number) => (index % 10 === 9 ? 'reverted' : index % 10 === 8 ? 'observing' : 'committed');
  const list = Array.from({ length: servers }, (_, index) => ({ server: `BER-DC${index + 1}`, state: stateOf(index) }));
  const counted = (some: readonly { state: string }[]) => {
    const counts: Record<string, number> = {};
    for (const { state } of some) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  const third = Math.ceil(servers / 3);
  const waves = [0, 1, 2].map((wave) => list.slice(wave * third, (wave + 1) * third));
  const gate = {
    verdict: 'pass' as const,
    summary: '40 of 40 hosts verified, 0 failed.',
    judgedAt: at(20),
    findings: [
      { kind: 'success-share' as const, verdict: 'pass' as const, summary: '40 of 40 hosts verified, 0 failed.' },
    ],
  };
  return {
    schema: 'changeguard.report/1',
    for: 'auditor',
    tenant,
    madeAt: at(200),
    version: '0.0.0-test',
    period: null,
    head: { seq: 1_234, hash: 'a'.repeat(64) },
    signingKey: 'b'.repeat(64),
    sites: [
      { site: 'Berlin', servers: 10, protected: 8, unknown: 1, floor: 6 },
      { site: 'Frankfurt am Main an der schönen Aussicht', servers: 4, protected: 4, unknown: 0, floor: 1 },
    ],
    campaigns: [
      {
        campaignId: 'c-1',
        name,
        madeAt: at(200),
        planDigest: 'c'.repeat(64),
        head: { seq: 1_234, hash: 'a'.repeat(64) },
        planned: servers,
        late: 0,
        joined: ['BER-DC777'],
        gone: [],
        done: list.filter(({ state }) => state === 'committed').length,
        committedUnproven: 0,
        attempts: list.map(({ server, state }, index) => ({
          server,
          attempt: 1,
          state,
          startedAt: at(index / 10),
          endedAt: state === 'observing' ? null : at(168 + index / 10),
          problem: state === 'reverted' ? 'The migration did not complete in time: Reverted by the service.' : null,
          isDone: state === 'committed',
        })),
        openTasks: 1,
        coverage: {
          servers: list.map(({ server }) => ({
            server,
            intervals: [
              { by: 'v2' as const, from: at(-10), to: at(1) },
              { by: 'v3' as const, from: at(1), to: null },
            ],
            unprotectedSeconds: 0,
          })),
          unprotectedSeconds: 0,
        },
        state: 'running',
        held: null,
        createdAt: at(0),
        createdBy: 'user:anna',
        edition: '2026-03',
        journey: 'sensor-v3',
        plan: {
          author: 'user:anna',
          madeAt: at(-1),
          channel: 'graph',
          demand: 'service',
          people: 1,
          budget: 3,
          cap: 10,
        },
        counts: counted(list),
        waves: waves.map((some, wave) => ({
          name: `wave ${wave + 1}`,
          servers: some.length,
          counts: counted(some),
          openedAt: at(wave * 24),
          passedAt: wave === 2 ? null : at(wave * 24 + 20),
          letBy: null,
          gate: wave === 2 ? null : gate,
        })),
        accepted: [{ name: 'BER-DC10', by: 'user:olga', because: 'Load was the cause', at: at(5) }],
        approvals: [
          {
            person: 'user:ben',
            decision: 'approve',
            wave: 0,
            at: at(-0.5),
            until: at(100),
            comment: null,
            ticket: 'CHG1',
            withdrawnAt: null,
          },
        ],
        tasks: [
          { title: 'Configure RPC auditing for BER-DC1', kind: 'aftercare-rpc-auditing', openedAt: at(3), dueAt: null },
        ],
        proofs: list.map(({ server }) => ({
          server,
          attempt: 1,
          proofs: [
            {
              title: 'The service reports v3.x',
              verdict: 'pass' as const,
              isRequired: true,
              summary: 'Up to date, 3.0.8.1.',
            },
          ],
        })),
        history: [{ id: '7.0', at: at(0), sentence: 'user:anna started the campaign berlin.' }],
        commitsByDay: [
          { day: '2026-04-06', servers: 70 },
          { day: '2026-04-07', servers: 26 },
        ],
        statesOverTime: [
          { at: at(0), counts: { queued: servers } },
          { at: at(48), counts: { queued: 2, migrating: 4, observing: servers - 6 } },
          { at: at(200), counts: counted(list) },
        ],
      },
    ],
  };
}
