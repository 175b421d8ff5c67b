import type { Calendar } from '../calendar/calendar.ts';
import type { Instant } from '../time.ts';

/** Everything a plan fixes beyond who goes: what may happen at once, when, after what, and what must never be lower. Part of the plan's digest. */
export interface CampaignRules {
  readonly caps: Caps;
  readonly floor: Floor;
  readonly budget: FailureBudget;
  /** Asked between one wave and the next; all must pass. A wave is never finished without at least the proofs of its moves. */
  readonly gate: readonly GateCondition[];
  /** All must be open for a start. None: always open. */
  readonly calendars: readonly Calendar[];
  readonly commitGuard: CommitGuard;
  readonly approval: ApprovalDemand;
}

/** Most at once; null: no limit of this kind. "In flight" is from requested until verified-protected again; a failed host counts until acknowledged. */
export interface Caps {
  readonly inFlight: number;
  readonly perSite: number | null;
  readonly perDomain: number | null;
  /** Starts and irreversible commits in one day of the first calendar's zone (UTC without a calendar). */
  readonly startsPerDay: number | null;
  readonly commitsPerDay: number | null;
  /** Hosts that may be neither as before nor committed at once: the most that one fault of the new sensor can take. */
  readonly blastRadius: number | null;
  /** Least time between two starts at one site, so that a site is not changed all at once. */
  readonly spreadMs: number;
}

/** What no action may break, per site and per domain (I1): the larger of the two numbers counts, and never less than one. */
export interface Floor {
  /** Verified-protected servers that are not in a disruptive step. */
  readonly servers: number;
  /** Share of the servers of the site or domain, 0 to 1. */
  readonly share: number;
  readonly waivers: readonly FloorWaiver[];
}

/** A person's word that a site or domain with a single server may be without a second one for a while. */
export interface FloorWaiver {
  readonly of: 'site' | 'domain';
  readonly name: string;
  readonly because: string;
  readonly expiresAt: Instant;
}

/** Failures a campaign may have in total, over all its waves and attempts. The one above trips it. */
export interface FailureBudget {
  readonly failures: number;
  /** Of one stratum (site, role, system); null: only the total counts. */
  readonly perStratum: number | null;
}

export type GateCondition =
  /** Share of the wave's hosts whose move is verified, 0 to 1. */
  | { readonly kind: 'success-share'; readonly atLeast: number }
  /** Time that must pass since the last host of the wave was protected by the new sensor. */
  | { readonly kind: 'soak'; readonly ms: number }
  /** No health issue that was not there before, of those that both sensors watch. */
  | {
      readonly kind: 'health';
      /** Titles of issues that only the new sensor watches for, and with which the campaign goes on. Of others the list says nothing. */
      readonly acceptedWatches?: readonly string[] | undefined;
    }
  /** Detections and telemetry after as before. */
  | { readonly kind: 'detection' }
  /** These proofs pass on every host of the wave that is not accepted as failed. */
  | { readonly kind: 'proofs'; readonly proofs: readonly string[] }
  /** A query of `gateQueries` finds no host of the wave. */
  | { readonly kind: 'hunting'; readonly query: string }
  /** A person says so. */
  | { readonly kind: 'manual'; readonly question: string }
  /** One host of the wave was rolled back and moved again. */
  | { readonly kind: 'rollback-drill' };

/** What happens before a server can no longer go back (X-04, I11). */
export interface CommitGuard {
  /** When nobody decides and evidence is missing: a rollback is demanded in time, or the commit is let pass as a recorded decision. */
  readonly whenNobodyDecides: 'ask-for-rollback' | 'let-commit';
  /** Hours before the commit at which somebody is alarmed, descending. */
  readonly alarmHours: readonly number[];
}

export interface ApprovalDemand {
  /** How many people other than the author. */
  readonly people: number;
  readonly perWave: boolean;
  /** How long an approval is good. */
  readonly validMs: number;
}
