import type { Campaign } from '../domain/campaign/campaign.ts';
import type { StartObstacle } from '../domain/floor/ledger.ts';
import type { MoveId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { approvalObstacle } from './approvals.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { earlierJourneys } from './earlier-journeys.ts';
import { evaluate } from './evaluate-hosts.ts';
import { knownDocuments } from './known-documents.ts';
import { sightingOf } from './moves.ts';
import type { HostRow, MoveRow, StoredDocument, Tenant } from './ports/store.ts';
import { isStartUndecided } from './start-decisions.ts';

interface Candidate {
  readonly move: MoveRow;
  readonly host: HostRow;
  readonly documents: readonly StoredDocument[];
}

/** What only a look at a server itself tells of one whose turn it is. */
const ownReasons: Readonly<
  Record<Exclude<StartObstacle, 'cap-full'> | 'earlier-journey' | 'not-eligible' | 'evidence-missing', true>
> = {
  'floor-site': true,
  'floor-domain': true,
  'floor-waiver-missing': true,
  'cap-site': true,
  'cap-domain': true,
  'cap-day': true,
  'blast-radius': true,
  spread: true,
  'earlier-journey': true,
  'not-eligible': true,
  'evidence-missing': true,
};

/** Whether the next in line waits for something of its own, which stands until it is looked at again. */
export function hasOwnReason({ waitingFor }: Pick<MoveRow, 'waitingFor'>): boolean {
  return waitingFor !== null && Object.hasOwn(ownReasons, waitingFor);
}

/** How often the next in line are looked at in one pass, when those before them turn out not to be ready. */
const mostRounds = 10;

/**
 * Judges those whose turn it is once more on what is known this instant, by the evidence that this plan demands (I4).
 * One that is not ready, or that a floor or a cap keeps, gives its slot to the next in line: it must not hold up servers that may go.
 */
export async function chooseStarts(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  startable: readonly MoveRow[],
  enter: (host: HostRow) => string | null,
  now: Instant,
) {
  const chosen: Candidate[] = [];
  const refused: { move: MoveRow; waitingFor: string }[] = [];
  const seen: MoveId[] = [];
  // The open one has it, or nothing would be looked at.
  const obstacleOfWave = waveObstacles(context, tenant, campaign, now, [campaign.progress.openWave]);
  let batch = startable;
  for (let round = 0; round < mostRounds && batch.length > 0; round += 1) {
    let free = 0;
    const candidates = await gathered(context, tenant, batch);
    const kept = await earlierJourneys(context, tenant, campaign.journey, candidates, now);
    for (const candidate of candidates) {
      const first = kept.has(candidate.host.hostId) ? 'earlier-journey' : null;
      const waitingFor =
        (await obstacleOfWave(candidate.move.wave)) ??
        startObstacleOf(context, tenant, campaign, candidate, now) ??
        first ??
        enter(candidate.host);
      if (waitingFor === null) chosen.push(candidate);
      else {
        refused.push({ move: candidate.move, waitingFor });
        free += 1;
      }
    }
    seen.push(...batch.map((move) => move.moveId));
    const next = free === 0 ? [] : await context.store.startable(tenant.tenantId, campaign.campaignId, now, seen);
    batch = next.slice(0, free);
  }
  return { chosen, refused };
}

/**
 * What a wave needs of people, asked once a wave. An attempt that an earlier wave left behind needs what its own wave needs, as its request does when it
 * leaves: otherwise it would be granted and withdrawn again and again.
 */
export function waveObstacles(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  now: Instant,
  /** Waves of which it is known that they have it. */
  granted: readonly number[] = [],
) {
  const known = new Map<number, string | null>(granted.map((wave) => [wave, null]));
  return async (wave: number): Promise<string | null> => {
    const found = known.get(wave);
    if (found !== undefined) return found;
    const obstacle = isStartUndecided(context, tenant, campaign, wave)
      ? 'start-undecided'
      : await approvalObstacle(context, tenant.tenantId, campaign, wave, now);
    known.set(wave, obstacle);
    return obstacle;
  };
}

async function gathered(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
): Promise<readonly Candidate[]> {
  const hostIds = moves.map((move) => move.hostId);
  const hosts = new Map((await context.store.hostsById(tenant.tenantId, hostIds)).map((host) => [host.hostId, host]));
  const documents = await knownDocuments(context, tenant.tenantId, hostIds);
  return moves.flatMap((move) => {
    const host = hosts.get(move.hostId);
    return host ? [{ move, host, documents: documents.get(move.hostId) ?? [] }] : [];
  });
}

/** Why a server may not start now, or null. */
export function startObstacleOf(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { host, documents }: Pick<Candidate, 'host' | 'documents'>,
  now: Instant,
): string | null {
  const eligibility = evaluate(context, tenant, campaign.journey, { host, documents }, campaign.plan.demand, now);
  const sighting = sightingOf(host);
  const isStartable =
    sighting !== undefined && journeyOf(context, campaign.journey).isStartable(sighting.migrationState);
  if (eligibility.verdict === 'pass' && isStartable) return null;
  return eligibility.verdict === 'fail' ? 'not-eligible' : 'evidence-missing';
}
