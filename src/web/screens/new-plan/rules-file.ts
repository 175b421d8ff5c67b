import type { PlanRequest } from '../../../contract/campaigns.ts';
import { durationText } from './durations.ts';
import type { GateRow, PlanForm } from './form.ts';

type Rules = NonNullable<PlanRequest['rules']>;

/**
 * What a file of rules says, put into the fields: the file that the command line takes. A member that nobody knows is given back by its name,
 * since a rule that is mistyped would be no rule. @throws when it is no JSON, or of another form.
 */
export function formWithRules(
  form: PlanForm,
  text: string,
): { readonly form: PlanForm; readonly strangers: readonly string[] } {
  const rules = JSON.parse(text) as Rules;
  const { caps = {}, floor = {}, budget = {}, commitGuard = {}, approval = {} } = rules;
  return {
    strangers: strangersIn(rules),
    form: {
      ...form,
      inFlight: typed(caps.inFlight, form.inFlight),
      perSite: typed(caps.perSite, form.perSite),
      perDomain: typed(caps.perDomain, form.perDomain),
      startsPerDay: typed(caps.startsPerDay, form.startsPerDay),
      commitsPerDay: typed(caps.commitsPerDay, form.commitsPerDay),
      blastRadius: typed(caps.blastRadius, form.blastRadius),
      spread: spell(caps.spreadMs, form.spread),
      floorServers: typed(floor.servers, form.floorServers),
      floorShare: percent(floor.share) ?? form.floorShare,
      waivers:
        floor.waivers?.map(({ expiresAt, ...rest }) => ({
          ...rest,
          until: new Date(expiresAt).toISOString().slice(0, 10),
        })) ?? form.waivers,
      failures: typed(budget.failures, form.failures),
      perStratum: typed(budget.perStratum, form.perStratum),
      gate: rules.gate?.map(gateRow) ?? form.gate,
      calendars: rules.calendars ?? form.calendars,
      whenNobodyDecides: commitGuard.whenNobodyDecides ?? form.whenNobodyDecides,
      alarmHours: commitGuard.alarmHours?.join(', ') ?? form.alarmHours,
      people: typed(approval.people, form.people),
      perWave: approval.perWave ?? form.perWave,
      valid: spell(approval.validMs, form.valid),
    },
  };
}

const known: Readonly<Record<string, readonly string[]>> = {
  caps: ['inFlight', 'perSite', 'perDomain', 'startsPerDay', 'commitsPerDay', 'blastRadius', 'spreadMs'],
  floor: ['servers', 'share', 'waivers'],
  budget: ['failures', 'perStratum'],
  gate: [],
  calendars: [],
  commitGuard: ['whenNobodyDecides', 'alarmHours'],
  approval: ['people', 'perWave', 'validMs'],
};

function strangersIn(rules: Rules): readonly string[] {
  return Object.entries(rules).flatMap(([name, value]) => {
    const members = known[name];
    if (members === undefined) return [name];
    const inside = Array.isArray(value) ? [] : Object.keys(value ?? {});
    return inside.filter((member) => !members.includes(member)).map((member) => `${name}.${member}`);
  });
}

function typed(value: number | null | undefined, before: string): string {
  return value === undefined ? before : value === null ? '' : String(value);
}

function spell(ms: number | undefined, before: string): string {
  return ms === undefined ? before : ms === 0 ? '' : durationText(ms);
}

function percent(share: number | undefined): string | undefined {
  return share === undefined ? undefined : share === 0 ? '' : String(Number((share * 100).toFixed(4)));
}

function gateRow(condition: NonNullable<Rules['gate']>[number]): GateRow {
  const { kind } = condition;
  switch (kind) {
    case 'success-share':
      return { kind, value: percent(condition.atLeast) ?? '' };
    case 'soak':
      return { kind, value: durationText(condition.ms) };
    case 'health':
      return { kind, value: (condition.acceptedWatches ?? []).join('; ') };
    case 'proofs':
      return { kind, value: condition.proofs.join(', ') };
    case 'hunting':
      return { kind, value: condition.query };
    case 'manual':
      return { kind, value: condition.question };
    default:
      return { kind, value: '' };
  }
}
