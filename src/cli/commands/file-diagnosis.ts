import type { FileDiagnosis } from '../../contract/file-diagnosis.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural, stateCell } from '../words.ts';

/** More facts than this are only shown on request: what they come to stands above. */
const shownFacts = 30;
const tones = { high: 'bad', medium: 'warn', low: 'dim' } as const;

type Place = NonNullable<FileDiagnosis['facts'][number]['place']>;
type Verdict = FileDiagnosis['verdicts'][number];

/** What a file shows: what is wrong first, then the checks, then what was read and what was not. */
export function showFileDiagnosis(screen: Screen, result: FileDiagnosis, isWhole: boolean): void {
  const asOf = result.asOf === null ? '' : `  as of ${screen.times.at(result.asOf)}`;
  screen.line(
    `${toned('strong', plainText(result.file))}  ${plainText(result.format)}  ${plainText(result.host ?? 'names no host')}${asOf}`,
  );
  for (const finding of result.findings) {
    const tone = tones[finding.severity];
    screen.line(
      `  ${toned(tone, `! ${finding.severity}`)}  ${finding.confidence}  ${plainText(finding.title)}  ${toned('dim', plainText(finding.code))}`,
    );
    screen.prose(plainText(finding.because), '      ');
    showPlaces(screen, finding.evidence);
    screen.prose(plainText(`→ ${finding.remedy}`), '      ');
  }
  showVerdicts(screen, result.verdicts, isWhole);
  showFacts(screen, result.facts, isWhole);
  for (const problem of result.problems) {
    const where = problem.line === undefined ? '' : `line ${problem.line}: `;
    screen.prose(plainText(`! ${where}${problem.detail} (${problem.code})`), '  ');
    if (result.facts.length === 0) screen.prose(plainText(`→ ${problem.remedy}`), '    ');
  }
}

/** What the journeys are called where their checks are shown. */
const journeys: Readonly<Record<string, string>> = {
  'sensor-v3': 'Sensor v3.x',
  streamlined: 'Streamlined connectivity',
};

function showVerdicts(screen: Screen, verdicts: readonly Verdict[], isWhole: boolean): void {
  for (const journey of new Set(verdicts.map((one) => one.journey)))
    showJourney(
      screen,
      journey,
      verdicts.filter((one) => one.journey === journey),
      isWhole,
    );
}

function showJourney(screen: Screen, journey: string, verdicts: readonly Verdict[], isWhole: boolean): void {
  const of = (verdict: Verdict['verdict']) => verdicts.filter((one) => one.verdict === verdict);
  const [passing, failing, unknown] = [of('pass'), of('fail'), of('unknown')];
  const counts = `${passing.length} pass, ${failing.length} fail, ${unknown.length} unknown`;
  screen.line(
    toned('strong', `  ${journeys[journey] ?? plainText(journey)}: ${counts}`) +
      toned('dim', ` (edition ${verdicts[0]?.edition ?? ''})`),
  );
  for (const verdict of [...failing, ...(isWhole ? unknown : [])]) showVerdict(screen, verdict);
  for (const verdict of passing) {
    const cell = stateCell(stateWords.verdict, 'pass');
    screen.prose(`${toned(cell.tone, cell.text)}  ${plainText(`${verdict.title}: ${verdict.summary}`)}`, '  ');
    if (isWhole) showPlaces(screen, verdict.evidence);
  }
  if (!isWhole) showUnknown(screen, unknown);
}

function showVerdict(screen: Screen, verdict: Verdict): void {
  const cell = stateCell(stateWords.verdict, verdict.verdict);
  screen.line(
    `  ${toned(cell.tone, cell.text)}  ${plainText(verdict.title)}  ${toned('dim', plainText(verdict.reason))}`,
  );
  screen.prose(plainText(verdict.summary), '      ');
  showPlaces(screen, verdict.evidence);
  const next = verdict.howToGet ?? verdict.remedy;
  if (next !== undefined) screen.prose(plainText(`→ ${next}`), '      ');
}

/** What is unknown for the same want of evidence is one line: a person gets it once. */
function showUnknown(screen: Screen, unknown: readonly Verdict[]): void {
  const byWay = new Map<string, string[]>();
  for (const { title, howToGet, summary } of unknown) {
    const way = howToGet ?? summary;
    byWay.set(way, [...(byWay.get(way) ?? []), title]);
  }
  for (const [way, titles] of byWay) {
    const cell = stateCell(stateWords.verdict, 'unknown');
    screen.prose(`${toned(cell.tone, cell.text)}  ${plainText(titles.join('; '))}`, '  ');
    screen.prose(plainText(`→ ${way}`), '      ');
  }
}

function showFacts(screen: Screen, facts: FileDiagnosis['facts'], isWhole: boolean): void {
  const shown = isWhole ? facts : facts.slice(0, shownFacts);
  if (shown.length > 0)
    screen.table(
      [
        { title: 'Fact', cell: (fact) => fact.key, min: 20 },
        { title: 'Value', cell: (fact) => valueInWords(fact.value), min: 10 },
        { title: 'Where', cell: (fact) => placeInWords(fact.place ?? {}), min: 8 },
      ],
      shown,
    );
  const more = facts.length - shown.length;
  screen.line(`  ${plural(facts.length, 'fact')} read${more > 0 ? `, ${more} not shown (--all shows them)` : ''}.`);
}

/** Where in the file it stands, so that a person can look; what has no place of its own is the file itself. */
function showPlaces(screen: Screen, evidence: readonly ({ key: string } & Place)[]): void {
  const placed = evidence.map((one) => ({ key: one.key, where: placeInWords(one) })).filter((one) => one.where !== '');
  if (placed.length > 0)
    screen.prose(plainText(`seen: ${placed.map((one) => `${one.key} (${one.where})`).join(', ')}`), '      ');
}

function placeInWords({ member, line, record }: Place): string {
  const parts = [
    member ?? '',
    line === undefined ? '' : `line ${line}`,
    record === undefined ? '' : `record ${record}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function valueInWords(value: FileDiagnosis['facts'][number]['value']): string {
  if (value === null) return 'not there';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join('; ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
