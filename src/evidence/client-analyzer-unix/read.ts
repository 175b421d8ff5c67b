import type { Archive, ArchiveMember } from '../archive.ts';
import { decodeText } from '../decode.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { EvidenceFile, FileFormat } from '../file.ts';
import { isOutput, linesOf } from '../lines.ts';
import { putConnectivity } from '../mdatp-connectivity/facts.ts';
import { testedUrls } from '../mdatp-connectivity/read.ts';
import { textEntries } from '../mdatp-health/entries.ts';
import { putHealth } from '../mdatp-health/facts.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { identityOf, instantOf, putDevice } from './device.ts';
import { putFindings, reachOf } from './findings.ts';
import { type AnalyzerReport, readCatalogue, readReport } from './mde-xml.ts';

/** The result of the Client Analyzer on Linux and macOS (XMDEClientAnalyzer): its archive, or mde.xml out of it. */
export const clientAnalyzerUnix: FileFormat = {
  format: 'client-analyzer-unix',
  title: 'Client Analyzer result of Linux or macOS (ZIP, or mde.xml out of it)',
  recognises: async (file) => (file.isArchive ? isResult(await file.archive()) : isReport(file.head)),
  read: async (file, options, problems) => ({ rows: await readAnalyzer(file, options, problems) }),
};

/** Members beside `health.txt` that only this tool writes. */
const ownMembers = ['health_details_features.txt', 'service_status.txt', 'mde_directories.txt', 'mde_diagnostic.zip'];

function isResult(archive: Archive | undefined): boolean {
  if (archive === undefined) return false;
  if (archive.find('mde.xml') !== undefined) return true;
  return archive.find('health.txt') !== undefined && ownMembers.some((path) => archive.find(path) !== undefined);
}

function isReport(head: string): boolean {
  const begin = head.trimStart().replace(/^<\?xml[^>]{0,200}\?>\s*/, '');
  return /^<mdatp[\s>]/.test(begin) && /<(general|device_info|events)[\s/>]/.test(begin);
}

async function readAnalyzer(
  file: EvidenceFile,
  options: ReadOptions,
  problems: ProblemList,
): Promise<readonly EvidenceRow[]> {
  const archive = await file.archive();
  if (archive === undefined && !isOutput(file.text, problems)) return [];
  const sheet = new FactSheet(problems);
  const text = (path: string) => memberText(archive?.find(path), problems);
  const source = archive === undefined ? { text: file.text, member: undefined } : text('mde.xml');
  if (source === undefined && archive?.find('mde.xml') === undefined)
    problems.add('member-missing', 'mde.xml is missing, so whose result it is and what was found is not known.');
  const report = source && readReport(source.text, problems);
  const catalogue = text('events.xml');
  const texts = catalogue === undefined ? new Map<string, string>() : readCatalogue(catalogue.text, problems);
  if (report !== undefined) putReport(report, sheet, { member: source?.member, texts, problems });
  if (archive !== undefined) putMembers(archive, text, sheet, problems);
  putReach(text('log.txt'), report, sheet, { member: source?.member, problems });
  const observedAt = instantOf(report?.ranAt, options.observedAt, problems);
  if (observedAt === undefined || sheet.size === 0) return [];
  const identity = identityOf(report?.device ?? [], problems);
  if (identity.fqdn !== undefined) sheet.put('host.fqdn', identity.fqdn, { member: source?.member });
  return [sheet.row({ source: 'client-analyzer', ...identity, fileName: options.fileName, observedAt })];
}

interface MemberText {
  readonly text: string;
  readonly member: string | undefined;
}

/** A text member; undefined when it is missing, and with a problem when it is damaged or longer than any output is. */
function memberText(member: ArchiveMember | undefined, problems: ProblemList): MemberText | undefined {
  if (member === undefined) return undefined;
  if (member.size > evidenceLimits.outputLength) {
    problems.add('archive-member-refused', `${quoted(member.path)} has ${member.size} bytes, too many for a text.`);
    return undefined;
  }
  const bytes = member.bytes();
  return bytes === undefined ? undefined : { text: decodeText(bytes), member: member.path };
}

interface Frame {
  readonly member: string | undefined;
  readonly problems: ProblemList;
}

function putReport(
  report: AnalyzerReport,
  sheet: FactSheet,
  frame: Frame & { readonly texts: ReadonlyMap<string, string> },
): void {
  const { member, problems } = frame;
  const { version, ranAt, device, findings } = report;
  if (version !== undefined) sheet.put('analyzer.version', version.text, { member, line: version.line });
  if (ranAt !== undefined) sheet.put('analyzer.ranAt', ranAt.text, { member, line: ranAt.line });
  putDevice(device, sheet, { member, problems });
  if (findings !== undefined) putFindings(findings, sheet, frame);
  else problems.add('text-unread', 'The report has no part with findings.');
}

/** Members that are read beside the report; logs inside archives are not looked into. */
function putMembers(
  archive: Archive,
  text: (path: string) => MemberText | undefined,
  sheet: FactSheet,
  problems: ProblemList,
): void {
  const health = text('health.txt');
  if (health !== undefined)
    putHealth(textEntries(health.text, problems), sheet, { member: health.member, prefix: 'mdatp', problems });
  else if (archive.find('health.txt') === undefined)
    problems.add(
      'member-missing',
      'health.txt is missing; the tool writes it where Defender for Endpoint is installed.',
    );
  const features = text('health_details_features.txt');
  if (features !== undefined)
    putHealth(textEntries(features.text, problems), sheet, {
      member: features.member,
      prefix: 'mdatp.features',
      problems,
    });
  const service = text('service_status.txt');
  if (service !== undefined) putService(service, sheet);
}

/** Only the state that systemd shows: what stands below it are lines of a log. */
function putService({ text, member }: MemberText, sheet: FactSheet): void {
  for (const { text: row, line } of linesOf(text)) {
    const state = /^\s{0,16}Active: ([a-z]{1,16} \([a-z-]{1,24}\))/.exec(row)?.[1];
    if (state === undefined) continue;
    sheet.put('analyzer.serviceStatus', state, { member, line });
    return;
  }
}

/** The lines of the log that tell of single URLs decide; the tool's verdicts speak where there are none. */
function putReach(
  log: MemberText | undefined,
  report: AnalyzerReport | undefined,
  sheet: FactSheet,
  { member, problems }: Frame,
): void {
  const findings = report?.findings ?? [];
  const said = reachOf(findings, problems);
  const tested = log === undefined ? undefined : testedUrls(log.text, problems, 'log');
  if (tested === undefined || tested.results.length === 0) {
    if (said !== undefined) sheet.put('connectivity.endpoint443', said, { member, line: findings[0]?.line });
    return;
  }
  putConnectivity(tested, sheet, { member: log?.member, problems });
  const hasFailed = tested.results.some(({ url, outcome }) => url.set !== undefined && outcome === 'blocked');
  if (said !== undefined && said === hasFailed)
    problems.add(
      'evidence-contradictory',
      `The findings say that the service is ${said ? '' : 'not '}reached and the log says otherwise; the log was believed.`,
    );
}
