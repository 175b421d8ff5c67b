import type { Measured } from './finding.ts';
import type { JudgedWave } from './wave-view.ts';

/** One host of the wave was rolled back and moved again, and is verified now. A drill that failed is what the drill is for. */
export function judgeRollbackDrill({ view, counted }: JudgedWave): Measured {
  const hosts = new Map(counted.map((host) => [host.hostId, host]));
  const drills = view.drills.flatMap((drill) => {
    const host = hosts.get(drill.hostId);
    return host === undefined ? [] : [{ drill, host }];
  });
  const title = 'Rollback drill';
  for (const { drill, host } of drills) {
    if (drill.kind !== 'failed') continue;
    const summary = `${title}: ${host.name} failed it: ${drill.because}.`;
    const evidence = { oldestEvidenceAt: drill.failedAt, unresolved: [host.name] };
    return { verdict: 'fail', reason: 'drill-failed', summary, ...evidence };
  }
  for (const { drill, host } of drills) {
    if (drill.kind !== 'done' || host.standing !== 'verified') continue;
    if (drill.movedAgainAt < drill.rolledBackAt || drill.movedAgainAt > view.at) continue;
    const summary = `${title}: ${host.name} went back and was moved again.`;
    return { verdict: 'pass', reason: '', summary, oldestEvidenceAt: drill.rolledBackAt };
  }
  const unresolved = drills.map(({ host }) => host.name);
  const held = { verdict: 'inconclusive', unresolved } as const;
  return unresolved.length === 0
    ? { ...held, reason: 'drill-missing', summary: `${title}: no host was rolled back yet.`, waitsFor: 'person' }
    : {
        ...held,
        reason: 'host-open',
        summary: `${title}: ${unresolved.join(', ')} on the way, not verified again yet.`,
        waitsFor: 'moves',
      };
}
