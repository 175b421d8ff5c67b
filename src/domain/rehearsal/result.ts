import type { Instant } from '../time.ts';
import type { Course } from './course.ts';

/** What a plan did on a twin, over several seeds. It is kept beside the plan, and its digest binds it. */
export interface Rehearsal {
  readonly schema: 'changeguard.rehearsal/1';
  /** The plan that was rehearsed. */
  readonly planDigest: string;
  readonly planName: string;
  readonly estate: RehearsedEstate;
  /** The facts were those of this instant, and the turned clock began there. */
  readonly startAt: Instant;
  readonly rehearsedBy: string;
  readonly faults: readonly FaultWish[];
  readonly assumptions: readonly Assumption[];
  /** What the stand-ins for people did, and when. */
  readonly policy: readonly string[];
  readonly runs: readonly SeedRun[];
  readonly summary: RehearsalSummary;
  /** Of the first seed; absent in what was rehearsed before courses were kept. Another seed is rehearsed alone, and is then the first. */
  readonly course?: Course | undefined;
}

interface RehearsedEstate {
  /** `mine`: the servers of the plan as they are known; any other: a sample, with the rules of the plan. */
  readonly kind: EstateKind;
  readonly isAnonymous: boolean;
  /** Servers on the twin, and those of them that the plan moves. */
  readonly servers: number;
  readonly moving: number;
}

export type EstateKind = 'mine' | 'bank' | 'hospital' | 'school';

/** `rate`: the share of calls that are hit, or of the servers that move; without it as usual for its kind. */
export interface FaultWish {
  readonly kind: string;
  readonly rate: number;
}

/** Something that nobody told of some servers, or that was known long ago; the twin was given `value`. */
export interface Assumption {
  readonly fact: string;
  readonly value: string;
  readonly why: 'unknown' | 'outdated';
  readonly servers: number;
  /** The first of them. */
  readonly names: readonly string[];
}

/** What one seed came to. */
export interface SeedRun {
  readonly seed: number;
  /** `open`: it was not over when the rehearsal stopped looking. */
  readonly outcome: 'finished' | 'stopped' | 'open';
  /** Why it was stopped, or what it waited for at the end. */
  readonly because: string | null;
  readonly startedAt: Instant | null;
  /** When the last server was protected by its new sensor. */
  readonly switchedAt: Instant | null;
  /** When the campaign ended. */
  readonly finishedAt: Instant | null;
  readonly waves: readonly WaveRun[];
  /** Newest attempt of each server by its state at the end. */
  readonly states: Readonly<Record<string, number>>;
  readonly sites: readonly SiteLow[];
  readonly unprotected: Unprotected;
  readonly faults: readonly FaultRun[];
  readonly brakes: readonly Brake[];
  readonly decisions: readonly Decision[];
  /** The head of the log that the engine wrote: the same seed gives the same. */
  readonly log: { readonly seq: number; readonly hash: string };
}

export interface WaveRun {
  readonly wave: number;
  readonly startedAt: Instant | null;
  /** When its last server was protected by the new sensor. */
  readonly switchedAt: Instant | null;
}

/** The lowest that a site came to. */
export interface SiteLow {
  readonly name: string;
  readonly servers: number;
  /** Servers with a sensor that protected, by the ledger of the twin. */
  readonly protected: number;
  /** Of these, outside of a migration: what the floor of the plan is about. */
  readonly undisturbed: number;
  /** When it was lowest first. */
  readonly at: Instant;
}

/** Time without any protecting sensor, by the ledger of the twin. */
export interface Unprotected {
  readonly seconds: number;
  readonly servers: number;
  /** By what began it: `rollback`, or the name of a fault. */
  readonly causes: readonly { readonly cause: string; readonly seconds: number; readonly servers: number }[];
}

/** What became of one kind of fault. */
export interface FaultRun {
  readonly kind: string;
  /** How often it reached the engine or a migration. */
  readonly fired: number;
  /** Servers that it was laid on; empty where it hits calls. */
  readonly servers: readonly string[];
  /** What stopped it, in the order in which it did; empty where nothing had to. */
  readonly stoppedBy: readonly BrakeKind[];
}

export type BrakeKind = (typeof brakeKinds)[number];
export const brakeKinds = [
  'last-look',
  'reading',
  'deadline',
  'failure-budget',
  'gate',
  'commit-guard',
  'undeclared-commit',
] as const;

/** Something that held a server, or the campaign. */
export interface Brake {
  readonly kind: BrakeKind;
  readonly at: Instant;
  readonly detail: string;
  /** Whom it was about; empty: all. */
  readonly servers: readonly string[];
  /** Kinds of fault that it stopped; empty where it held without one. */
  readonly faults: readonly string[];
}

/** Everything of one kind that a person was asked, and what the stand-in did. */
export interface Decision {
  readonly task: string;
  readonly asked: number;
  /** How often each choice was made; `moot`: it needed no answer any more. What is in none was left open. */
  readonly choices: Readonly<Record<string, number>>;
  readonly firstAt: Instant;
  readonly servers: readonly string[];
}

export interface Range {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Over all seeds. Instants are null where no seed came so far. */
export interface RehearsalSummary {
  readonly seeds: number;
  readonly finished: number;
  readonly startedAt: Range | null;
  readonly switchedAt: Range | null;
  readonly finishedAt: Range | null;
  readonly waves: readonly {
    readonly wave: number;
    readonly startedAt: Range | null;
    readonly switchedAt: Range | null;
  }[];
  /** The lowest of all seeds, lowest first. */
  readonly sites: readonly SiteLow[];
  readonly unprotectedSeconds: Range;
  readonly causes: readonly { readonly cause: string; readonly seconds: Range }[];
  readonly faults: readonly FaultSummary[];
  readonly decisions: readonly { readonly task: string; readonly asked: Range; readonly choices: readonly string[] }[];
}

export interface FaultSummary {
  readonly kind: string;
  readonly fired: number;
  /** In how many seeds each brake stopped it. */
  readonly stoppedBy: readonly { readonly brake: BrakeKind; readonly seeds: number }[];
}
