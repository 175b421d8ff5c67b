import { fqdnOf } from '../domain/host-name.ts';
import { isZip } from './archive.ts';
import { EvidenceFile } from './file.ts';
import { fileFormats } from './formats.ts';
import {
  type EvidenceReading,
  type EvidenceRow,
  evidenceLimits,
  ProblemList,
  quoted,
  type ReadOptions,
} from './reading.ts';
import { readTable, tableFormats } from './tables.ts';

/**
 * A file as facts of hosts. The content decides what it is, never its name. It judges nothing and never fails: what could not be read is in `problems`.
 * Files that do not say when they were made need `observedAt`; without it they give no row.
 */
export async function readEvidence(bytes: Uint8Array, options: ReadOptions): Promise<EvidenceReading> {
  const problems = new ProblemList();
  const reading = await readAny(bytes, options, problems);
  const rows = reading.rows.flatMap((row) => assigned(row, options.host, problems));
  if (rows.length === 0 && problems.all().length === 0)
    problems.add('text-unread', 'The file is sound, and nothing in it is known to any rule.');
  return { ...reading, rows, problems: problems.all() };
}

type Unfinished = Omit<EvidenceReading, 'problems'>;

const nothing: Unfinished = { format: 'unknown', mapping: [], rows: [] };

async function readAny(bytes: Uint8Array, options: ReadOptions, problems: ProblemList): Promise<Unfinished> {
  const isTooLarge = (limit: number) => {
    if (bytes.byteLength <= limit) return false;
    problems.add('file-too-large', `The file has ${bytes.byteLength} bytes; at most ${limit} are read.`);
    return true;
  };
  if (isTooLarge(evidenceLimits.fileBytes)) return nothing;
  if (!isBinary(bytes) && isTooLarge(evidenceLimits.textBytes)) return nothing;
  const file = new EvidenceFile(bytes, problems);
  for (const format of fileFormats) {
    if (!(await format.recognises(file))) continue;
    const { rows, mapping = [] } = await format.read(file, options, problems);
    return { format: format.format, mapping, rows };
  }
  if (isBinary(bytes) || /^\s*[[{<]/.test(file.head) || file.text.slice(0, 65_536).includes('\0')) {
    problems.add('file-unrecognised', `The file is none of these: ${expected()}.`);
    return nothing;
  }
  return readTable(file.text, options, problems);
}

/** What could have been read, for the person who gave something else. */
function expected(): string {
  return [...fileFormats, ...tableFormats].map((format) => format.title).join('; ');
}

/** ZIP and event logs begin with these; everything else is read as text. */
function isBinary(bytes: Uint8Array): boolean {
  return isZip(bytes) || String.fromCharCode(...bytes.subarray(0, 8)) === 'ElfFile\0';
}

/** Gives a row its host: the file's own word, else the person's. Evidence of one host must never count for another. */
function assigned(row: EvidenceRow, host: string | undefined, problems: ProblemList): readonly EvidenceRow[] {
  if (host === undefined) return [row];
  const fqdn = fqdnOf(host);
  const short = (fqdn ?? host).split('.')[0]?.toUpperCase() ?? '';
  const domain = fqdn?.slice(short.length + 1);
  if (row.name === undefined) return [{ ...row, name: short, ...(fqdn === undefined ? {} : { fqdn, domain }) }];
  if (isSame(row, { short, fqdn, domain }))
    return [row.fqdn === undefined && fqdn !== undefined ? { ...row, fqdn } : row];
  problems.add('host-mismatch', `The evidence is of ${row.fqdn ?? row.name}, not of ${quoted(host)}; it was not used.`);
  return [];
}

/** Full names decide; where only one side has one, the short names and what is known of the domains. */
function isSame(
  row: EvidenceRow,
  host: { readonly short: string; readonly fqdn: string | undefined; readonly domain: string | undefined },
): boolean {
  if (row.fqdn !== undefined && host.fqdn !== undefined) return row.fqdn === host.fqdn;
  // A NetBIOS domain has no dots and contradicts nothing.
  const isElsewhere =
    host.domain !== undefined && row.domain?.includes('.') === true && row.domain.toLowerCase() !== host.domain;
  return row.name?.toUpperCase() === host.short && !isElsewhere;
}
