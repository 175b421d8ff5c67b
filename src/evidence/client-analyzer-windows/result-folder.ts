import type { Archive, ArchiveMember } from '../archive.ts';
import { decodeText } from '../decode.ts';
import { evidenceLimits, type ProblemList, quoted } from '../reading.ts';
import type { LocalTime } from './run-time.ts';

/**
 * A file of the result, or what is known of its absence. `blank` is there and says nothing, `untold` may be there and could not be read; the two
 * must not be confused, since a blank file proves that a value is missing and an unread one proves nothing.
 */
export type ResultFile =
  | { readonly kind: 'text'; readonly text: string; readonly member: string | undefined }
  | { readonly kind: 'blank'; readonly member: string | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'untold' };

/** The files of one run, wherever they lie. */
export interface ResultFolder {
  /** The file of this name in `SystemInfoLogs`. */
  systemInfo(name: string): ResultFile;
  has(name: string): boolean;
  find(path: string): ArchiveMember | undefined;
  /** When a member was last written, in the zone of whoever made the archive. */
  modifiedAt(member: string | undefined): LocalTime | undefined;
}

const logs = 'systeminfologs/';
const strongMarks = /^(.*\/)?mdeclientanalyzer\.(xml|txt)$/;
const weakMarks = /^(.*\/)?(mdeclientanalyzer\.htm|issuerinfo\.txt|regonboardinginfopolicy\.json)$/;

/** So many results are read from one archive; people zip a folder of them. */
const maxFolders = 200;

/**
 * The results in an archive: of 2022 to 2025 with or without a folder on top, also several ones side by side. They are known by their report; without
 * one by what stands beside it.
 */
export function resultFoldersIn(archive: Archive, problems: ProblemList): readonly ResultFolder[] {
  const byPath = new Map(archive.members.map((member) => [member.path.toLowerCase(), member]));
  const refused = new Set(archive.refused.map((path) => path.toLowerCase()));
  const paths = [...byPath.keys(), ...refused];
  const strong = rootsOf(paths, strongMarks);
  const roots = strong.length > 0 ? strong : rootsOf(paths, weakMarks);
  if (roots.length > maxFolders)
    problems.add('file-too-large', `The archive holds ${roots.length} results; the first ${maxFolders} were read.`);
  return roots.slice(0, maxFolders).map((root) => folderAt(root, byPath, refused, problems));
}

export function holdsResult(archive: Archive): boolean {
  const paths = [...archive.members.map(({ path }) => path), ...archive.refused].map((path) => path.toLowerCase());
  return rootsOf(paths, strongMarks).length > 0 || rootsOf(paths, weakMarks).length > 0;
}

function rootsOf(paths: readonly string[], marks: RegExp): readonly string[] {
  const folders = paths.flatMap((path) => {
    const parts = marks.exec(path);
    // macOS keeps a shadow of every file there.
    return parts === null || path.startsWith('__macosx/') ? [] : [parts[1] ?? ''];
  });
  return [...new Set(folders.map((folder) => (folder.endsWith(logs) ? folder.slice(0, -logs.length) : folder)))];
}

function folderAt(
  root: string,
  byPath: ReadonlyMap<string, ArchiveMember>,
  refused: ReadonlySet<string>,
  problems: ProblemList,
): ResultFolder {
  // People who zip single files leave the folder out.
  const pathsOf = (name: string) => [`${root}${logs}${name}`, `${root}${name}`].map((path) => path.toLowerCase());
  const find = (path: string) => byPath.get(`${root}${path}`.toLowerCase());
  const memberOf = (name: string) => pathsOf(name).flatMap((path) => byPath.get(path) ?? [])[0];
  return {
    find,
    has: (name) => memberOf(name) !== undefined,
    systemInfo(name) {
      if (pathsOf(name).some((path) => refused.has(path))) return { kind: 'untold' };
      const member = memberOf(name);
      return member === undefined ? { kind: 'absent' } : readMember(member, problems);
    },
    modifiedAt: (member) => byPath.get(member?.toLowerCase() ?? '')?.modifiedLocal,
  };
}

function readMember(member: ArchiveMember, problems: ProblemList): ResultFile {
  const { path, size } = member;
  if (size > evidenceLimits.textBytes) {
    problems.add('file-too-large', `${quoted(path)} has ${size} bytes; at most ${evidenceLimits.textBytes} are read.`);
    return { kind: 'untold' };
  }
  const bytes = member.bytes();
  return bytes === undefined ? { kind: 'untold' } : fileOf(bytes, path, problems);
}

/** A mark of the encoding, blanks and line ends are no content: that is what the script writes for a value that is missing. */
function fileOf(bytes: Uint8Array, member: string | undefined, problems: ProblemList): ResultFile {
  const text = decodeText(bytes);
  const rest = /[^\s\uFEFF]/.exec(text)?.[0];
  if (rest === undefined) return { kind: 'blank', member };
  // A disk that lost a file's content leaves zeros; a line end in UTF-16 that lacks its mark has one of them.
  if (/^[\s\uFEFF\0]*$/.test(text)) {
    if (bytes.length <= 2) return { kind: 'blank', member };
    problems.add('file-damaged', `${quoted(member ?? 'The file')} holds nothing but zeros.`);
    return { kind: 'untold' };
  }
  return { kind: 'text', text, member };
}

/** A report that was given by itself: of what stood beside it nothing is known. */
export function singleFile(name: string, bytes: Uint8Array, problems: ProblemList): ResultFolder {
  return {
    find: () => undefined,
    has: (wanted) => wanted === name,
    systemInfo: (wanted) => (wanted === name ? fileOf(bytes, undefined, problems) : { kind: 'untold' }),
    modifiedAt: () => undefined,
  };
}
