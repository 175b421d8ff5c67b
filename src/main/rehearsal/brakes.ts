import type { CampaignProgress } from '../../domain/campaign/campaign.ts';
import type { LogEvent, LogEventKind } from '../../domain/log.ts';
import type { Brake, BrakeKind } from '../../domain/rehearsal/result.ts';
import type { FaultKind } from '../../twin/faults.ts';
import type { LaidFault } from './fault-orders.ts';
import type { Played } from './run.ts';
import type { Stage } from './stage.ts';

/** Something that held, before it is known which fault it held against. */
type Held = Omit<Brake, 'faults'> & { readonly code?: string | undefined };

const kinds: readonly LogEventKind[] = [
  'move-changed',
  'campaign-changed',
  'reading-changed',
  'commit-passed-unproven',
];
const eventsAtOnce = 2_000;

/** By what a refused or lost call shows: the problem under which readings and requests wait then. */
const signs: Partial<Record<FaultKind, string>> = {
  'throttle-with-retry-after': 'connection-throttled',
  'throttle-without-retry-after': 'connection-throttled',
  'service-unavailable-503': 'connection-unavailable',
  timeout: 'connection-timed-out',
  'connection-reset': 'connection-unreachable',
  'token-expired': 'connection-credential-refused',
  'consent-revoked': 'connection-permission-missing',
};

/**
 * Everything that held a server or the campaign, from the log that the engine wrote, with the faults it held against: of a server those that
 * were laid on it, of a call those that show so.
 */
export async function brakesOf(stage: Stage, played: Played): Promise<readonly Brake[]> {
  const held = await heldIn(stage, played);
  const together = new Map<string, Held & { servers: string[] }>();
  for (const one of held) {
    const key = JSON.stringify([one.kind, one.code, one.detail]);
    const known = together.get(key);
    if (known) known.servers.push(...one.servers);
    else together.set(key, { ...one, servers: [...one.servers] });
  }
  const fired = stage.twin.faultsFired();
  return [...together.values()].map(({ code, servers, ...brake }) => {
    const names = [...new Set(servers)].sort();
    return { ...brake, servers: names, faults: faultsBehind(played.faults, names, code, fired) };
  });
}

function faultsBehind(
  laid: readonly LaidFault[],
  servers: readonly string[],
  code: string | undefined,
  fired: Readonly<Record<FaultKind, number>>,
): readonly string[] {
  const own = laid.filter(({ kind, server }) =>
    server === null ? code !== undefined && signs[kind] === code : servers.includes(server),
  );
  return [...new Set(own.filter(({ kind }) => fired[kind] > 0).map(({ kind }) => kind))].sort();
}

async function heldIn({ store, tenantId }: Stage, { names, campaignId }: Played): Promise<readonly Held[]> {
  const held: Held[] = [];
  const undeclared = new Set<string>();
  let tripAt: number | undefined;
  for (let afterSeq = 0, isLast = false; !isLast; ) {
    const events = await store.events(tenantId, { afterSeq, kinds }, eventsAtOnce);
    for (const event of events) {
      if (event.kind === 'move-changed') held.push(...ofMove(event, names));
      else if (event.kind === 'reading-changed') held.push(...ofReading(event));
      else if (event.kind === 'commit-passed-unproven') undeclared.add(event.subjectId);
      else if (event.subjectId === campaignId) {
        const { progress } = event.payload as unknown as { progress: CampaignProgress };
        const isNew = progress.steering.kind === 'tripped' && progress.steering.since !== tripAt;
        if (progress.steering.kind === 'tripped') tripAt = progress.steering.since;
        held.push(...ofCampaign(event, progress, isNew, undeclared.size > 0));
      }
    }
    isLast = events.length < eventsAtOnce;
    afterSeq = events.at(-1)?.seq ?? afterSeq;
  }
  return held;
}

interface MovePayload {
  readonly hostId: string;
  readonly event: { readonly kind: string; readonly origin?: string } | null;
  readonly state: { readonly kind: string; readonly problem?: { readonly detail: string } };
  readonly waitingFor: string | null;
}

/** What is asked before a start, what an attempt came to, and what the plan does when nobody decides. */
function ofMove({ at, payload }: LogEvent, names: ReadonlyMap<string, string>): readonly Held[] {
  const { hostId, event, state, waitingFor } = payload as unknown as MovePayload;
  const servers = [names.get(hostId) ?? hostId];
  if (state.kind === 'queued' && (waitingFor === 'not-eligible' || waitingFor === 'evidence-missing'))
    return [{ kind: 'last-look', at, detail: waitingFor, servers }];
  if (event === null) return [];
  const isEnd = (state.kind === 'reverted' || state.kind === 'failed') && !quietEvents.has(event.kind);
  if (isEnd) return [{ kind: 'deadline', at, detail: state.problem?.detail ?? state.kind, servers }];
  if (event.kind === 'rollback-asked')
    return [{ kind: 'commit-guard', at, detail: 'Evidence was missing, and the way back was asked for.', servers }];
  if (event.kind === 'commit-allowed' && event.origin === 'plan')
    return [{ kind: 'commit-guard', at, detail: 'Evidence was missing, and the plan let it be committed.', servers }];
  return [];
}

/** What happens to an attempt after it ended. */
const quietEvents = new Set(['acknowledged', 'protected-again', 'seen']);

function ofReading({ at, payload }: LogEvent): readonly Held[] {
  const { code, resource } = payload as { code: string | null; resource: string };
  return code === null ? [] : [{ kind: 'reading', at, code, detail: `${resource}: ${code}`, servers: [] }];
}

function ofCampaign(
  { at }: LogEvent,
  progress: CampaignProgress,
  isNewTrip: boolean,
  hasUndeclared: boolean,
): readonly Held[] {
  const { steering, waves, openWave } = progress;
  if (steering.kind === 'tripped' && isNewTrip) {
    const isOfGate = waves.some(({ gate }) => gate?.verdict === 'fail' && gate.judgedAt === steering.since);
    const kind: BrakeKind = isOfGate ? 'gate' : hasUndeclared ? 'undeclared-commit' : 'failure-budget';
    return [{ kind, at, detail: steering.because, servers: steering.names }];
  }
  const gate = waves[openWave - 1]?.gate;
  if (gate?.verdict !== 'inconclusive' || gate.judgedAt !== at || gate.unresolved.length === 0) return [];
  return [{ kind: 'gate', at, detail: `The gate after wave ${openWave}: ${gate.summary}`, servers: gate.unresolved }];
}
