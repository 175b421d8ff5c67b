import type { PlanRequest } from '../../../contract/campaigns.ts';
import type { CalendarRow } from '../../parts/calendar-rows.ts';

/** A condition of the gate as it is typed: `value` is what stands behind the `=` on the command line. */
export interface GateRow {
  readonly kind: GateKind;
  readonly value: string;
}
export type GateKind = NonNullable<NonNullable<PlanRequest['rules']>['gate']>[number]['kind'];

export interface WaiverRow {
  readonly of: 'site' | 'domain';
  readonly name: string;
  /** A day; the waiver is good until it begins in UTC. */
  readonly until: string;
  readonly because: string;
}

export type OrderKind = 'one' | 'suggested' | 'count' | 'percent' | 'explicit';
export type Stratum = 'system' | 'roles' | 'site' | 'proxy';
export const strata: readonly Stratum[] = ['system', 'roles', 'site', 'proxy'];

/** A plan as it is typed. An empty field says nothing: then the default holds, as it does for an option that is left away on the command line. */
export interface PlanForm {
  readonly selector: string;
  readonly name: string;
  readonly demand: 'service' | 'host';
  readonly channel: '' | 'graph' | 'portal';
  readonly order: OrderKind;
  readonly orderHosts: string;
  readonly orderPercent: string;
  readonly orderWaves: string;
  readonly canary: boolean;
  readonly strata: readonly Stratum[];
  readonly inFlight: string;
  readonly perSite: string;
  readonly perDomain: string;
  readonly startsPerDay: string;
  readonly commitsPerDay: string;
  readonly blastRadius: string;
  readonly spread: string;
  readonly floorServers: string;
  readonly floorShare: string;
  readonly waivers: readonly WaiverRow[];
  readonly failures: string;
  readonly perStratum: string;
  readonly gate: readonly GateRow[];
  readonly calendars: readonly CalendarRow[];
  readonly whenNobodyDecides: '' | 'ask-for-rollback' | 'let-commit';
  readonly alarmHours: string;
  readonly people: string;
  readonly perWave: boolean;
  readonly valid: string;
}

export function emptyForm(selector: string): PlanForm {
  return {
    ...{ selector, name: '', demand: 'service', channel: '' },
    ...{ order: 'one', orderHosts: '', orderPercent: '', orderWaves: '', canary: false },
    strata: ['system', 'roles', 'site'],
    ...{ inFlight: '', perSite: '', perDomain: '', startsPerDay: '', commitsPerDay: '', blastRadius: '', spread: '' },
    ...{ floorServers: '', floorShare: '', waivers: [], failures: '', perStratum: '', gate: [], calendars: [] },
    ...{ whenNobodyDecides: '', alarmHours: '', people: '', perWave: false, valid: '' },
  };
}

export const emptyCondition: GateRow = { kind: 'soak', value: '24h' };
export const emptyWaiver: WaiverRow = { of: 'site', name: '', until: '', because: '' };
