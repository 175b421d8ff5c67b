import type { Instant } from '../../domain/time.ts';
import { readEventLog } from '../event-log/read.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { EvidenceFile, FileFormat } from '../file.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { compareWithVerdict, putConnectivity } from './connectivity.ts';
import { putFindings } from './findings.ts';
import { fullerIdentity, type Identity, identityOf, isLogOf } from './host-identity.ts';
import { putOnboarding } from './onboarding.ts';
import { putPrograms } from './programs.ts';
import { putProxy } from './proxy.ts';
import { fieldByName, fieldsAt, putFields } from './report-fields.ts';
import { type ReportText, readReportText } from './report-text.ts';
import { type Report, readReportXml } from './report-xml.ts';
import { holdsResult, type ResultFolder, resultFoldersIn, singleFile } from './result-folder.ts';
import { RunSheet } from './run-sheet.ts';
import { bootTimeOf, isBeforeBoot, isOfEarlierRun, runTimeOf } from './run-time.ts';

const xmlName = 'MDEClientAnalyzer.xml';
const textName = 'MDEClientAnalyzer.txt';

/** A result of the Client Analyzer for Windows: the archive, or one of its two reports by itself. */
export const clientAnalyzerWindows: FileFormat = {
  format: 'client-analyzer-windows',
  title: 'Client Analyzer result of Windows (ZIP; also its MDEClientAnalyzer.xml or .txt)',
  async recognises(file) {
    if (!file.isArchive) return reportNameOf(file) !== undefined;
    const archive = await file.archive();
    return archive !== undefined && holdsResult(archive);
  },
  async read(file, options, problems) {
    const name = reportNameOf(file);
    const archive = await file.archive();
    const folders =
      archive !== undefined
        ? resultFoldersIn(archive, problems)
        : name === undefined
          ? []
          : [singleFile(name, file.bytes, problems)];
    const rows: EvidenceRow[] = [];
    for (const folder of folders) rows.push(...(await rowsOf(folder, options, problems)));
    return { rows };
  },
};

/** Which report a file is that was given by itself. */
function reportNameOf(file: EvidenceFile): string | undefined {
  if (file.isArchive) return undefined;
  const { head } = file;
  if (/^\s{0,100}</.test(head)) return /<MDEResults[\s>]/.test(head) ? xmlName : undefined;
  const isReport =
    /^(PowerShell Language mode|Script Version|Script RunTime): ?:/m.test(head) ||
    (/^Testing URL ?: ?http/m.test(head) && /^[1-5] - (Default proxy|Proxy )/m.test(head));
  return isReport ? textName : undefined;
}

/**
 * The event log of Sense: evidence of another kind, so it has a row of its own, as old as its newest record. The copy is as old as the run. A log that
 * names another computer than the report does not count for either.
 */
async function eventRow(
  folder: ResultFolder,
  identity: Identity,
  { fileName, observedAt }: { readonly fileName: string; readonly observedAt: Instant },
  problems: ProblemList,
): Promise<readonly EvidenceRow[]> {
  const log = folder.find('EventLogs/sense.evtx');
  if (log === undefined) return [];
  const row = await readEventLog(log.pieces(), { fileName, observedAt, member: log.path }, problems);
  if (row === undefined) return [];
  if (identity.name === undefined) return [row];
  if (!isLogOf(identity, row)) {
    const [own, other] = [identity.fqdn ?? identity.name, row.fqdn ?? row.name ?? ''];
    problems.add(
      'host-mismatch',
      `The report is of ${quoted(own)}, the event log of ${quoted(other)}; the log was not used.`,
    );
    return [];
  }
  return [{ ...row, ...fullerIdentity(identity, row) }];
}

/** What one run left behind, before anything is believed. */
interface Gathered {
  readonly report: Report;
  readonly reportMember: string | undefined;
  readonly text: ReportText | undefined;
  readonly textMember: string | undefined;
}

async function rowsOf(
  folder: ResultFolder,
  options: ReadOptions,
  problems: ProblemList,
): Promise<readonly EvidenceRow[]> {
  const gathered = gather(folder, problems);
  if (gathered === undefined) return [];
  const { report, reportMember, text } = gathered;
  // Both reports say whose they are: so two hosts in one result are found.
  const identity = identityOf([...report.fields, ...(text?.fields ?? [])], folder, problems);
  if (identity === undefined) return [];
  const boot = fieldsAt(report.fields, 'devInfo/SystemBootTime')[0];
  const bootLocal = boot === undefined ? undefined : bootTimeOf(boot.value, problems, boot.line);
  const ranAt = fieldsAt(report.fields, 'general/scriptRunTime')[0]?.value;
  const time = runTimeOf(
    { text: ranAt, memberLocal: folder.modifiedAt(reportMember), findingLocal: text?.firstFindingAt },
    options,
    problems,
  );
  if (time === undefined) {
    problems.add('time-missing', 'The result does not say when it was made.');
    return [];
  }
  const isOldRun = isBeforeBoot(time.local, bootLocal);
  const run = new RunSheet(new FactSheet(problems), (member) => {
    const written = folder.modifiedAt(member);
    return isOldRun || isBeforeBoot(written, bootLocal) || isOfEarlierRun(written, folder.modifiedAt(reportMember));
  });
  putFacts(gathered, folder, run, problems);
  if (bootLocal !== undefined && time.zoneMs !== undefined && !isOldRun)
    run.put('os.bootAt', bootLocal - time.zoneMs, { member: reportMember, line: boot?.line });
  run.addStaleProblem(problems);
  const head = { fileName: options.fileName, observedAt: time.observedAt };
  const events = await eventRow(folder, identity, head, problems);
  if (run.sheet.size === 0) {
    problems.add('member-missing', 'The report holds no fact that is known.');
    return events;
  }
  const [log] = events;
  const named = log === undefined ? identity : fullerIdentity(identity, log);
  return [run.sheet.row({ source: 'client-analyzer', ...named, ...head }), ...events];
}

function putFacts(
  { report, reportMember, text, textMember }: Gathered,
  folder: ResultFolder,
  run: RunSheet,
  problems: ProblemList,
): void {
  const { put, sheet } = run;
  const { fields, findings } = report;
  putFields(fields, reportMember, { put, sheet, problems });
  putFindings(findings, reportMember, put, problems);
  const setInUse = putOnboarding(folder, fields.length > 0, put, problems);
  const urls = text === undefined ? [] : putConnectivity(text.urls, textMember, setInUse, { put, problems });
  compareWithVerdict(urls, findings, problems);
  const { proxyLines = [], rootIssuers = [] } = text ?? {};
  const isLogComplete = text?.urls.isComplete === true;
  putProxy(
    { fields, member: reportMember, findings, urls, isLogComplete, proxyLines, rootIssuers, textMember },
    put,
    problems,
  );
  if (text?.policyMissing !== undefined)
    put('onboarding.policyPresent', false, { member: textMember, line: text.policyMissing.line });
  if (text?.notOnboarded !== undefined)
    put('device.onboardingStatus', 'Not onboarded', { member: textMember, line: text.notOnboarded.line });
  putPrograms(folder, put, problems);
  if (sheet.size > 0) put('os.family', 'windows', { member: reportMember });
}

/**
 * The facts come from the XML; from the text where the XML lacks or was refused, since both are written by the same hand. The HTM is the XML in
 * another dress and is never read.
 */
function gather(folder: ResultFolder, problems: ProblemList): Gathered | undefined {
  const xml = folder.systemInfo(xmlName);
  const log = folder.systemInfo(textName);
  const text = log.kind === 'text' ? readReportText(log.text, fieldByName) : undefined;
  const textMember = log.kind === 'text' ? log.member : undefined;
  const report = xml.kind === 'text' ? readReportXml(xml.text, problems) : undefined;
  if (report !== undefined && xml.kind === 'text') {
    if (log.kind === 'absent' || log.kind === 'blank')
      problems.add(
        'member-missing',
        `${textName} is ${wordFor(log.kind)}: nothing is known of the URLs that were tested.`,
      );
    return { report, reportMember: xml.member, text, textMember };
  }
  if (text !== undefined) {
    if (xml.kind === 'absent' || xml.kind === 'blank')
      problems.add('member-missing', `${xmlName} is ${wordFor(xml.kind)}; its facts were read from ${textName}.`);
    return { report: text, reportMember: textMember, text, textMember };
  }
  problems.add('member-missing', whyNoReport(folder));
  return undefined;
}

function wordFor(kind: 'absent' | 'blank'): string {
  return kind === 'absent' ? 'missing' : 'empty';
}

function whyNoReport(folder: ResultFolder): string {
  if (folder.has('issuerInfo.txt'))
    return 'The tool did not run: the check of its own signature failed (issuerInfo.txt), and there are no results.';
  const lacking = `Neither ${xmlName} nor ${textName} could be read`;
  return folder.has('MDEClientAnalyzer.htm')
    ? `${lacking}. There is only the report for people (HTM), from which nothing is read.`
    : `${lacking}; the rest does not say whose it is.`;
}
