import type { Calendar, Weekday } from '../../src/domain/calendar/calendar.ts';
import type { CampaignRules, GateCondition } from '../../src/domain/campaign/rules.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../src/domain/time.ts';
import type { PlanRequest } from '../../src/engine/control.ts';
import { type FaultKind, faultKinds } from '../../src/twin/faults.ts';
import { estateOf as generatedEstate } from '../../src/twin/generated-estate.ts';
import { aServer, type Estate, type OperatingSystemName } from '../../src/twin/server.ts';
import { type Draw, seededDraw } from './draw.ts';
import { type OwnFault, ownFaults } from './own-faults.ts';

/** Everything about one simulated campaign that is not decided by the engine. It follows from the seed alone, and from what a person made smaller. */
export interface Scenario {
  readonly seed: number;
  readonly estate: Estate;
  readonly startAt: Instant;
  /** The longest that it is played; most end by themselves. */
  readonly days: number;
  readonly faults: readonly FaultKind[];
  readonly own: readonly OwnFault[];
  readonly rules: Partial<CampaignRules> & Pick<CampaignRules, 'caps' | 'budget' | 'gate' | 'calendars'>;
  readonly order: NonNullable<PlanRequest['waves']>['order'];
  readonly channel: 'graph' | 'portal';
  readonly demand: 'service' | 'host';
  /** How often the engine looks while servers migrate, while something waits, and while all are only observed. */
  readonly lookEveryMs: { readonly busy: number; readonly waiting: number; readonly observing: number };
  /** How long people take for a task. */
  readonly reactionMs: { readonly least: number; readonly most: number };
}

/** What makes a failing seed smaller; every part is a flag of the command, so that a smaller case is repeated like any other. */
export interface Smaller {
  readonly hosts?: number | undefined;
  readonly days?: number | undefined;
  readonly faults?: readonly string[] | undefined;
}

const fewestHosts = 12;
const mostHosts = 60;
/** Kinds of the cloud and the hosts, and of our own side, that one seed plays: in eleven seeds each has had its turn. */
const faultsASeed = 3;

export function scenarioOf(seed: number, smaller: Smaller = {}): Scenario {
  const draw = seededDraw(seed, 'scenario');
  // Most estates are small: a large one takes five times as long and shows little that a small one does not.
  const hosts = draw.chance(85) ? draw.between(fewestHosts, 24) : draw.between(25, mostHosts);
  const turn = <T>(kinds: readonly T[], count: number) =>
    Array.from({ length: count }, (_, at) => kinds[(seed * count + at) % kinds.length]).flatMap((kind) => kind ?? []);
  const own = turn(ownFaults, 1);
  const faults = turn(faultKinds, faultsASeed);
  const isWanted = (kind: string) => smaller.faults === undefined || smaller.faults.includes(kind);
  const channel = draw.chance(10) ? 'portal' : 'graph';
  return {
    seed,
    estate: estateOf(seed, smaller.hosts ?? hosts, draw),
    // Clocks went forward in the night to Sunday 29 March: with this kind the campaign runs over it.
    startAt: Date.parse(own.includes('daylight-saving-day') ? '2026-03-27T07:00:00Z' : '2026-03-30T06:00:00Z'),
    days: smaller.days ?? 14,
    faults: faults.filter(isWanted),
    own: own.filter(isWanted),
    rules: rulesOf(draw, own),
    order: draw.chance(50)
      ? { kind: 'percent', percent: draw.between(30, 50) }
      : { kind: 'count', hosts: Math.max(3, Math.ceil((smaller.hosts ?? hosts) / 3)) },
    channel,
    demand: draw.chance(20) ? 'host' : 'service',
    lookEveryMs: {
      busy: draw.between(4, 10) * minuteMs,
      waiting: draw.between(20, 45) * minuteMs,
      observing: draw.between(100, 150) * minuteMs,
    },
    reactionMs: draw.chance(80)
      ? { least: 10 * minuteMs, most: 3 * hourMs }
      : { least: hourMs, most: draw.between(12, 36) * hourMs },
  };
}

function rulesOf(draw: Draw, own: readonly OwnFault[]): Scenario['rules'] {
  const inFlight = draw.between(2, 8);
  const gate: GateCondition[] = [{ kind: 'success-share', atLeast: draw.pick([1, 1, 0.75]) }];
  if (draw.chance(60)) gate.push({ kind: 'soak', ms: draw.between(1, 6) * hourMs });
  if (draw.chance(40)) gate.push({ kind: 'health' });
  if (draw.chance(30)) gate.push({ kind: 'detection' });
  if (draw.chance(20)) gate.push({ kind: 'manual', question: 'Do sign-ins work in every site?' });
  const needsApproval = own.includes('approval-withdrawn') || draw.chance(30);
  return {
    caps: {
      inFlight,
      perSite: draw.chance(40) ? draw.between(1, 3) : null,
      perDomain: draw.chance(30) ? draw.between(2, 5) : null,
      startsPerDay: draw.chance(30) ? draw.between(8, 30) : null,
      commitsPerDay: draw.chance(20) ? draw.between(8, 30) : null,
      blastRadius: draw.chance(20) ? draw.between(20, 60) : null,
      spreadMs: draw.chance(30) ? draw.between(5, 30) * minuteMs : 0,
    },
    floor: { servers: draw.pick([1, 1, 2]), share: draw.pick([0, 0.25, 0.5]), waivers: [] },
    budget: { failures: draw.below(4), perStratum: draw.chance(20) ? 1 : null },
    gate,
    calendars: draw.chance(50) ? calendarsOf(draw) : [],
    commitGuard: {
      whenNobodyDecides: draw.pick(['ask-for-rollback', 'let-commit']),
      alarmHours: [72, 48, 24, 6],
    },
    approval: { people: needsApproval ? draw.between(1, 2) : 0, perWave: draw.chance(30), validMs: 7 * dayMs },
  };
}

/** Open when the campaign begins, so that its faults meet it at work. */
function calendarsOf(draw: Draw): CampaignRules['calendars'] {
  const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
  const closed = draw.chance(50)
    ? [{ from: '2026-04-02T00:00', to: '2026-04-03T12:00', because: 'Quarterly closing' }]
    : [];
  const berlin: Calendar = {
    name: 'change window',
    zone: 'Europe/Berlin',
    open: [
      { days: draw.chance(50) ? week : [...week, 'sat', 'sun'], from: '07:30', to: draw.pick(['15:00', '23:30']) },
    ],
    closed,
  };
  const azores: Calendar = { name: 'islands', zone: 'Atlantic/Azores', open: [], closed: [] };
  return draw.chance(40) ? [berlin, azores] : [berlin];
}

const systems: readonly [OperatingSystemName, ...OperatingSystemName[]] = ['ws2022', 'ws2022', 'ws2019', 'ws2025'];

/** Several sites and domains, one site with a single server, and now and then a server that is not ready. */
function estateOf(seed: number, hosts: number, draw: Draw): Estate {
  const sites = Math.max(2, Math.min(6, Math.floor(hosts / 4)));
  const domains = draw.between(2, 3);
  const servers = Array.from({ length: hosts }, (_, at) => {
    const isAlone = at === hosts - 1;
    const site = isAlone ? 'Outpost' : `Site ${(at % sites) + 1}`;
    const name = isAlone ? 'OUT-DC1' : `S${(at % sites) + 1}-DC${Math.floor(at / sites) + 1}`;
    return aServer({
      name,
      // The seed stands in the name, so that one tenant's hosts are known among another's.
      domain: `d${(at % domains) + 1}.seed-${seed}.example`,
      site,
      os: draw.pick(systems),
      seed,
      but: at > 4 && draw.chance(5) ? { senseService: 'stopped' } : {},
    });
  });
  return {
    name: `simulated-${seed}`,
    tenant: { ...generatedEstate({ hosts: 1, seed }).tenant, rpcAuditing: draw.chance(70) },
    servers,
    issues: [],
  };
}
