import { classifyFinding } from '../analyzer-finding.ts';
import type { FactSheet } from '../fact-sheet.ts';
import { type ProblemList, quoted } from '../reading.ts';

/** A finding in mde.xml: only its id. */
export interface Finding {
  readonly id: string;
  readonly line: number;
}

/** What the three tests of connectivity are called, and the numbers of their outcomes behind the digit of the platform. */
const tests = [
  { title: 'Command and control', all: '30002', some: '31001', none: '32003' },
  { title: 'Cyber data', all: '30005', some: '31004', none: '32006' },
  { title: 'Antivirus cloud', all: '30008', some: '31007', none: '32009' },
] as const;

/** What the other ids are about, by their digits behind that of the platform. */
const titles: Readonly<Record<string, string>> = {
  '12001': 'The operating system is not supported',
  '10002': 'Processes of Defender for Endpoint run',
  '12002': 'Processes of Defender for Endpoint do not run',
  '11010': 'Other software conflicts',
  '21035': 'Anti-spoofing is ready',
  '21036': 'Anti-spoofing is unstable',
  '20037': 'Anti-spoofing is stable',
  ...Object.fromEntries(
    tests.flatMap(({ title, all, some, none }) => [
      [all, `${title}: all tests passed`],
      [some, `${title}: some tests failed`],
      [none, `${title}: all tests failed`],
    ]),
  ),
};

interface Frame {
  readonly member?: string | undefined;
  /** Texts of events.xml by id; they stand above our own. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: ProblemList;
}

const ranks = ['error', 'warning', 'unknown', 'information'];

/** Puts the findings, known or not: the digits tell what an unknown one is about. */
export function putFindings(findings: readonly Finding[], sheet: FactSheet, { member, texts, problems }: Frame): void {
  const told = new Map<
    string,
    { readonly severity: string; readonly text: string; readonly isConnectivity: boolean }
  >();
  for (const { id, line } of findings) {
    if (told.has(id)) continue;
    const known = classifyFinding(id);
    if (known === undefined)
      problems.addRepeated('finding', 'value-unknown', `The finding ${quoted(id)} has an id of an unknown form.`, line);
    else if (known.platform === 'windows')
      problems.add('evidence-contradictory', `The finding ${id} is one of Windows.`, line);
    else sheet.put('os.family', known.platform, { member, line });
    const title = known === undefined || known.platform === 'windows' ? undefined : titles[id.slice(1)];
    const own = title ?? (known === undefined ? 'unknown' : `${known.category}, number ${known.number}`);
    told.set(id, {
      severity: known?.severity ?? 'unknown',
      text: texts.get(id) ?? own,
      isConnectivity: known?.category === 'connectivity',
    });
  }
  // The worst first: a list is cut when it is too long.
  const sorted = [...told].sort(([, a], [, b]) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity));
  const words = (rows: typeof sorted) => rows.map(([id, { severity, text }]) => `${id}|${severity}|${text}`);
  const place = { member, line: findings[0]?.line };
  sheet.put('analyzer.findings', words(sorted), place);
  const verdicts = sorted.filter(([, { isConnectivity }]) => isConnectivity);
  if (verdicts.length > 0) sheet.put('connectivity.toolVerdict', words(verdicts), place);
}

/**
 * What the tool's own verdicts say together: `true` when all three tests passed, `false` when command and control was not reached at all.
 * Anything between, and two outcomes of one test, decide nothing. Which URLs it asked for they do not tell, so no set of URLs is proved by them.
 */
export function reachOf(findings: readonly Finding[], problems: ProblemList): boolean | undefined {
  const numbers = new Set(findings.filter(({ id }) => /^[23]\d{5}$/.test(id)).map(({ id }) => id.slice(1)));
  const outcomes = tests.map(({ title, ...ids }) => {
    const seen = (['all', 'some', 'none'] as const).filter((outcome) => numbers.has(ids[outcome]));
    if (seen.length > 1) problems.add('evidence-contradictory', `${title} has several outcomes; none was believed.`);
    return seen.length === 1 ? seen[0] : undefined;
  });
  if (outcomes.every((outcome) => outcome === 'all')) return true;
  return outcomes[0] === 'none' ? false : undefined;
}
