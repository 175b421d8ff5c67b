import type { GateCondition } from '../campaign/rules.ts';
import { durationInWords, type Instant } from '../time.ts';
import { addUp, type HostFinding, isFresh, type Measured } from './finding.ts';
import { hostsToLookAt, type JudgedHost, type JudgedWave, type WaveView } from './wave-view.ts';

/** Time since the last host was protected by the new sensor, counted from the latest instant at which that can have been. */
export function judgeSoak({ ms }: Extract<GateCondition, { kind: 'soak' }>, wave: JudgedWave): Measured {
  const hosts = hostsToLookAt(wave);
  const title = `Soak of ${durationInWords(ms)}`;
  const measured = addUp(
    title,
    hosts.map((host) => judgeSoakOf(host, ms, wave.view)),
  );
  const ends = hosts.flatMap((host) => (host.protectedByNew === null ? [] : [host.protectedByNew.latest + ms]));
  return measured.waitsFor === 'time' ? { ...measured, lookAgainAt: Math.max(...ends) } : measured;
}

function judgeSoakOf(host: JudgedHost, ms: number, { at, limits }: WaveView): HostFinding {
  const { name, protectedByNew, seenAt } = host;
  if (protectedByNew === null) return notProtectedYet(name);
  const evidenceAt: Instant = seenAt ?? protectedByNew.latest;
  if (seenAt === null || !isFresh(seenAt, at, limits.sightingMs)) {
    // Time in which nobody looked is no soak.
    const detail =
      seenAt === null || seenAt > at ? 'not seen protected' : `last seen protected ${durationInWords(at - seenAt)} ago`;
    return { name, verdict: 'inconclusive', reason: 'sighting-too-old', detail, evidenceAt, waitsFor: 'evidence' };
  }
  const soaked = at - protectedByNew.latest;
  if (soaked >= ms) return { name, verdict: 'pass', reason: '', detail: '', evidenceAt, waitsFor: null };
  const detail = `protected for ${durationInWords(soaked)}`;
  return { name, verdict: 'inconclusive', reason: 'soaking', detail, evidenceAt, waitsFor: 'time' };
}

export function notProtectedYet(name: string): HostFinding {
  return {
    name,
    verdict: 'inconclusive',
    reason: 'not-protected-yet',
    detail: 'not seen protected by the new sensor yet',
    evidenceAt: null,
    waitsFor: 'moves',
  };
}
