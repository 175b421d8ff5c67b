import { checks } from '../journeys/sensor-v3/checks/all.ts';
import { reasonTitles } from '../journeys/sensor-v3/reasons.ts';
import type { CheckCatalogue } from './check-catalogue.ts';

/** The texts of the journey sensor-v3 for people. */
export const sensorV3Catalogue: CheckCatalogue = {
  checks: Object.fromEntries(checks.map(({ id, title, verify }) => [id, { title, verify }])),
  reasons: reasonTitles,
};
