import type { PlanRequest } from '../../../contract/campaigns.ts';
import { calendarOf } from '../../parts/calendar-rows.ts';
import type { MessageKey } from '../../words/language.ts';
import { durationMs } from './durations.ts';
import type { GateRow, PlanForm, WaiverRow } from './form.ts';
import { wavesIn } from './waves-text.ts';

type Rules = NonNullable<PlanRequest['rules']>;
type Order = NonNullable<NonNullable<PlanRequest['waves']>['order']>;

/** What cannot be read of the form; `at` is the place by which the API would name it too. */
interface FormFault {
  readonly at: string;
  readonly key: MessageKey;
}

type Reading =
  | { readonly ok: true; readonly request: PlanRequest }
  | { readonly ok: false; readonly faults: readonly FormFault[] };

/** The form as the API takes it. Whether the values make sense is asked there; here they are only read. */
export function requestOf(form: PlanForm): Reading {
  const read = new Reader();
  const rules = said<Rules>({
    caps: said({
      inFlight: read.whole('caps.inFlight', form.inFlight),
      perSite: read.whole('caps.perSite', form.perSite),
      perDomain: read.whole('caps.perDomain', form.perDomain),
      startsPerDay: read.whole('caps.startsPerDay', form.startsPerDay),
      commitsPerDay: read.whole('caps.commitsPerDay', form.commitsPerDay),
      blastRadius: read.whole('caps.blastRadius', form.blastRadius),
      spreadMs: read.duration('caps.spreadMs', form.spread),
    }),
    floor: said({
      servers: read.whole('floor.servers', form.floorServers),
      share: read.share('floor.share', form.floorShare),
      waivers: orNone(form.waivers.map((row, at) => waiverOf(read, row, `floor.waivers.${at}`))),
    }),
    budget: said({
      failures: read.whole('budget.failures', form.failures),
      perStratum: read.whole('budget.perStratum', form.perStratum),
    }),
    gate: orNone(form.gate.map((row, at) => conditionOf(read, row, `gate.${at}`))),
    calendars: orNone(form.calendars.map(calendarOf)),
    commitGuard: said({
      whenNobodyDecides: form.whenNobodyDecides === '' ? undefined : form.whenNobodyDecides,
      alarmHours:
        form.alarmHours.trim() === ''
          ? undefined
          : listed(form.alarmHours).map((hour) => read.number('commitGuard.alarmHours', hour)),
    }),
    approval: said({
      people: read.whole('approval.people', form.people),
      perWave: form.perWave ? true : undefined,
      validMs: read.duration('approval.validMs', form.valid),
    }),
  });
  const waves = { canary: form.canary, strata: [...form.strata], order: orderOf(read, form) };
  if (read.faults.length > 0) return { ok: false, faults: read.faults };
  return {
    ok: true,
    request: {
      selector: form.selector.trim() || 'all',
      demand: form.demand,
      waves,
      ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
      ...(form.channel === '' ? {} : { channel: form.channel }),
      ...(rules === undefined ? {} : { rules }),
    },
  };
}

/** Without what nobody said; undefined itself when nothing is left. */
function said<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

function orNone<T>(rows: T[]): T[] | undefined {
  return rows.length === 0 ? undefined : rows;
}

function listed(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** Reads what is typed and keeps where it could not. A number stands in for what is not one; nothing is sent then. */
class Reader {
  readonly faults: FormFault[] = [];

  whole(at: string, text: string): number | undefined {
    return text.trim() === '' ? undefined : this.number(at, text);
  }

  number(at: string, text: string): number {
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
    return value ?? this.fault(at, 'plan-field.no-number', 0);
  }

  duration(at: string, text: string): number | undefined {
    if (text.trim() === '') return undefined;
    return durationMs(text) ?? this.fault(at, 'plan-field.no-duration', 0);
  }

  /** `90` and `90%` are both ninety of a hundred: the field says that it is about percent. */
  percent(at: string, text: string): number | undefined {
    const [, percent] = /^(\d{1,3}(?:\.\d{1,4})?)\s*%?$/.exec(text.trim()) ?? [];
    if (text.trim() === '') return undefined;
    return percent === undefined || Number(percent) > 100
      ? this.fault(at, 'plan-field.no-percent', 0)
      : Number(percent);
  }

  share(at: string, text: string): number | undefined {
    const percent = this.percent(at, text);
    return percent === undefined ? undefined : percent / 100;
  }

  text(at: string, text: string): string {
    return text.trim() === '' ? this.fault(at, 'plan-field.empty', '') : text.trim();
  }

  fault<T>(at: string, key: MessageKey, instead: T): T {
    this.faults.push({ at, key });
    return instead;
  }
}

function orderOf(read: Reader, form: PlanForm): Order {
  switch (form.order) {
    case 'count':
      return { kind: 'count', hosts: read.number('waves.order.hosts', form.orderHosts) };
    case 'percent':
      return {
        kind: 'percent',
        percent:
          read.percent('waves.order.percent', form.orderPercent) ??
          read.fault('waves.order.percent', 'plan-field.empty', 0),
      };
    case 'explicit':
      return { kind: 'explicit', waves: wavesOf(read, form.orderWaves) };
    default:
      return { kind: form.order };
  }
}

function wavesOf(read: Reader, text: string) {
  const waves = wavesIn(text);
  if (waves.length === 0) read.fault('waves.order.waves', 'plan-field.empty', 0);
  return waves.map(({ name, hosts }) => ({ name, hosts: [...hosts] }));
}

function waiverOf(read: Reader, row: WaiverRow, at: string) {
  const expiresAt = Date.parse(`${row.until}T00:00:00Z`);
  return {
    of: row.of,
    name: read.text(`${at}.name`, row.name),
    because: read.text(`${at}.because`, row.because),
    expiresAt: Number.isNaN(expiresAt) ? read.fault(`${at}.expiresAt`, 'plan-field.empty', 0) : expiresAt,
  };
}

function conditionOf(read: Reader, { kind, value }: GateRow, at: string): NonNullable<Rules['gate']>[number] {
  switch (kind) {
    case 'success-share':
      return { kind, atLeast: read.share(at, value) ?? read.fault(at, 'plan-field.empty', 0) };
    case 'soak':
      return { kind, ms: read.duration(at, value) ?? read.fault(at, 'plan-field.empty', 0) };
    case 'health': {
      const titles = value
        .split(';')
        .map((title) => title.trim())
        .filter(Boolean);
      return titles.length === 0 ? { kind } : { kind, acceptedWatches: titles };
    }
    case 'proofs':
      return { kind, proofs: listed(read.text(at, value)) };
    case 'hunting':
      return { kind, query: read.text(at, value) };
    case 'manual':
      return { kind, question: read.text(at, value) };
    default:
      return { kind };
  }
}
