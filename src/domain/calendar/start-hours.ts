import type { Calendar } from './calendar.ts';
import { type OpeningHoursReading, openingHoursOf } from './opening-hours.ts';

/** Whose calendars hold for a start: those of its plan, and those of its tenant whatever a plan says. */
export interface StartCalendars {
  readonly plan: readonly Calendar[];
  readonly tenant: readonly Calendar[] | undefined;
}

/**
 * When starts are allowed: while all calendars of both are open. Each is read by itself, for both may have one of the same name; those of the plan come
 * first, so that days are counted in its zone.
 */
export function startHoursOf({ plan, tenant = [] }: StartCalendars): OpeningHoursReading {
  const [ofPlan, ofTenant] = [openingHoursOf(plan), openingHoursOf(tenant)];
  if (!ofPlan.ok) return ofPlan;
  if (!ofTenant.ok) return ofTenant;
  return { ok: true, hours: { calendars: [...ofPlan.hours.calendars, ...ofTenant.hours.calendars] } };
}
