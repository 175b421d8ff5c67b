import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import { decodeCodePage } from './code-page.ts';
import { type ProblemList, quoted } from './reading.ts';

/** Bounds of an archive. A healthy analyzer result has some hundred members and some ten megabytes. */
const archiveLimits = {
  members: 5_000,
  nameLength: 512,
  memberBytes: 256 * 1024 * 1024,
  /** Of all members that were opened, together. */
  totalBytes: 512 * 1024 * 1024,
  /** Text packs well below this; what packs better was made to. */
  ratio: 300,
  /** Below this size the ratio says nothing. */
  ratioFromBytes: 1024 * 1024,
} as const;

/** A file inside an archive; nothing is inflated before it is asked for. */
export interface ArchiveMember {
  /** As in the archive, with `/` for every separator. */
  readonly path: string;
  readonly size: number;
  /** The time in the directory, in the unknown zone of the machine that made the archive; as if it were UTC, epoch ms. */
  readonly modifiedLocal: number;
  /** The whole content. Undefined, with a problem, when a bound is passed or the content is damaged. */
  bytes(): Uint8Array | undefined;
  /** The content piece by piece, for members that are larger than they should be in memory; damage ends it with a problem. */
  pieces(): AsyncGenerator<Uint8Array>;
}

export interface Archive {
  readonly members: readonly ArchiveMember[];
  /** Paths of what is there and was refused: to a reader it is unread, not missing. */
  readonly refused: readonly string[];
  /** The member at this path, without regard to case and to a folder on top of everything. */
  find(path: string): ArchiveMember | undefined;
  /** Members whose path (found like that) matches. */
  matching(pattern: RegExp): readonly ArchiveMember[];
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1;
}

/**
 * Opens a ZIP from memory. Names are brought to one form: Windows writes `\` as separator, and people zip a folder with or without its name.
 * Names that lead outside, absolute ones, doubled ones and encrypted members are refused one by one, archives inside it are left out, each with a
 * problem; the rest is read. Nothing is ever written to disk.
 * @returns undefined, with a problem, when the directory cannot be read or holds too much.
 */
export async function openArchive(
  bytes: Uint8Array,
  problems: ProblemList,
  totalBytes: number = archiveLimits.totalBytes,
): Promise<Archive | undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const zip = await opened(buffer);
    if (zip.entryCount > archiveLimits.members) {
      problems.add(
        'archive-broken',
        `The archive has ${zip.entryCount} members; at most ${archiveLimits.members} are read.`,
      );
      return undefined;
    }
    const entries = await entriesOf(zip);
    const budget = { left: totalBytes };
    const { sound, refused } = usable(entries, problems);
    const members = sound.map(([path, entry]) => memberOf({ zip, buffer, entry, path, budget, problems }));
    return archiveOf(members, refused);
  } catch (error) {
    problems.add('archive-broken', `The archive cannot be read: ${reasonOf(error)}.`);
    return undefined;
  }
}

function opened(buffer: Buffer): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded by us: yauzl refuses backslashes, which every archive of the old .NET Framework has.
    const options = { lazyEntries: true, decodeStrings: false, validateEntrySize: true } as const;
    yauzl.fromBuffer(buffer, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function entriesOf(zip: yauzl.ZipFile): Promise<readonly yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      // A directory that says less than it holds would go on without end.
      if (entries.length > archiveLimits.members) reject(new Error('it has too many members'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Tools put logs of other tools beside their own; what is packed twice is never unpacked. */
const nested = /\.(zip|7z|cab|rar|gz|tgz|xz|bz2|tar)$/i;

/** Members that may be opened, by their path, and the paths of the others. */
function usable(
  entries: readonly yauzl.Entry[],
  problems: ProblemList,
): { readonly sound: readonly (readonly [string, yauzl.Entry])[]; readonly refused: readonly string[] } {
  const refused: string[] = [];
  const byPath = new Map<string, { path: string; entry: yauzl.Entry; count: number }>();
  for (const entry of entries) {
    const path = nameOf(entry).replaceAll('\\', '/');
    if (path.endsWith('/')) continue;
    if (nested.test(path)) {
      problems.addRepeated('nested', 'archive-member-skipped', `${quoted(path)} is an archive inside the archive.`);
      continue;
    }
    const fault = faultOf(path, entry);
    if (fault !== undefined) {
      problems.addRepeated(`refused ${fault}`, 'archive-member-refused', `${quoted(path)} was refused: ${fault}.`);
      refused.push(path);
      continue;
    }
    const key = path.toLowerCase();
    const known = byPath.get(key);
    if (known === undefined) byPath.set(key, { path, entry, count: 1 });
    else known.count += 1;
  }
  const sound = [...byPath.values()].flatMap(({ path, entry, count }) => {
    if (count === 1) return [[path, entry] as const];
    // Readers of archives disagree on which of them counts, so neither does.
    problems.add('archive-member-refused', `${quoted(path)} is there ${count} times; none of them was read.`);
    refused.push(path);
    return [];
  });
  return { sound, refused };
}

function nameOf(entry: yauzl.Entry): string {
  // With decodeStrings off, yauzl gives the bytes, whatever its types say.
  const bytes = entry.fileName as unknown as Buffer;
  const isUtf8 = (entry.generalPurposeBitFlag & 0x800) !== 0;
  return isUtf8 ? bytes.toString('utf8') : decodeCodePage(bytes, 'cp437');
}

function faultOf(path: string, entry: yauzl.Entry): string | undefined {
  if (path.length > archiveLimits.nameLength) return 'its name is too long';
  if (/\p{Cc}/u.test(path)) return 'its name holds control characters';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'its name is absolute';
  if (path.split('/').some((part) => part === '..' || part === '.')) return 'its name leads outside';
  if ((entry.generalPurposeBitFlag & 1) !== 0) return 'it is encrypted';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return 'it is packed in a way that is not read';
  return undefined;
}

interface Packed {
  readonly zip: yauzl.ZipFile;
  readonly buffer: Buffer;
  readonly entry: yauzl.Entry;
  readonly path: string;
  readonly budget: { left: number };
  readonly problems: ProblemList;
}

function memberOf(packed: Packed): ArchiveMember {
  const { entry, path } = packed;
  return {
    path,
    size: entry.uncompressedSize,
    modifiedLocal: dosTime(entry.lastModFileDate, entry.lastModFileTime),
    bytes: () => guarded(packed, () => wholeOf(packed)),
    pieces: () => piecesOf(packed),
  };
}

/** Tells why a member cannot be opened, and counts it against what the archive may hold. */
function admitted({ entry, path, budget, problems }: Packed): boolean {
  const { compressedSize, uncompressedSize } = entry;
  const isBomb =
    uncompressedSize > archiveLimits.ratioFromBytes && uncompressedSize > compressedSize * archiveLimits.ratio;
  const refuse = (why: string) => {
    problems.add('archive-member-refused', `${quoted(path)} was refused: ${why}.`);
    return false;
  };
  if (isBomb) return refuse('it is packed more tightly than any log is');
  if (uncompressedSize > archiveLimits.memberBytes)
    return refuse(`it has ${uncompressedSize} bytes, which is too much`);
  if (uncompressedSize > budget.left) return refuse('the archive holds too much in all');
  budget.left -= uncompressedSize;
  return true;
}

function guarded(packed: Packed, read: () => Buffer): Uint8Array | undefined {
  if (!admitted(packed)) return undefined;
  try {
    return read();
  } catch (error) {
    packed.problems.add('file-damaged', `${quoted(packed.path)} cannot be unpacked: ${reasonOf(error)}.`);
    return undefined;
  }
}

function wholeOf({ entry, buffer }: Packed): Buffer {
  const packed = dataOf(buffer, entry);
  // The declared size bounds the output, so that a member that says too little cannot grow.
  const content =
    entry.compressionMethod === 0
      ? packed
      : inflateRawSync(packed, { maxOutputLength: Math.max(entry.uncompressedSize, 1) });
  if (content.length !== entry.uncompressedSize) throw new Error('its size is not the one that is declared');
  if (crc32(content) !== entry.crc32) throw new Error('its checksum does not fit');
  return content;
}

async function* piecesOf(packed: Packed): AsyncGenerator<Uint8Array> {
  if (!admitted(packed)) return;
  const { entry, buffer, path, problems } = packed;
  let left = entry.uncompressedSize;
  let sum = 0;
  try {
    for await (const piece of inflated(dataOf(buffer, entry), entry)) {
      left -= piece.length;
      if (left < 0) throw new Error('it is larger than it says');
      sum = crc32(piece, sum);
      yield piece;
    }
    if (left !== 0) throw new Error('it ends too early');
    if (sum !== entry.crc32) throw new Error('its checksum does not fit');
  } catch (error) {
    problems.add('file-damaged', `${quoted(path)} cannot be unpacked to its end: ${reasonOf(error)}.`);
  }
}

async function* inflated(data: Buffer, entry: yauzl.Entry): AsyncGenerator<Buffer> {
  if (entry.compressionMethod === 0) {
    yield data;
    return;
  }
  const whole = entry.uncompressedSize <= atOnceBytes ? wholeIfSound(data, entry.uncompressedSize) : undefined;
  if (whole !== undefined) {
    yield whole;
    return;
  }
  const inflate = createInflateRaw({ chunkSize: 64 * 1024, finishFlush: constants.Z_SYNC_FLUSH });
  inflate.end(data);
  for await (const piece of inflate) yield piece as Buffer;
}

/** An ordinary log: asking another thread for each piece of it takes longer than unpacking it. */
const atOnceBytes = 2 * 1024 * 1024;

/** Undefined when it does not end as declared: what is sound in front of the damage comes piece by piece. */
function wholeIfSound(data: Buffer, size: number): Buffer | undefined {
  try {
    const whole = inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
    return whole.length === size ? whole : undefined;
  } catch {
    return undefined;
  }
}

const localHeaderBytes = 30;

/** The packed bytes: they stand behind the local header, whose name and extra fields may be longer than the directory's. */
function dataOf(buffer: Buffer, entry: yauzl.Entry): Buffer {
  const at = entry.relativeOffsetOfLocalHeader;
  if (at + localHeaderBytes > buffer.length || buffer.readUInt32LE(at) !== 0x04034b50)
    throw new Error('its header is not where the directory says');
  const begin = at + localHeaderBytes + buffer.readUInt16LE(at + 26) + buffer.readUInt16LE(at + 28);
  const end = begin + entry.compressedSize;
  if (end > buffer.length) throw new Error('the archive is cut off');
  return buffer.subarray(begin, end);
}

/** Two seconds' precision, no zone. */
function dosTime(date: number, time: number): number {
  return Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

function archiveOf(members: readonly ArchiveMember[], refused: readonly string[]): Archive {
  const top = topFolder(members);
  const byKey = new Map(members.map((member) => [keyOf(member.path, top), member]));
  return {
    members,
    refused,
    find: (path) => byKey.get(path.toLowerCase()),
    matching: (pattern) => [...byKey].filter(([key]) => pattern.test(key)).map(([, member]) => member),
  };
}

function keyOf(path: string, top: string): string {
  return path.toLowerCase().slice(top.length);
}

/** The folder that holds everything, as when a person zips the folder itself; empty when there is none. */
function topFolder(members: readonly ArchiveMember[]): string {
  const [first] = members;
  const end = first?.path.indexOf('/') ?? -1;
  if (first === undefined || end < 0) return '';
  const top = first.path.slice(0, end + 1).toLowerCase();
  return members.every((member) => member.path.toLowerCase().startsWith(top)) ? top : '';
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
