import type { Json } from '../../domain/canonical.ts';
import type { RulebookOverride } from '../../domain/journey.ts';
import type { RuleReader } from '../../domain/rulebook.ts';
import { dayMs, hourMs, minuteMs, parseDuration } from '../../domain/time.ts';
import { parseVersion } from '../../domain/version.ts';
import type { RuleId, RuleValues } from './rulebook.ts';
import type { UpdateBaseline, UpdateBaselines } from './update-baselines.ts';

type OverrideReading =
  | { readonly ok: true; readonly value: RuleValues[RuleId] }
  | { readonly ok: false; readonly fault: string };

/**
 * Reads one override of a tenant, at the door: the rule must exist, the value must have its shape and lie in its bounds, and
 * a reason must be given, because it will stand in every verdict's edition.
 */
export function readOverride(override: RulebookOverride): OverrideReading {
  if (!Object.hasOwn(readers, override.rule)) return { ok: false, fault: `There is no rule "${override.rule}".` };
  const { read, form } = readers[override.rule as RuleId] as RuleForm<RuleValues[RuleId]>;
  if (override.because.trim() === '') return { ok: false, fault: `Say why ${override.rule} is overridden.` };
  const value = read(override.value);
  return value === undefined ? { ok: false, fault: `${override.rule} must be ${form}.` } : { ok: true, value };
}

interface RuleForm<T> {
  readonly read: RuleReader<T>;
  /** The accepted form in words; completes "must be". */
  readonly form: string;
}

const readers: { readonly [K in RuleId]: RuleForm<RuleValues[K]> } = {
  leastV2Version: version('a version such as 2.254.19112.470'),
  leastSenseVersion: version('a version such as 10.8735'),
  leastOsBuild: whole(17_763, 99_999),
  updateBaselines: { read: readBaselines, form: 'an object of least revisions by build, such as {"20348": 4893}' },
  additionalRoles: choice('stay', 'allowed'),
  v2Connection: choice('checked', 'notChecked'),
  typicalMs: duration(minuteMs, dayMs),
  timeoutMs: duration(10 * minuteMs, 2 * dayMs),
  observationMs: duration(hourMs, 60 * dayMs),
  rollback: choice('possible', 'unstated'),
  commit: choice('automatic', 'unstated'),
  startGraceMs: duration(minuteMs, 2 * hourMs),
  serviceVerdictMaxAgeMs: duration(minuteMs, 15 * minuteMs),
  serviceVerdictChecks: texts(),
  v2OnlyHealthIssues: texts(),
  v3OnlyHealthIssues: texts(),
  expectedHealthIssues: texts(),
  rpcAuditingAutomaticFrom: { read: readVersionOrNull, form: 'a version, or null' },
  actionAccount: choice('remove', 'useLocalSystem'),
  highLoadPercent: whole(1, 100),
  clockSkewLimitSeconds: whole(1, 3_600),
  activityWindowMs: duration(minuteMs, dayMs),
  leastActivityPercent: whole(0, 100),
};

function version(form: string): RuleForm<string> {
  return { read: (value) => (typeof value === 'string' && parseVersion(value) ? value : undefined), form };
}

function readVersionOrNull(value: Json): string | null | undefined {
  if (value === null) return null;
  return typeof value === 'string' && parseVersion(value) ? value : undefined;
}

function whole(least: number, most: number): RuleForm<number> {
  return {
    read: (value) => (isWhole(value) && value >= least && value <= most ? value : undefined),
    form: `a whole number from ${least} to ${most}`,
  };
}

function isWhole(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** Accepts milliseconds, or a duration as people write it. */
function duration(leastMs: number, mostMs: number): RuleForm<number> {
  const read = (value: Json): number | undefined => {
    const ms = typeof value === 'string' ? parseDuration(value) : value;
    return isWhole(ms) && ms >= leastMs && ms <= mostMs ? ms : undefined;
  };
  return { read, form: `a duration from ${leastMs} ms to ${mostMs} ms, such as 2h` };
}

function choice<T extends string>(...choices: readonly T[]): RuleForm<T> {
  return { read: (value) => choices.find((one) => one === value), form: choices.join(' or ') };
}

function texts(): RuleForm<readonly string[]> {
  const read = (value: Json): readonly string[] | undefined => {
    if (!Array.isArray(value) || value.length > 200) return undefined;
    const list: readonly Json[] = value;
    return list.every((one) => typeof one === 'string' && one.length <= 200) ? (list as readonly string[]) : undefined;
  };
  return { read, form: 'a list of texts' };
}

/** A tenant may know the revision of an update that we do not; unknown products are named by their build. */
function readBaselines(value: Json): UpdateBaselines | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as { readonly [key: string]: Json | undefined });
  if (entries.length === 0 || entries.length > 20) return undefined;
  const baselines: Record<string, UpdateBaseline> = {};
  for (const [build, least] of entries) {
    if (!/^\d{5}$/.test(build) || !isWhole(least) || least < 1 || least > 999_999) return undefined;
    baselines[build] = {
      product: products[build] ?? `Windows build ${build}`,
      leastRevision: least,
      lastRevisionBefore: least - 1,
      update: `revision ${least}, required by this tenant`,
    };
  }
  return baselines;
}

const products: Readonly<Record<string, string>> = {
  '17763': 'Windows Server 2019',
  '20348': 'Windows Server 2022',
  '26100': 'Windows Server 2025',
};
