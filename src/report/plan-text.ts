import { leftOutTitle, type Passage } from '../contract/passage.ts';
import type { LeftOut } from '../contract/plans.ts';
import { openingHoursOf } from '../domain/calendar/opening-hours.ts';
import { previewOpenings } from '../domain/calendar/preview.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { HeldHosts } from '../domain/plan/pace.ts';
import { isFinalFromStart, type LowestCoverage, type Span, type WavePrediction } from '../domain/plan/prediction.ts';
import type { ExcludedHost, PlannedWave } from '../domain/plan/waves.ts';
import type { Instant } from '../domain/time.ts';
import type { CheckCatalogue } from './check-catalogue.ts';
import { leftOutShape, whyLeftOut } from './left-out.ts';
import { openingLines } from './openings.ts';
import { groupInWords, percent, plural, rulesLines, type Tell } from './rules-text.ts';
import { waitInWords } from './wait.ts';

/** More than this of one kind is no reading; `--json` has everything. */
const mostShown = 20;
const mostWaves = 50;

/** A plan as people read it before they approve it: who goes when, how low coverage gets, what cannot be undone from when, who is left out, what holds. */
export function planPassages(plan: Plan, tell: Tell, catalogue: CheckCatalogue): readonly Passage[] {
  const servers = plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const by = plan.channel === 'graph' ? 'Graph' : 'a task in the portal';
  const evidence = plan.demand === 'host' ? 'the host itself' : 'the service or the host';
  const predicted = plan.prediction.waves;
  return [
    {
      title: `${plan.name}  ${plural(servers, 'server')} in ${plural(plan.waves.length, 'wave')}`,
      lines: [
        `journey ${plan.journey} · edition ${plan.edition} · started by ${by} · evidence of ${evidence}`,
        ...(plan.joins === undefined
          ? []
          : [
              `joins plan ${plan.joins.slice(0, 12)} as a late wave: it begins when the gate behind the last wave has passed`,
            ]),
        `made by ${plan.author}, ${tell(plan.createdAt)} · digest ${plan.digest.slice(0, 12)}`,
      ],
    },
    {
      title: 'Who goes when, if nothing fails',
      lines: [
        ...plan.waves.slice(0, mostWaves).flatMap((wave, at) => waveLines(wave, at, predicted[at], tell)),
        ...moreWaves(plan.waves.length),
      ],
    },
    ...passage('How low coverage gets', coverageLines(predicted)),
    ...passage('When starts are allowed', openingsOf(plan)),
    ...passage('What cannot be undone from when', [
      ...predicted.slice(0, mostWaves).map((wave, at) => noReturnInWords(wave, at, plan.waves.length, tell)),
      ...moreWaves(predicted.length),
    ]),
    // Of one wave there is little to say; more of it would hide what it says.
    { title: 'What holds', lines: rulesLines(plan.rules, tell, plan.waves.length === 1) },
    ...exclusions(plan.excluded, catalogue),
  ];
}

const openingsShown = 5;

/** The next openings of all calendars together, from when the plan was made; nothing where none says when. */
function openingsOf({ rules, createdAt }: Plan): readonly string[] {
  if (rules.calendars.length === 0) return [];
  const reading = openingHoursOf(rules.calendars);
  return reading.ok
    ? openingLines(previewOpenings(reading.hours, createdAt, openingsShown))
    : reading.faults.map((fault) => `! ${fault.message}`);
}

function moreWaves(waves: number): readonly string[] {
  return waves > mostWaves ? [`and ${plural(waves - mostWaves, 'more wave')} (--json shows all)`] : [];
}

function passage(title: string, lines: readonly string[]): readonly Passage[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

function noReturnInWords(wave: WavePrediction, at: number, waves: number, tell: Tell): string {
  const { noReturn, allFinal } = wave;
  const why = isFinalFromStart(wave) ? '; no way back is promised once a server has started' : '';
  const first = `its first server from ${spanInWords(noReturn, tell)}; all of it from ${spanInWords(allFinal, tell)}${why}`;
  return waves === 1 ? first.replace(/^its/, 'The') : `wave ${at + 1}  ${first}`;
}

/** "wave 2", or "wave 2 Munich" where it has a name of its own. */
export function waveInWords(at: number, name: string): string {
  return name === `wave ${at + 1}` ? name : `wave ${at + 1} ${name}`;
}

/** "2026-11-27 14:05 UTC at best, 2026-11-28 08:00 UTC at worst". */
export function spanInWords({ earliest, latest }: Span, tell: Tell): string {
  if (earliest === latest) return atOrNever(earliest, tell);
  if (latest === null) return `${atOrNever(earliest, tell)} at best, at worst never`;
  return `${atOrNever(earliest, tell)} at best, ${atOrNever(latest, tell)} at worst`;
}

function atOrNever(at: Instant | null, tell: Tell): string {
  return at === null ? 'never, as things are' : tell(at);
}

function waveLines(
  wave: PlannedWave,
  at: number,
  predicted: WavePrediction | undefined,
  tell: Tell,
): readonly string[] {
  const head = `${waveInWords(at, wave.name)} (${wave.hosts.length})  ${shortened(wave.hosts.map((host) => host.name))}`;
  if (!predicted) return [head, '  ! Nothing is predicted of it.'];
  return [
    head,
    `  starts ${spanInWords(predicted.starts, tell)}`,
    `  all protected again ${spanInWords(predicted.ends, tell)}`,
    ...predicted.held.map((held) => `  ! would not start: ${heldInWords(held)}`),
  ];
}

/** "OSL-DC1, waiting for a waiver ... (floor-waiver-missing)". */
export function heldInWords({ reason, hosts, names }: HeldHosts): string {
  const more = hosts > names.length ? ` and ${hosts - names.length} more` : '';
  return `${names.join(', ')}${more}, waiting ${waitInWords(reason)} (${reason})`;
}

/** The lowest over all waves of each site and domain, the worst first. */
function coverageLines(waves: readonly WavePrediction[]): readonly string[] {
  const lowest = new Map<string, { readonly text: string; readonly share: number }>();
  waves.forEach((wave, at) => {
    const groups = [...named('site', wave.sites), ...named('domain', wave.domains)];
    for (const { of, said } of groups) {
      const key = JSON.stringify([of, said.name]);
      const share = said.servers === 0 ? 0 : said.lowest / said.servers;
      const known = lowest.get(key);
      if (known === undefined || share < known.share)
        lowest.set(key, {
          text: `${groupInWords(of, said.name)}  ${coverageInWords(said)}${waves.length === 1 ? '' : `, wave ${at + 1}`}`,
          share,
        });
    }
  });
  const worstFirst = [...lowest.values()].sort((a, b) => a.share - b.share || (a.text < b.text ? -1 : 1));
  const hidden = worstFirst.length - mostShown;
  return [
    ...worstFirst.slice(0, mostShown).map(({ text }) => text),
    ...(hidden > 0 ? [`and ${hidden} more, none of them lower (--json shows all)`] : []),
  ];
}

function named(of: 'site' | 'domain', groups: readonly LowestCoverage[]) {
  return groups.map((said) => ({ of, said }));
}

/** A group with unknown servers shows a range and never the better number alone. */
export function coverageInWords({ servers, lowest, unknown, needed }: LowestCoverage): string {
  const share = (count: number) => percent(servers === 0 ? 0 : count / servers);
  const best = unknown === 0 ? '' : `..${share(lowest + unknown)} (${unknown} unknown)`;
  const floor =
    needed === 0
      ? 'no second server stands in'
      : `floor ${needed}${lowest < needed ? ', broken before anything starts' : ''}`;
  return `${lowest} of ${servers} protected, ${share(lowest)}${best}; ${floor}`;
}

function exclusions(excluded: readonly ExcludedHost[], catalogue: CheckCatalogue): readonly Passage[] {
  return passage(
    `${leftOutTitle}${plural(excluded.length, 'server')}`,
    leftOutShape(excluded, catalogue).flatMap(reasonLines),
  );
}

function reasonLines({ reason, title, servers }: LeftOut[number]): readonly string[] {
  const [only] = servers;
  const told = `${title} (${reason})`;
  if (only && servers.length === 1) return [`${only.name}  ${[told, ...whyLeftOut(only)].join(': ')}`];
  return [
    `${told}  ${plural(servers.length, 'server')}`,
    ...servers.slice(0, mostShown).map((server) => `  ${[server.name, ...whyLeftOut(server)].join('  ')}`),
    ...(servers.length > mostShown ? [`  and ${servers.length - mostShown} more (--json shows all)`] : []),
  ];
}

function shortened(names: readonly string[]): string {
  const more = names.length > mostShown ? ` and ${names.length - mostShown} more` : '';
  return `${names.slice(0, mostShown).join(', ')}${more}`;
}
