import type { Json } from '../domain/canonical.ts';
import type { TenantId } from '../domain/ids.ts';
import { genesisHash } from '../domain/log.ts';
import { type LogSeal, placesDigest, SealedPlaces, sealEventKind, sealOf } from '../domain/log-seal.ts';
import { dayMs, type Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { draft } from './events.ts';
import type { ArchiveKeeper, FullLink, Signer } from './ports/log-archive.ts';
import { publishReportKey } from './uses/report-keys.ts';

/** What of an engine a log is sealed with. */
type LogContext = Pick<EngineContext, 'store' | 'clocks' | 'identity' | 'onCommit'>;

/** An archive is made when there is so much to put into it: one a month, and not one an hour. */
const archiveDays = 30;
/** Seals of a tenant are few: one a month. */
const mostSeals = 10_000;

/** The seals of a log, oldest first. */
export async function sealsOf(
  context: Pick<EngineContext, 'store'>,
  tenantId: TenantId,
): Promise<readonly { readonly seal: LogSeal; readonly at: Instant }[]> {
  const about = { subjectType: 'tenant', subjectId: tenantId, kinds: [sealEventKind] };
  const events = await context.store.events(tenantId, about, mostSeals);
  return events.flatMap((event) => {
    const seal = sealOf(event);
    return seal === undefined ? [] : [{ seal, at: event.at }];
  });
}

/**
 * Writes what of a log is older than so many days into a sealed archive, and then takes the entries out that nothing needs any more. What is open, and
 * everything after its beginning, stays. An archive is proved before anything is cut; where this ends in between, there is an archive too many and no entry
 * too few.
 * @returns what was sealed; undefined: there was nothing to seal.
 */
export async function sealLog(
  context: LogContext,
  tenantId: TenantId,
  days: number,
  keeper: ArchiveKeeper,
): Promise<LogSeal | undefined> {
  const { store, identity } = context;
  if ((await store.tenant(tenantId))?.archivedAt !== undefined) return undefined;
  const now = context.clocks.tenantNow(tenantId);
  const before = (await sealsOf(context, tenantId)).at(-1)?.seal;
  const start = { seq: before?.lastSeq ?? 0, hash: before?.hashAfter ?? genesisHash };
  const found = await stretchOf(context, tenantId, start.seq, now - days * dayMs);
  if (found === undefined) return undefined;
  const stretch = { firstSeq: start.seq + 1, lastSeq: found.lastSeq, hashBefore: start.hash, hashAfter: found.hash };
  const signer = await knownSigner(context, tenantId, keeper);
  const full = until(context, tenantId, start.seq, found.lastSeq);
  const written = await keeper.write(tenantId, stretch, full, signer).catch(async (error: unknown) => {
    // Somebody else sealed it while this one wrote, and took away what was to be written.
    if ((await sealsOf(context, tenantId)).at(-1)?.seal.lastSeq !== before?.lastSeq) return undefined;
    throw error;
  });
  if (written === undefined) return undefined;
  const { file, sha256, links, events } = written;
  const seal: LogSeal = {
    file,
    ...stretch,
    from: found.from,
    to: found.to,
    links,
    events,
    sealedLinks: found.places.length,
    sealedEvents: found.entries,
    sealedDigest: placesDigest(found.places, identity.sha256),
    sha256,
    key: signer.key.fingerprint,
  };
  const told = draft(identity, 'engine', {
    kind: sealEventKind,
    subjectType: 'tenant',
    subjectId: tenantId,
    payload: seal as unknown as Json,
  });
  const { places, entries } = found;
  if (!(await store.cutEntries({ tenantId, at: now, places, entries, events: [told] }))) return undefined;
  context.onCommit(tenantId);
  return seal;
}

interface Found {
  readonly lastSeq: number;
  readonly hash: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly places: readonly number[];
  readonly entries: number;
}

/** The stretch behind a link that is old enough, with the links of it that can give their entries away. */
async function stretchOf(
  context: LogContext,
  tenantId: TenantId,
  after: number,
  olderThan: Instant,
): Promise<Found | undefined> {
  const limit = (await context.store.sealLimit(tenantId, olderThan)) ?? Number.POSITIVE_INFINITY;
  const sealed = new SealedPlaces();
  let [first, last]: (FullLink['link'] | undefined)[] = [];
  for await (const { link, events } of context.store.links(tenantId, after)) {
    if (link.at >= olderThan || link.seq >= limit) break;
    // Whoever comes every hour reads one page, and finds that it is too early.
    if (first === undefined && link.at > olderThan - archiveDays * dayMs) return undefined;
    first ??= link;
    last = link;
    sealed.add(link, events);
  }
  const places = sealed.places();
  if (first === undefined || last === undefined || places.length === 0) return undefined;
  return { lastSeq: last.seq, hash: last.hash, from: first.at, to: last.at, places, entries: sealed.events() };
}

async function* until(
  { store }: LogContext,
  tenantId: TenantId,
  after: number,
  last: number,
): AsyncGenerator<FullLink> {
  for await (const full of store.links(tenantId, after)) {
    if (full.link.seq > last) return;
    yield full;
  }
}

/** Whose key the log knows from now on: an archive that is signed with a key that nobody knows proves little. */
async function knownSigner(context: LogContext, tenantId: TenantId, keeper: ArchiveKeeper): Promise<Signer> {
  const signer = await keeper.signer(tenantId);
  const about = { subjectType: 'tenant', subjectId: tenantId, kinds: ['report-key-made'] };
  const known = await context.store.events(tenantId, about, mostSeals);
  const isKnown = known.some(
    ({ payload }) => (payload as { fingerprint?: unknown }).fingerprint === signer.key.fingerprint,
  );
  if (!isKnown) await publishReportKey(context, 'engine', tenantId, signer.key);
  return signer;
}
