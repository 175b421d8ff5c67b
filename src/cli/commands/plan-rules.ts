import type { z } from 'zod';
import { rulesRequest } from '../../contract/campaign-rules.ts';
import type { Given, Invocation } from '../command.ts';
import { usageProblem } from '../problem.ts';
import { calendarsGiven, calendarsOver } from './plan-calendars.ts';
import { readShaped } from './plan-file.ts';
import { conditionGiven, shareGiven } from './plan-gate.ts';

type Rules = z.infer<typeof rulesRequest>;
type Waiver = NonNullable<NonNullable<Rules['floor']>['waivers']>[number];

const most = 1_000_000;

/**
 * The rules of the file with those of the flags above them; undefined when nothing was said. A flag takes the place of what the file says of the
 * same thing, and of nothing else: leaving a flag away never makes a plan laxer than its file.
 */
export async function rulesGiven(invocation: Pick<Invocation, 'given' | 'io'>): Promise<Rules | undefined> {
  const { given, io } = invocation;
  const path = given.text('rules');
  const file = path === undefined ? {} : await readShaped(io, path, 'rules of a plan', rulesRequest);
  const rules: Rules = {
    caps: said({ ...file.caps, ...capsGiven(given) }),
    floor: said({
      ...file.floor,
      ...floorGiven(given),
      waivers: waiversOver(file.floor?.waivers, waiversGiven(given)),
    }),
    budget: said({ ...file.budget, ...said({ failures: given.whole('failures', 0, most) }) }),
    gate: gateOver(file.gate, given),
    calendars: calendarsOver(file.calendars, await calendarsGiven(invocation)),
    commitGuard: file.commitGuard,
    approval: said({ ...file.approval, ...said({ people: given.whole('approvals', 0, 10) }) }),
  };
  return said(rules);
}

/** Without what is undefined; undefined itself when nothing is left. */
function said<T extends object>(members: T): T | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

function capsGiven(given: Given): Rules['caps'] {
  return said({
    inFlight: given.whole('cap', 1, 1_000),
    perSite: given.whole('perSite', 1, most),
    perDomain: given.whole('perDomain', 1, most),
    startsPerDay: given.whole('startsPerDay', 1, most),
    commitsPerDay: given.whole('commitsPerDay', 1, most),
    blastRadius: given.whole('blastRadius', 1, most),
    spreadMs: given.durationMs('spread'),
  });
}

/** A number and a share may both be given: the larger of the two counts. */
function floorGiven(given: Given): Rules['floor'] {
  const floor: { servers?: number; share?: number } = {};
  for (const word of given.list('floor')) {
    const share = shareGiven(word);
    if (share !== undefined) floor.share = share;
    else if (/^\d{1,6}$/.test(word)) floor.servers = Number(word);
    else throw usageProblem(`--floor is "${word}".`, 'Give a number of servers (2) or a share of them (50%).');
  }
  return floor;
}

/** `site:NAME=UNTIL`, all of one line for the same reason. */
function waiversGiven(given: Given): readonly Waiver[] {
  const because = given.text('because')?.trim() ?? '';
  const words = given.list('waive');
  if (words.length > 0 && because === '')
    throw usageProblem('--waive needs a reason.', 'Say with --because why the site may be without a second server.');
  if (words.length === 0 && because !== '')
    throw usageProblem('--because is given without --waive.', 'It is the reason of a waiver; leave it out.');
  return words.map((word): Waiver => {
    const [, of, name, until] = /^(site|domain):(.+)=([^=]+)$/.exec(word) ?? [];
    const expiresAt = instantGiven(until ?? '');
    if ((of !== 'site' && of !== 'domain') || name === undefined || expiresAt === undefined)
      throw usageProblem(
        `--waive is "${word}".`,
        'Give site:NAME=UNTIL or domain:NAME=UNTIL; UNTIL is a day (2026-12-01, until it begins in UTC) or an instant with its zone (2026-12-01T18:00+01:00).',
      );
    return { of, name, because, expiresAt };
  });
}

/** A day that is not in the calendar, such as 30 February, would be read as another one. */
function instantGiven(text: string): number | undefined {
  const [, day, time, zone] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  const at = time === undefined ? midnight : Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

function waiversOver(file: readonly Waiver[] | undefined, flags: readonly Waiver[]): Waiver[] | undefined {
  if (file === undefined && flags.length === 0) return undefined;
  const isReplaced = (waiver: Waiver) => flags.some((flag) => flag.of === waiver.of && flag.name === waiver.name);
  return [...(file ?? []).filter((waiver) => !isReplaced(waiver)), ...flags];
}

function gateOver(file: Rules['gate'], given: Given): Rules['gate'] {
  const soakMs = given.durationMs('soak');
  const flags = [
    ...given.list('gate').map(conditionGiven),
    ...(soakMs === undefined ? [] : [{ kind: 'soak' as const, ms: soakMs }]),
  ];
  if (file === undefined && flags.length === 0) return undefined;
  const kinds = (file ?? []).map(({ kind }) => kind);
  const replaced = (file ?? []).flatMap((condition, at) => {
    const instead = flags.filter(({ kind }) => kind === condition.kind);
    if (instead.length === 0) return [condition];
    return kinds.indexOf(condition.kind) === at ? instead : [];
  });
  return [...replaced, ...flags.filter(({ kind }) => !kinds.includes(kind))];
}
