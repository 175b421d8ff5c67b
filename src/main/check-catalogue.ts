import { checks } from '../journeys/sensor-v3/checks/all.ts';
import { proofTexts } from '../journeys/sensor-v3/proof.ts';
import { reasonTitles } from '../journeys/sensor-v3/reasons.ts';
import { requirementsOf, rulesInWords } from '../journeys/sensor-v3/rule-words.ts';
import type { CheckCatalogue } from '../report/check-catalogue.ts';

/** What the journeys of this version tell people about their checks and proofs. */
export const checkCatalogue: CheckCatalogue = {
  checks: Object.fromEntries(checks.map(({ id, title, verify, owners }) => [id, { title, verify, owners }])),
  reasons: reasonTitles,
  proofs: proofTexts,
  requirements: requirementsOf,
  rules: rulesInWords,
};
