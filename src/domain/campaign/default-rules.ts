import { dayMs } from '../time.ts';
import type { CampaignRules } from './rules.ts';

/** How many may be in flight at once when a plan does not say it. */
const defaultInFlight = 10;

/**
 * What holds when a plan does not say otherwise, the safer side of each: one protected server stays in every site and domain, the first failure
 * stops everything, and a commit that nobody decides on is asked back.
 */
export const defaultRules: CampaignRules = {
  caps: {
    inFlight: defaultInFlight,
    perSite: null,
    perDomain: null,
    startsPerDay: null,
    commitsPerDay: null,
    blastRadius: null,
    spreadMs: 0,
  },
  floor: { servers: 1, share: 0, waivers: [] },
  budget: { failures: 0, perStratum: null },
  gate: [],
  calendars: [],
  commitGuard: { whenNobodyDecides: 'ask-for-rollback', alarmHours: [72, 48, 24, 6] },
  // Small teams have nobody to ask; whoever has sets it in the plan.
  approval: { people: 0, perWave: false, validMs: 7 * dayMs },
};
