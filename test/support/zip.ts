import { crc32, deflateRawSync } from 'node:zlib';

interface ZipMember {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What a clock on the wall showed when it was written, as if that clock showed UTC. */
  readonly writtenLocal?: number;
}

const usualTime = Date.UTC(2026, 2, 30, 8, 20);

/** By path; undefined leaves one out. */
type Named = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A ZIP with any names whatever, also those that a well-behaved writer refuses; in one go, and always the same bytes. */
export function zipOf(given: readonly ZipMember[] | Named): Buffer {
  const members = isList(given) ? given : named(given);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, writtenLocal = usualTime } of members) {
    const name = Buffer.from(path, 'utf8');
    const data = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    // Names are UTF-8.
    head.writeUInt16LE(0x800, 2);
    head.writeUInt16LE(8, 4);
    const written = new Date(writtenLocal);
    head.writeUInt16LE(dosTimeOf(written), 6);
    head.writeUInt16LE(dosDateOf(written), 8);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, name, data);
    // The directory's entry: the same fields, behind the version that made it and before those that we leave empty.
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 0, 'latin1');
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, name);
    offset += 4 + head.length + name.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** DOS counts in steps of two seconds. */
function dosTimeOf(at: Date): number {
  return (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
}

/** Years from 1980 on; a time of an archive is never outside of what fits. */
function dosDateOf(at: Date): number {
  return ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
}

function isList(given: readonly ZipMember[] | Named): given is readonly ZipMember[] {
  return Array.isArray(given);
}

function named(given: Named): readonly ZipMember[] {
  return Object.entries(given).flatMap(([path, content]) =>
    content === undefined ? [] : [{ path, bytes: typeof content === 'string' ? Buffer.from(content) : content }],
  );
}
