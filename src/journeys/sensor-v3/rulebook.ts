import type { EditionId } from '../../domain/ids.ts';
import type { RulebookOverride } from '../../domain/journey.ts';
import type { Rule, RulePage } from '../../domain/rulebook.ts';
import { dayMs, hourMs, minuteMs } from '../../domain/time.ts';
import { expectedHealthIssues, v2OnlyHealthIssues, v3OnlyHealthIssues } from './health-issues.ts';
import { readOverride } from './rule-overrides.ts';
import { baselinesOfJuly2026, baselinesOfMarch2026, type UpdateBaselines } from './update-baselines.ts';

/** The values of one edition, each with where it comes from. Thresholds are numbers and versions by the time a check sees them. */
export interface RuleValues {
  /** The least sensor v2.x that the service can take over. */
  readonly leastV2Version: string;
  readonly leastSenseVersion: string;
  /** The oldest supported Windows Server, as a build. */
  readonly leastOsBuild: number;
  /** The cumulative update that must be installed, by build branch. */
  readonly updateBaselines: UpdateBaselines;
  /** What becomes of a domain controller that also runs AD FS, AD CS or Entra Connect. */
  readonly additionalRoles: 'stay' | 'allowed';
  /** Whether a silent or unreachable v2.x sensor makes a server not ready. */
  readonly v2Connection: 'checked' | 'notChecked';
  readonly typicalMs: number;
  /** After this time without completion the service reverts the server to v2.x. */
  readonly timeoutMs: number;
  /** How long v3.x is observed before the commit. */
  readonly observationMs: number;
  readonly rollback: 'possible' | 'unstated';
  readonly commit: 'automatic' | 'unstated';
  /** How long an accepted request may take until the service shows Migrating. */
  readonly startGraceMs: number;
  readonly serviceVerdictMaxAgeMs: number;
  /** Checks for which the service's own verdict is accepted when no other evidence is there. */
  readonly serviceVerdictChecks: readonly string[];
  readonly v2OnlyHealthIssues: readonly string[];
  /** Issues that only sensor v3.x can raise: new with it, and no proof that anything became worse. */
  readonly v3OnlyHealthIssues: readonly string[];
  /** New issues that a mixed estate brings with it and that say nothing about the sensor. */
  readonly expectedHealthIssues: readonly string[];
  /** From which sensor version RPC auditing needs no tag; null when every version needs one. */
  readonly rpcAuditingAutomaticFrom: string | null;
  readonly actionAccount: 'remove' | 'useLocalSystem';
  readonly highLoadPercent: number;
  readonly clockSkewLimitSeconds: number;
  /** The window that `activity.events1h` counts; a count that reaches back before the switch proves nothing. */
  readonly activityWindowMs: number;
  /** Below this share of the events before the switch, coverage is not called kept. */
  readonly leastActivityPercent: number;
}

export type RuleId = keyof RuleValues;
export type Rulebook = { readonly [K in RuleId]: Rule<RuleValues[K]> };

const migrationTitle = 'Migrate from Defender for Identity sensor v2 to sensor v3.x';
const missionPage: RulePage = {
  title: migrationTitle,
  page: 'https://learn.microsoft.com/defender-for-identity/deploy/migrate-to-sensor-v3',
  copied: { from: '2026-03', to: '2026-07' },
  seenOn: '2026-11-21',
};
const page20260914: RulePage = {
  title: migrationTitle,
  page: 'https://learn.microsoft.com/defender-for-identity/deploy/migrate-to-sensor-v3',
  datedOn: '2026-09-14',
  seenOn: '2026-11-21',
};
const pageV3: RulePage = {
  title: 'Deploy the Defender for Identity sensor v3.x',
  page: 'https://learn.microsoft.com/defender-for-identity/deploy/deploy-sensor-v3',
  datedOn: '2026-09-23',
  seenOn: '2026-11-21',
};
const pageHealth: RulePage = {
  title: 'Microsoft Defender for Identity health issues',
  page: 'https://learn.microsoft.com/defender-for-identity/health-alerts',
  datedOn: '2026-04-26',
  seenOn: '2026-11-22',
};
const pageReleases: RulePage = {
  title: 'Windows Server release information',
  page: 'https://learn.microsoft.com/windows/release-health/windows-server-release-info',
  datedOn: '2026-05-12',
  seenOn: '2026-11-21',
};

/** The mission's pages, and the default. */
const edition202603: Rulebook = {
  leastV2Version: stated('2.254.19112.470', missionPage),
  leastSenseVersion: stated('10.8735', missionPage),
  leastOsBuild: stated(
    17_763,
    missionPage,
    'Windows Server 2019. A change log of May 2026 called Server 2025 not supported; this page accepts 2019 and later, and July 2026 confirmed it.',
  ),
  updateBaselines: {
    value: baselinesOfMarch2026,
    basis: 'stated',
    sources: [missionPage, pageReleases],
    note: 'The page names one build, 20348.4893, which is Server 2022’s. Numbers of different branches cannot be compared: taken literally it would refuse every 2019 server and pass every 2025 server. The release table gives the same update of 2026-03-10 for the other branches.',
  },
  additionalRoles: stated('stay', missionPage),
  v2Connection: {
    value: 'notChecked',
    basis: 'stated',
    sources: [missionPage],
    note: 'The page lists no such condition.',
  },
  typicalMs: stated(20 * minuteMs, missionPage),
  timeoutMs: stated(2 * hourMs, missionPage),
  observationMs: stated(7 * dayMs, missionPage),
  rollback: stated('possible', missionPage, 'In the portal only; no public API for it is known.'),
  commit: stated('automatic', missionPage),
  startGraceMs: ours(15 * minuteMs, 'No page says how soon an accepted request shows as Migrating.'),
  serviceVerdictMaxAgeMs: ours(15 * minuteMs, 'As long as any reading of Graph is believed.'),
  serviceVerdictChecks: ours(
    ['v2-updater-running', 'sense-running', 'onboarding-policy', 'device-id'],
    'What only the server itself shows (services, registry) and what the page says the service checks before it calls a server ready.',
  ),
  v2OnlyHealthIssues: known(v2OnlyHealthIssues, pageHealth),
  v3OnlyHealthIssues: known(v3OnlyHealthIssues, pageHealth),
  expectedHealthIssues: known(expectedHealthIssues, pageV3),
  rpcAuditingAutomaticFrom: stated(null, missionPage, 'RPC auditing needs the tag of an asset rule.'),
  actionAccount: stated('remove', missionPage),
  highLoadPercent: ours(90, 'The page names high load as a cause and gives no number.'),
  clockSkewLimitSeconds: known(300, pageV3),
  activityWindowMs: ours(hourMs, 'The window of our own query.'),
  leastActivityPercent: ours(5, 'Load differs by hour and day; a fall below a twentieth is more than that.'),
};

/** The pages of September 2026. What they no longer state is marked ours: kept as local policy, promised by nobody. */
const edition202609: Rulebook = {
  ...edition202603,
  leastV2Version: stated('2.254.19112.470', page20260914),
  leastSenseVersion: ours(
    '10.8735',
    'The page now says only that an outdated sensor is not ready; this is the last number it gave.',
  ),
  leastOsBuild: stated(17_763, page20260914),
  updateBaselines: {
    value: baselinesOfJuly2026,
    basis: 'stated',
    sources: [page20260914, pageReleases],
    note: 'The page says July 2026. Only the number for Server 2019 is known, from community posts; for the others a build is refused up to the newest one known to be older, and unknown above it.',
  },
  additionalRoles: stated('allowed', page20260914),
  v2Connection: stated('checked', page20260914),
  typicalMs: stated(20 * minuteMs, page20260914),
  timeoutMs: ours(2 * hourMs, 'No longer stated; kept as the time after which we look and raise an alarm.'),
  observationMs: ours(7 * dayMs, 'No longer stated; kept as the time in which we ask for the proofs.'),
  rollback: ours('unstated', 'No longer stated: none is promised.'),
  commit: ours('unstated', 'No longer stated: the switch itself must be treated as final.'),
  serviceVerdictChecks: ours(
    ['v2-updater-running', 'sense-running', 'onboarding-policy', 'device-id', 'cumulative-update'],
    'As in 2026-03; and the update where its number is not known to us, because the service knows it.',
  ),
  rpcAuditingAutomaticFrom: known('3.0.8', pageV3),
  actionAccount: stated('useLocalSystem', page20260914),
};

/** What a check demands that no value says, by its id. */
const conditionTitles = {
  'domain-controller': 'The server is a domain controller',
  'endpoint-onboarded': 'Defender for Endpoint is deployed on the server',
  'v2-updater-running': 'The service AATPSensorUpdater is running',
  'sense-running': 'The service Sense (MsSense) is running',
  'onboarding-policy': 'The onboarding policy of Defender for Endpoint is in the registry',
  'device-id': 'A device id is registered for the server',
  'identity-match': 'One device record, with the name and the id that the server has now',
  'feature-loss': 'v3.x has neither VPN integration nor syslog notifications',
  'service-agrees': 'Nothing contradicts what the service says',
} as const;
type Conditions = Readonly<Record<keyof typeof conditionTitles, Rule<null>>>;

const conditions202603: Conditions = {
  'domain-controller': stated(null, missionPage),
  'endpoint-onboarded': stated(null, missionPage),
  'v2-updater-running': stated(null, missionPage),
  'sense-running': stated(null, missionPage),
  'onboarding-policy': stated(
    null,
    missionPage,
    'The page names two keys, Status and, below Policies, OnboardingInfo. Both are collected; the one below Policies decides.',
  ),
  'device-id': stated(null, missionPage),
  'identity-match': stated(null, missionPage),
  'feature-loss': stated(null, missionPage),
  'service-agrees': ours(
    null,
    'No page asks for it: where the service and our checks disagree, somebody has old or wrong evidence.',
  ),
};

const conditions202609: Conditions = {
  ...conditions202603,
  'domain-controller': stated(null, page20260914),
  'endpoint-onboarded': stated(null, page20260914),
  'v2-updater-running': stated(null, page20260914),
  'sense-running': stated(null, page20260914),
  'onboarding-policy': known(
    null,
    missionPage,
    'The page of this edition asks for the onboarding and names no key any more.',
  ),
  'device-id': stated(null, page20260914),
  'identity-match': known(null, missionPage, 'No longer on the page of this edition.'),
  'feature-loss': known(null, pageV3),
};

/** What an edition demands of a check without a value, which no tenant can override; undefined where values say all of it. */
export function conditionOf(check: string, edition: EditionId): (Rule<null> & { readonly title: string }) | undefined {
  if (!Object.hasOwn(conditionTitles, check)) return undefined;
  const id = check as keyof typeof conditionTitles;
  return { ...(edition === '2026-03' ? conditions202603 : conditions202609)[id], title: conditionTitles[id] };
}

const rulebooks: Readonly<Record<EditionId, Rulebook>> = { '2026-03': edition202603, '2026-09': edition202609 };

export const editions: readonly EditionId[] = ['2026-03', '2026-09'];

/**
 * The rulebook of an edition with a tenant's overrides.
 * @throws Error on an override that `overrideFault` would have refused: overrides are checked at the door, and a malformed
 * threshold must never quietly become no threshold.
 */
export function rulebookFor(edition: EditionId, overrides: readonly RulebookOverride[]): Rulebook {
  const base = rulebooks[edition];
  if (overrides.length === 0) return base;
  const changed: Record<string, Rule<unknown>> = { ...base };
  for (const override of overrides) {
    const read = readOverride(override);
    if (!read.ok) throw new Error(`The override of ${override.rule} was not checked at the door: ${read.fault}`);
    changed[override.rule] = { value: read.value, basis: 'override', sources: [], note: override.because };
  }
  return changed as unknown as Rulebook;
}

/** The names of rules whose values differ, and of checks that may take the service's word under one of the two alone. */
export function ruleChanges(a: Rulebook, b: Rulebook): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const rule of Object.keys(a) as RuleId[]) if (a[rule].value !== b[rule].value) changed.add(rule);
  const [left, right] = [a.serviceVerdictChecks.value, b.serviceVerdictChecks.value];
  for (const check of left) if (!right.includes(check)) changed.add(check);
  for (const check of right) if (!left.includes(check)) changed.add(check);
  if (changed.has('serviceVerdictMaxAgeMs')) for (const check of [...left, ...right]) changed.add(check);
  return changed;
}

function stated<T>(value: T, page: RulePage, note?: string): Rule<T> {
  return { value, basis: 'stated', sources: [page], note };
}

function known<T>(value: T, page: RulePage, note?: string): Rule<T> {
  return { value, basis: 'known', sources: [page], note };
}

function ours<T>(value: T, note: string): Rule<T> {
  return { value, basis: 'ours', sources: [], note };
}
