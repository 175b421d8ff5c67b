import { type ProblemList, quoted } from '../reading.ts';
import { classOfFinding, knownFinding } from './finding-catalogue.ts';
import { cutAtWord, textOfHtml, withoutPrivate } from './plain-text.ts';
import type { PutFact } from './run-sheet.ts';

/** One finding as the report has it; `text` may be HTML and may hold what must not be kept. */
export interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly check: string;
  readonly text: string;
  readonly line: number;
}

/** So much of the tool's own words is kept beside the title. */
const longestNote = 300;

/** What one finding alone proves, on top of being listed. None proves anything good: a rule that did not fire may not have run. */
const proofs: Readonly<Record<string, readonly [key: string, value: boolean]>> = {
  110003: ['onboarding.vdi', true],
  121032: ['clock.skewed', true],
  122007: ['clock.skewed', true],
  122043: ['sense.imagePathTampered', true],
  122045: ['tls12.enabled', false],
};

export function putFindings(
  findings: readonly Finding[],
  member: string | undefined,
  put: PutFact,
  problems: ProblemList,
): void {
  const first = findings[0];
  if (first === undefined) return;
  const place = { member, line: first.line };
  const entries = findings.map(entryOf);
  put('analyzer.findings', [...new Set(entries)], place);
  const onConnectivity = entries.filter((_, at) => classOfFinding(findings[at]?.id ?? '')?.about === 'connectivity');
  if (onConnectivity.length > 0) put('connectivity.toolVerdict', [...new Set(onConnectivity)], place);
  for (const finding of findings) {
    const proof = Object.hasOwn(proofs, finding.id) ? proofs[finding.id] : undefined;
    if (proof !== undefined) put(proof[0], proof[1], { member, line: finding.line });
    if (knownFinding(finding.id) === undefined) addUnknown(finding, problems);
  }
}

function addUnknown({ id, line }: Finding, problems: ProblemList): void {
  const digits = classOfFinding(id);
  const meaning =
    digits === undefined
      ? 'its digits do not tell either'
      : `by its digits it is about ${digits.about} (${digits.severity})`;
  problems.addRepeated(`finding ${id}`, 'value-unknown', `Finding ${quoted(id)} is not known; ${meaning}.`, line);
}

/** `id|severity|text`. The bar parts, so it stands nowhere else. */
function entryOf({ id, severity, check, text }: Finding): string {
  const known = knownFinding(id);
  const title = known?.title ?? (wordsOf(withoutPrivate(textOfHtml(check))) || 'Unknown finding');
  const isUseful = known === undefined || known.hasUsefulText === true;
  const note = isUseful ? cutAtWord(wordsOf(withoutPrivate(textOfHtml(text))), longestNote) : '';
  const word = wordsOf(severity).slice(0, 32) || classOfFinding(id)?.severity || 'Unknown';
  return [wordsOf(id).slice(0, 32), word, note === '' ? title : `${title}: ${note}`].join('|');
}

function wordsOf(text: string): string {
  return text.replace(/[|\s]+/g, ' ').trim();
}
