import { type CsvTable, readCsv } from '../csv.ts';
import { evidenceLimits, ProblemList, quoted } from '../reading.ts';
import { withoutPrivate } from './plain-text.ts';
import type { ResultFolder } from './result-folder.ts';
import type { PutFact } from './run-sheet.ts';

const lists = ['AddRemovePrograms.csv', 'AddRemoveProgramsWOW64.csv'];

interface Program {
  readonly name: string;
  readonly version: string;
  readonly member: string | undefined;
  readonly line: number;
}

const v2Names = /^(azure advanced threat protection sensor|microsoft defender for identity sensor)\b/i;
const npcapNames = /^npcap\b/i;
/** Programs that capture packets through Npcap or its forerunner. */
const npcapUsers =
  /^(wireshark|nmap\b|zenmap|windump|snort|suricata|ntopng|packetbeat|zeek|networkminer|cain\b|gns3|solarwinds)/i;

/** Protection software of others, where the beginning of the name leaves no doubt. */
export const protection =
  /^(symantec endpoint|symantec agent|norton|mcafee (endpoint|agent|virusscan)|trellix|trend micro (apex|deep|worry|officescan|security|cloud)|sophos (endpoint|anti|intercept|server)|eset (endpoint|server|file|management)|kaspersky|crowdstrike|sentinel ?one|sentinel agent|cylance|blackberry protect|(vmware )?carbon black|cb defense|bitdefender|cortex xdr|palo alto networks (traps|cortex)|webroot|f-secure|withsecure|cisco (amp|secure endpoint)|malwarebytes|forti(client|edr)|check ?point endpoint|avast|avg |panda (adaptive|endpoint)|watchguard (endpoint|epdr)|elastic (defend|endpoint)|cybereason|deep instinct|fireeye|harmony endpoint)/i;

/**
 * Installed programs. They are second-best evidence of sensor v2.x: the list is what the uninstaller knows, not what runs. That something is not
 * installed is only known from both lists, each read to its end.
 */
export function putPrograms(folder: ResultFolder, put: PutFact, problems: ProblemList): void {
  const read = lists.map((name) => programsIn(folder, name, problems));
  const programs = read.flatMap((list) => list?.programs ?? []);
  const isComplete = read.every((list) => list?.isWhole === true);
  for (const program of programs.filter(({ name }) => v2Names.test(name))) {
    put('mdi.v2.installed', true, placeOf(program));
    if (/^2(\.\d{1,9}){1,3}$/.test(program.version)) put('mdi.v2.version', program.version, placeOf(program));
    else problems.add('value-unknown', `${quoted(program.version)} is no version of a sensor v2.x.`, program.line);
  }
  const npcap = programs.find(({ name }) => npcapNames.test(name));
  if (npcap !== undefined) put('npcap.installed', true, placeOf(npcap));
  const user = programs.find(({ name }) => npcapUsers.test(name));
  // That none is listed does not say that nothing uses it; programs run without being installed.
  if (user !== undefined) put('npcap.usedByOthers', true, placeOf(user));
  const others = programs.filter(({ name }) => protection.test(name));
  if (others[0] !== undefined)
    put(
      'antivirus.thirdParty',
      [...new Set(others.map(({ name, version }) => withoutPrivate(`${name} ${version}`.trim())))],
      placeOf(others[0]),
    );
  if (!isComplete) return;
  if (!programs.some(({ name }) => v2Names.test(name))) put('mdi.v2.installed', false, {});
  if (npcap === undefined) put('npcap.installed', false, {});
}

function placeOf({ member, line }: Program): { member: string | undefined; line: number } {
  return { member, line };
}

function programsIn(
  folder: ResultFolder,
  name: string,
  problems: ProblemList,
): { readonly programs: readonly Program[]; readonly isWhole: boolean } | undefined {
  const file = folder.systemInfo(name);
  if (file.kind !== 'text') return undefined;
  const own = new ProblemList();
  const table = regularTable(file.text) ?? readCsv(file.text, own);
  for (const { code, detail, line } of own.all())
    problems.addRepeated(`${name} ${code}`, code, `${name}: ${detail}`, line);
  const titles = (table?.header.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const [nameAt, versionAt] = [titles.indexOf('displayname'), titles.indexOf('displayversion')];
  if (table === undefined || nameAt < 0 || versionAt < 0) {
    if (table !== undefined) problems.add('text-unread', `${name} has other columns than a list of programs.`, 1);
    return undefined;
  }
  const isEven = table.records.every(({ cells }) => cells.length === titles.length);
  return {
    programs: table.records.map(({ cells, line }) => ({
      name: (cells[nameAt] ?? '').trim(),
      version: (cells[versionAt] ?? '').trim(),
      member: file.member,
      line,
    })),
    isWhole: isEven && own.all().length === 0 && table.records.length > 0 && /[\r\n]$/.test(file.text),
  };
}

/**
 * The list as PowerShell writes it: every cell in quotes, every record on a line. Such a one needs no parser, which counts when a thousand results
 * are read. Undefined for any other.
 */
function regularTable(text: string): CsvTable | undefined {
  const lines = text.replace(/^\uFEFF/, '').split('\r\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > evidenceLimits.rows || !lines.every(isRegular)) return undefined;
  const [header, ...records] = lines.map((line, at) => ({ cells: line.slice(1, -1).split('","'), line: at + 1 }));
  return header === undefined ? undefined : { header, records };
}

function isRegular(line: string): boolean {
  return line.length < 4_096 && line.length > 2 && /^"[^"\r\n]*(","[^"\r\n]*)*"$/.test(line);
}
