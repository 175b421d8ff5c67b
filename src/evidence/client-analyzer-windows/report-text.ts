import { isDamaged } from '../damage.ts';
import type { Finding } from './findings.ts';
import type { ReportField } from './report-xml.ts';
import type { LocalTime } from './run-time.ts';
import { UrlLog } from './url-log.ts';

/** What `MDEClientAnalyzer.txt` says. */
export interface ReportText {
  readonly fields: readonly ReportField[];
  readonly findings: readonly Finding[];
  readonly urls: UrlLog;
  /** `Proxy config: Method=Direct, address=`, each wording once. */
  readonly proxyLines: readonly Told[];
  readonly rootIssuers: readonly Told[];
  readonly policyMissing: Told | undefined;
  readonly notOnboarded: Told | undefined;
  /** The earliest time that stands before a finding. */
  readonly firstFindingAt: LocalTime | undefined;
}

export interface Told {
  readonly text: string;
  readonly line: number;
}

/** A line is never that long; the rest of one is not looked at. */
const longestLine = 8_192;
const maxEntries = 5_000;
/** A report has some thousand lines. */
const maxLines = 1_000_000;

/**
 * The text report: facts as `<display name>: <value>`, the connectivity log, findings, certificates. Anything may stand between them.
 * @param fieldNamed what a display name is the name of, folded as `foldedName` does.
 */
export function readReportText(
  text: string,
  fieldNamed: ReadonlyMap<string, Pick<ReportField, 'section' | 'tag' | 'displayName'>>,
): ReportText {
  const fields: ReportField[] = [];
  const findings: Finding[] = [];
  const urls = new UrlLog();
  urls.isDamaged = isDamaged(text);
  const proxyLines = new Map<string, Told>();
  const rootIssuers = new Map<string, Told>();
  let policyMissing: Told | undefined;
  let notOnboarded: Told | undefined;
  let firstFindingAt: LocalTime | undefined;
  let expectsIssuer = false;
  for (const { line, number } of linesOf(text)) {
    if (number > maxLines) {
      // What was tested behind this is not known.
      urls.isClosed = false;
      break;
    }
    if (urls.read(line, number)) continue;
    const told = line.trim();
    if (told === '') continue;
    if (expectsIssuer) addOnce(rootIssuers, told, number);
    const issuer = /^The root issuer for \S{0,2048} {0,2}is\s?:(.*)$/i.exec(told);
    expectsIssuer = issuer !== null && issuer[1]?.trim() === '';
    if (issuer !== null && !expectsIssuer) addOnce(rootIssuers, issuer[1]?.trim() ?? '', number);
    if (/^Proxy config: ?Method/i.test(told)) addOnce(proxyLines, told, number);
    if (told.includes('OnboardingInfo could not be found in the registry'))
      policyMissing ??= { text: told, line: number };
    if (/^Device is: {0,2}not onboarded/i.test(told)) notOnboarded ??= { text: told, line: number };
    const finding = findingOf(told, number);
    if (finding !== undefined) {
      if (findings.length < maxEntries) findings.push(finding);
      const at = Date.parse(`${told.slice(0, 10)}T${told.slice(11, 20)}`);
      if (!Number.isNaN(at)) firstFindingAt = Math.min(at, firstFindingAt ?? at);
    }
    const field = finding === undefined ? fieldOf(told, number, fieldNamed) : undefined;
    if (field !== undefined && fields.length < maxEntries) fields.push(field);
  }
  return {
    fields,
    findings,
    urls,
    proxyLines: [...proxyLines.values()],
    rootIssuers: [...rootIssuers.values()],
    policyMissing,
    notOnboarded,
    firstFindingAt,
  };
}

/** Display names in the form in which they are compared: some end in a colon and a blank of their own. */
export function foldedName(name: string): string {
  return name.replace(/[:\s]{1,8}$/, '').toLowerCase();
}

function addOnce(all: Map<string, Told>, text: string, line: number): void {
  if (all.size < 50 && !all.has(text)) all.set(text, { text, line });
}

function fieldOf(
  line: string,
  number: number,
  fieldNamed: ReadonlyMap<string, Pick<ReportField, 'section' | 'tag' | 'displayName'>>,
): ReportField | undefined {
  const colon = line.indexOf(':');
  if (colon < 0 || colon > 100) return undefined;
  const field = fieldNamed.get(line.slice(0, colon).trim().toLowerCase());
  if (field === undefined) return undefined;
  return {
    ...field,
    value: line
      .slice(colon + 1)
      .replace(/^\s{0,4}:/, '')
      .trim(),
    line: number,
  };
}

/** `2026-09-14 08:12:30Z [Warning] EDRCloud CnC 131013: text`. Its time has a Z and is the host's own nevertheless: PowerShell's "u" converts nothing. */
function findingOf(line: string, number: number): Finding | undefined {
  const parts = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}Z \[([^\]]{1,32})\] (.{0,100}?) ?(\d{4,8}): ?(.*)$/.exec(line);
  if (parts === null) return undefined;
  const [, severity = '', check = '', id = '', text = ''] = parts;
  return { id, severity, check, text, line: number };
}

/**
 * Lines with their end. What stands behind the last one was cut off: half a value would be another value. A lone carriage return ends a line too,
 * since some notes begin with one.
 */
function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  const ends = /\r\n|\r|\n/g;
  let at = 0;
  for (let number = 1, end = ends.exec(text); end !== null; number++, end = ends.exec(text)) {
    yield { line: text.slice(at, Math.min(end.index, at + longestLine)), number };
    at = ends.lastIndex;
  }
}
