import type { EvidenceAge } from '../../domain/evidence-age.ts';
import type { FactDocument, FactKey, FactValue, Origin, SourceId } from '../../domain/fact.ts';
import type { Host, MigrationState } from '../../domain/host.ts';
import type { HostHold } from '../../domain/host-hold.ts';
import type { EditionId, HostId, JourneyId, MoveId, TenantId } from '../../domain/ids.ts';
import type { RulebookOverride, TenantFacts } from '../../domain/journey.ts';
import type { Instant } from '../../domain/time.ts';
import type { Disposition, Eligibility } from '../../domain/verdict.ts';

export interface Tenant {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
  readonly facts: TenantFacts;
  readonly createdAt: Instant;
  /** Since when nothing is started, read or changed there. */
  readonly archivedAt?: Instant | undefined;
  readonly version: number;
  /** Where the twin is on whose clock it lives, for people; undefined: it lives on the wall clock. */
  readonly twinAt?: string | undefined;
}

export interface TenantStore {
  tenants(): Promise<readonly Tenant[]>;
  tenant(tenantId: TenantId): Promise<Tenant | undefined>;
  /** Says where the twin of a tenant is. It is no part of the log: it says who may work for the tenant, and nothing of it. */
  markTwin(tenantId: TenantId, twinAt: string): Promise<void>;
}

/** A host with everything that lists show; folded from the log except the four marked "derived". */
export interface HostRow extends Host {
  readonly migrationState: MigrationState;
  readonly sensorVersion: string;
  readonly sensorType: string;
  readonly healthStatus: string;
  readonly serviceStatus: string;
  /** When the service was last read about this host; derived. */
  readonly seenAt: Instant | null;
  /**
   * When migration state or sensor generation last changed, as an interval between two readings:
   * after `stateFrom` (null: unknown) and no later than `stateSince`.
   */
  readonly stateFrom: Instant | null;
  readonly stateSince: Instant | null;
  readonly verdict: Eligibility['verdict'] | null;
  readonly disposition: Disposition | null;
  readonly reasons: readonly string[];
  readonly edition: EditionId | null;
  /** Until when the verdict may be used; derived. */
  readonly validUntil: Instant | null;
  /** Digest of the fact documents the verdict was made on; derived. */
  readonly factsDigest: string | null;
  /** A rolled-back host is pinned until a person releases it (I13). */
  readonly isPinned: boolean;
  /** Set while a person holds the host, so that no start of it is sent. */
  readonly hold: HostHold | null;
  /** The state kind of its newest move, and that move; derived by the move's own events. */
  readonly moveState: string | null;
  readonly moveId: MoveId | null;
  readonly version: number;
}

export interface HostFilter {
  readonly migrationState?: readonly MigrationState[] | undefined;
  readonly verdict?: readonly (Eligibility['verdict'] | 'none')[] | undefined;
  readonly disposition?: readonly Disposition[] | undefined;
  readonly site?: readonly string[] | undefined;
  readonly domain?: readonly string[] | undefined;
  readonly moveState?: readonly string[] | undefined;
  readonly reason?: readonly string[] | undefined;
  /** One of these, and no other. */
  readonly onlyReason?: readonly string[] | undefined;
  /** How its site counts it, of all that should be protected; what nobody read since then says nothing. */
  readonly protection?:
    | {
        readonly which: readonly ('protected' | 'unprotected' | 'unknown' | 'inMotion')[];
        readonly seenSince: Instant;
      }
    | undefined;
  /** Its observation ends at the latest in this span, of which the end is no part. */
  readonly commitDue?: { readonly from: Instant; readonly to: Instant } | undefined;
  /** In one of these waves its newest attempt is, by number; `none`: it is in none. */
  readonly wave?: readonly string[] | undefined;
  /** What the required proofs of its newest attempt come to; `none`: none was judged. */
  readonly proof?: readonly ('pass' | 'fail' | 'unknown' | 'none')[] | undefined;
  /** How old the oldest evidence is at `now` that its last verdict cites, whether or not the verdict is in force still. */
  readonly evidenceAge?: { readonly which: readonly EvidenceAge[]; readonly now: Instant } | undefined;
  /** Whom it concerns: the newest attempt is of a campaign that this person began, or an open task about it waits for somebody. Either will do. */
  readonly concern?:
    | { readonly campaignsOf?: string | undefined; readonly hasOpenTask?: boolean | undefined }
    | undefined;
  /** Some document of the host names one of these roles. It may be another one that is believed: whoever needs to know looks at the facts. */
  readonly role?: readonly string[] | undefined;
  /** The same for its Windows build, or a part of the name of its system: lower case, `-` for a space or a hyphen. */
  readonly system?: readonly string[] | undefined;
  /** The same for one of its tags, as a whole: lower case, `-` for a space or a hyphen. */
  readonly tag?: readonly string[] | undefined;
  /** One of these checks fails on it or cannot be told, as last evaluated. */
  readonly check?: readonly string[] | undefined;
  /** Prefix of the short name or the FQDN, without case. */
  readonly search?: string | undefined;
  readonly hostIds?: readonly HostId[] | undefined;
  /** None of these. */
  readonly otherThan?: readonly HostId[] | undefined;
  /** The service named it once, and last before this instant. */
  readonly seenBefore?: Instant | undefined;
  /** Proven eligible and free: nothing is there for which a plan would leave it out (`exclusion`). */
  readonly isAble?: true | undefined;
  /** Short names or FQDNs, without case. */
  readonly names?: readonly string[] | undefined;
  /** And within these: what somebody may see at all. */
  readonly within?: HostFilter | undefined;
}

export interface PageRequest {
  readonly top: number;
  /** Opaque continuation, as the page before gave it. */
  readonly after?: string | undefined;
}

export interface Page<T> {
  readonly value: readonly T[];
  readonly after?: string | undefined;
}

/** A page of hosts: behind the one before by its continuation, or at a place of the list for whoever jumps there. */
export interface HostPageRequest extends PageRequest {
  /** How many hosts of the selection stand before the page; never together with `after`. */
  readonly skip?: number | undefined;
  /** Count the selection, of which nobody keeps the count; costs a look at each of its hosts. */
  readonly isCounted?: boolean | undefined;
  /** By name where nothing is said. */
  readonly order?: HostOrder | undefined;
  /** Up to 5,000 rows instead of 200: for whoever reads a whole list in another order than by name, which is sorted anew for every page. */
  readonly isLong?: boolean | undefined;
}

/** What hosts are sorted by, with a minus from the last to the first; hosts that are alike in it stand by name. */
export type HostOrder =
  `${'' | '-'}${'name' | 'site' | 'domain' | 'state' | 'verdict' | 'health' | 'service' | 'type' | 'seen'}`;

/** A page of hosts. */
export interface HostPage extends Page<HostRow> {
  /** How many hosts the selection has: always known of the whole tenant, and of another selection when it was asked for. */
  readonly total?: number | undefined;
}

export interface HostStore {
  /** In an order, keyset-paged; at most 200 a page. A page at a place goes on by keys too. */
  hosts(tenantId: TenantId, filter: HostFilter, page: HostPageRequest): Promise<HostPage>;
  host(tenantId: TenantId, hostId: HostId): Promise<HostRow | undefined>;
  /** Every host that fits any of the keys; FQDNs lower case, names upper case. For joining what a source says to hosts. */
  hostsByKeys(
    tenantId: TenantId,
    keys: {
      readonly sensorIds: readonly string[];
      readonly fqdns: readonly string[];
      readonly names: readonly string[];
    },
  ): Promise<readonly HostRow[]>;
  /** Many at once, in no order; unknown ids are left out. */
  hostsById(tenantId: TenantId, hostIds: readonly HostId[]): Promise<readonly HostRow[]>;
  /** From a table kept by deltas, so that a million rows cost nothing: counts by migration state, verdict, disposition, and all. */
  hostCounts(tenantId: TenantId): Promise<HostCounts>;
  /** All host ids with their join keys, for readers that match rows to hosts; streamed by pages inside. */
  hostIndex(tenantId: TenantId): Promise<readonly HostKey[]>;
  /** The names of all domains and sites that hosts are in, each once; looks at every host, as `reasonCounts` does. */
  hostPlaces(tenantId: TenantId): Promise<{ readonly domains: readonly string[]; readonly sites: readonly string[] }>;
  /** Eligibility as last evaluated, whole. */
  eligibility(tenantId: TenantId, hostIds: readonly HostId[], journey: JourneyId): Promise<readonly Eligibility[]>;
  /** How many hosts have each reason, and how many have it as the only one. */
  reasonCounts(
    tenantId: TenantId,
  ): Promise<readonly { readonly reason: string; readonly hosts: number; readonly alone: number }[]>;
}

export interface HostKey {
  readonly hostId: HostId;
  readonly name: string;
  readonly fqdn: string;
  readonly sensorId?: string | undefined;
}

export interface HostCounts {
  readonly total: number;
  readonly byMigrationState: Readonly<Record<string, number>>;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly byDisposition: Readonly<Record<string, number>>;
}
/** A document to put; the digest covers source and facts, not the time, so that an unchanged document costs one update of a column. */
export interface FactWrite extends FactDocument {
  readonly digest: string;
  /** The facts as JSON, where they were written out for the digest anyway. */
  readonly text?: string | undefined;
  /** How long the source is believed. A document that had outlived it and is seen again makes its host due, though it says nothing new. */
  readonly maxAgeMs: number;
  /** The list that said it, and that will say it again: see `ListWrite`. A document with a time of its own names none. */
  readonly list?: string | undefined;
}

/** A current document with its content hash. */
export type StoredDocument = Omit<FactWrite, 'maxAgeMs' | 'list' | 'text'>;

/** All of a current document but its facts, which its digest stands for. */
export type DocumentMark = Omit<StoredDocument, 'hostId' | 'facts'>;

/** A host whose verdict must be made again, with all its current documents. */
export interface HostToEvaluate {
  readonly host: HostRow;
  readonly documents: readonly (FactDocument & { readonly digest: string })[];
  readonly factsDigest: string;
}

/** A document kept for good, apart from any host's current ones. */
export interface PinnedDocument {
  readonly digest: string;
  readonly source: SourceId;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  readonly origin?: Origin | undefined;
}

export interface FactStore {
  /** All current documents of these hosts, each with its content hash. */
  documents(tenantId: TenantId, hostIds: readonly HostId[]): Promise<readonly StoredDocument[]>;
  /** The same documents without what they say, in the same order; a host that has none is left out. */
  documentMarks(
    tenantId: TenantId,
    hostIds: readonly HostId[],
  ): Promise<readonly { readonly hostId: HostId; readonly marks: readonly DocumentMark[] }[]>;
  /** Kept documents by their content hashes (those that decisions cite); unknown ones are left out. */
  pinnedDocuments(tenantId: TenantId, digests: readonly string[]): Promise<readonly PinnedDocument[]>;
  /** Hosts with changed documents, and those with a verdict that has run out at `now`; null leaves the latter out. Changed ones first. */
  hostsToEvaluate(tenantId: TenantId, now: Instant | null, limit: number): Promise<readonly HostToEvaluate[]>;
  /**
   * Hosts whose verdict has run out at `now` while their turn may come: they wait in a wave that is open, of a running campaign with a free slot; first in
   * line first. Nobody decides on the verdicts of others.
   */
  hostsInTurn(tenantId: TenantId, now: Instant, limit: number): Promise<readonly HostToEvaluate[]>;
  /**
   * The oldest document that a verdict in force at `now` rests on: it is believed still, and cited. undefined: no verdict that says yes or no is in force,
   * or none of them cites anything.
   */
  oldestEvidence(tenantId: TenantId, now: Instant): Promise<OldestEvidence | undefined>;
  /** Which hosts current documents give these device ids to; lower case, as they are kept. */
  deviceOwners(tenantId: TenantId, deviceIds: readonly string[]): Promise<readonly DeviceOwner[]>;
}

/** The oldest that a decision rests on, and whose. */
export interface OldestEvidence {
  readonly hostId: HostId;
  readonly name: string;
  readonly source: SourceId;
  readonly observedAt: Instant;
}

/** One current document that says that a host has a device id. */
export interface DeviceOwner {
  readonly deviceId: string;
  readonly hostId: HostId;
  readonly fqdn: string;
  readonly source: SourceId;
}
