import { leftOutTitle, type Passage } from '../contract/passage.ts';
import type { PlanClause, PlanPassage, PlanValue } from '../contract/plan-words.ts';
import type { LeftOut } from '../contract/plans.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { HeldHosts } from '../domain/plan/pace.ts';
import { isFinalFromStart, type LowestCoverage, type Span, type WavePrediction } from '../domain/plan/prediction.ts';
import type { ExcludedHost, PlannedWave } from '../domain/plan/waves.ts';
import type { CheckCatalogue } from './check-catalogue.ts';
import { leftOutShape, whyLeftOut } from './left-out.ts';
import { nextOpenings } from './openings.ts';
import { atOf, inEnglish, inside, said, type Tell, type UnsaidLine } from './plan-english.ts';
import { groupClause, percentOf, plural, rulesLines } from './rules-text.ts';
import { waitInWords } from './wait.ts';

/** More than this of one kind is no reading; `--json` has everything. */
const mostShown = 20;
const mostWaves = 50;

/** A plan as people read it before they approve it: who goes when, how low coverage gets, what cannot be undone from when, who is left out, what holds. */
export function planPassages(plan: Plan, tell: Tell, catalogue: CheckCatalogue): readonly Passage[] {
  return [
    ...planStory(plan, tell).map(({ title, lines }) => ({
      title: title.text,
      lines: lines.map(({ text, isDeeper }) => (isDeeper ? `  ${text}` : text)),
    })),
    ...exclusions(plan.excluded, catalogue),
  ];
}

/** The same in clauses beside the sentences, but for who is left out: that has a form of its own. */
export function planStory(plan: Plan, tell: Tell): readonly PlanPassage[] {
  const predicted = plan.prediction.waves;
  const { waves } = plan;
  const passages = [
    passage(headLine(plan), originLines(plan)),
    passage(titled('who-when'), [
      ...waves.slice(0, mostWaves).flatMap((wave, at) => waveLines(wave, at, predicted[at])),
      ...moreWaves(waves.length),
    ]),
    passage(titled('how-low'), coverageLines(predicted)),
    passage(titled('starts-allowed'), nextOpenings(plan.rules.calendars, plan.createdAt)),
    passage(titled('no-way-back'), [
      ...predicted.slice(0, mostWaves).map((wave, at) => noReturnLine(wave, at, waves.length)),
      ...moreWaves(predicted.length),
    ]),
    // Of one wave there is little to say; more of it would hide what it says.
    passage(titled('what-holds'), rulesLines(plan.rules, waves.length === 1)),
  ];
  return passages
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => ({ title: said(title, tell), lines: lines.map((line) => said(line, tell)) }));
}

function passage(title: UnsaidLine, lines: readonly UnsaidLine[]) {
  return { title, lines };
}

function titled(says: UnsaidLine['says']): UnsaidLine {
  return { says, values: {} };
}

function headLine({ name, waves }: Plan): UnsaidLine {
  const servers = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  return { says: 'head', values: { name, servers, waves: waves.length } };
}

function originLines(plan: Plan): readonly UnsaidLine[] {
  const { journey, edition, channel, demand, joins, author } = plan;
  return [
    { says: 'origin', values: { journey, edition, channel, demand } },
    ...(joins === undefined ? [] : [{ says: 'joins', values: { digest: joins.slice(0, 12) } } as const]),
    { says: 'made', values: { author, at: atOf(plan.createdAt), digest: plan.digest.slice(0, 12) } },
  ];
}

function moreWaves(waves: number): readonly UnsaidLine[] {
  return waves > mostWaves ? [{ says: 'more-waves', values: { count: waves - mostWaves } }] : [];
}

function noReturnLine(wave: WavePrediction, at: number, waves: number): UnsaidLine {
  const first = inside(spanClause(wave.noReturn));
  const all = inside(spanClause(wave.allFinal));
  const values = { first, all, isFinal: isFinalFromStart(wave) ? 'yes' : 'no' };
  return waves === 1 ? { says: 'no-return-only', values } : { says: 'no-return', values: { ...values, wave: at + 1 } };
}

/** "wave 2", or "wave 2 Munich" where it has a name of its own. */
export function waveClause(at: number, name: string): PlanClause {
  const number = at + 1;
  return name === `wave ${number}`
    ? { says: 'wave-number', values: { number } }
    : { says: 'wave-name', values: { number, name } };
}

/** "2026-11-27 14:05 UTC at best, 2026-11-28 08:00 UTC at worst". */
export function spanClause({ earliest, latest }: Span): PlanClause {
  if (earliest === null) return { says: 'never', values: {} };
  if (latest === null) return { says: 'open', values: { earliest: atOf(earliest) } };
  if (earliest === latest) return { says: 'at', values: { earliest: atOf(earliest) } };
  return { says: 'between', values: { earliest: atOf(earliest), latest: atOf(latest) } };
}

function waveLines(wave: PlannedWave, at: number, predicted: WavePrediction | undefined): readonly UnsaidLine[] {
  const names = namesOf(wave.hosts.map((host) => host.name));
  const head: UnsaidLine = {
    says: 'wave',
    values: { wave: inside(waveClause(at, wave.name)), count: wave.hosts.length, ...names },
  };
  if (!predicted) return [head, { says: 'unpredicted', values: {}, isDeeper: true }];
  return [
    head,
    { says: 'starts', values: { span: inside(spanClause(predicted.starts)) }, isDeeper: true },
    { says: 'ends', values: { span: inside(spanClause(predicted.ends)) }, isDeeper: true },
    ...predicted.held.map(
      (held): UnsaidLine => ({ says: 'would-not-start', values: { held: inside(heldClause(held)) }, isDeeper: true }),
    ),
  ];
}

/** "OSL-DC1, waiting for a waiver ... (floor-waiver-missing)". */
export function heldClause({ reason, hosts, names }: HeldHosts): PlanClause {
  const wait: PlanValue = { wait: reason, words: waitInWords(reason) };
  return { says: 'held', values: { names: names.join(', '), more: Math.max(0, hosts - names.length), wait, reason } };
}

/** The lowest over all waves of each site and domain, the worst first. */
function coverageLines(waves: readonly WavePrediction[]): readonly UnsaidLine[] {
  const lowest = new Map<string, { readonly line: UnsaidLine; readonly share: number; readonly text: string }>();
  waves.forEach((wave, at) => {
    const groups = [...named('site', wave.sites), ...named('domain', wave.domains)];
    for (const { of, covered } of groups) {
      const key = JSON.stringify([of, covered.name]);
      const share = covered.servers === 0 ? 0 : covered.lowest / covered.servers;
      const known = lowest.get(key);
      if (known !== undefined && share >= known.share) continue;
      const group = inside(groupClause(of, covered.name));
      const coverage = inside(coverageClause(covered));
      const line: UnsaidLine = { says: 'lowest', values: { group, coverage, wave: waves.length === 1 ? 0 : at + 1 } };
      // No instant is in it, so that its words are the same in every zone.
      lowest.set(key, { line, share, text: inEnglish(line, String) });
    }
  });
  const worstFirst = [...lowest.values()].sort((a, b) => a.share - b.share || (a.text < b.text ? -1 : 1));
  const hidden = worstFirst.length - mostShown;
  return [
    ...worstFirst.slice(0, mostShown).map(({ line }) => line),
    ...(hidden > 0 ? [{ says: 'more-groups', values: { count: hidden } } as const] : []),
  ];
}

function named(of: 'site' | 'domain', groups: readonly LowestCoverage[]) {
  return groups.map((covered) => ({ of, covered }));
}

/** A group with unknown servers shows a range and never the better number alone. */
export function coverageClause({ servers, lowest, unknown, needed }: LowestCoverage): PlanClause {
  const share = (count: number) => percentOf(servers === 0 ? 0 : count / servers);
  const counts = { servers, lowest, unknown, needed };
  const shares = { share: share(lowest), best: share(lowest + unknown) };
  return { says: 'coverage', values: { ...counts, ...shares, isBroken: lowest < needed ? 'yes' : 'no' } };
}

function exclusions(excluded: readonly ExcludedHost[], catalogue: CheckCatalogue): readonly Passage[] {
  if (excluded.length === 0) return [];
  const title = `${leftOutTitle}${plural(excluded.length, 'server')}`;
  return [{ title, lines: leftOutShape(excluded, catalogue).flatMap(reasonLines) }];
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

function namesOf(names: readonly string[]): { readonly names: string; readonly more: number } {
  return { names: names.slice(0, mostShown).join(', '), more: Math.max(0, names.length - mostShown) };
}
