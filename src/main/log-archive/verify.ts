import { createHash, hash as digestOf } from 'node:crypto';
import { basename } from 'node:path';
import type {
  ArchiveDifference,
  ArchiveExpected,
  ArchivesVerification,
  ArchiveVerification,
} from '../../contract/archive-verification.ts';
import { as, type TenantId } from '../../domain/ids.ts';
import { digestOfExport, nextHash } from '../../domain/log.ts';
import { type ProblemCode, Terminal } from '../../domain/problem.ts';
import { problems } from '../../domain/problem-catalogue.ts';
import { linkIn } from '../../report/verify/link.ts';
import { linesOf } from '../../store/transfer/dump.ts';
import { signatureOf } from '../signature.ts';
import { archiveEnd, archiveHead } from './form.ts';

const sha256 = (text: string) => digestOf('sha256', text, 'hex');
/** Of many that differ the first ones tell enough. */
const mostDifferences = 50;

interface Expected {
  /** Fingerprint of the key that must have signed; undefined: nobody said. */
  readonly key?: string | undefined;
}

type Head = ReturnType<typeof archiveHead.parse>;
type End = ReturnType<typeof archiveEnd.parse>;

/**
 * Verifies an archive with nothing but the file: the digest of its lines, the signature, every entry against the digest of its link, and the chain from the
 * hash before it to the hash after it.
 * @throws Terminal('archive-unreadable') for what is no whole archive.
 */
export async function verifyArchive(path: string, { key }: Expected): Promise<ArchiveVerification> {
  const file = basename(path);
  const differences: ArchiveDifference[] = [];
  const differ = (code: ProblemCode, detail: string) => {
    if (differences.length < mostDifferences) differences.push(difference(code, `${file}: ${detail}`));
  };
  const { head, end, sum, ...walked } = await walk(path, (detail) => differ('archive-changed', detail));
  const { end: manifest, signature } = end;
  const { isGood, fingerprint } = signatureOf(manifest, signature);
  if (!isGood) differ('archive-unsigned', 'its end was not signed with the key that it names.');
  else if (key !== undefined && key !== fingerprint)
    differ('archive-unsigned', `it was signed with the key ${fingerprint}, not with ${key}.`);
  if (manifest.sha256 !== sum) differ('archive-changed', 'its lines are not those that were signed.');
  const isSame =
    manifest.tenantId === head.tenantId &&
    manifest.firstSeq === head.firstSeq &&
    manifest.hashBefore === head.hashBefore &&
    manifest.lastSeq === walked.lastSeq &&
    manifest.hashAfter === walked.hashAfter &&
    manifest.links === walked.links &&
    manifest.events === walked.events;
  if (!isSame) differ('archive-changed', 'what its end says of it is not what is in it.');
  const { tenantId, firstSeq, hashBefore } = head;
  return {
    file,
    isSound: differences.length === 0,
    tenantId,
    firstSeq,
    hashBefore,
    ...walked,
    sha256: sum,
    signature: { isGood, fingerprint },
    differences,
  };
}

async function walk(path: string, differ: (detail: string) => void) {
  const refuse = (why: string) => new Terminal('archive-unreadable', `${basename(path)}: ${why}`);
  const hash = createHash('sha256');
  let head: Head | undefined;
  let end: End | undefined;
  let [seq, last, links, events] = [0, '', 0, 0];
  for await (const line of linesOf(path, refuse)) {
    if (end !== undefined) throw refuse('Something follows its end.');
    const said = parsed(line, refuse);
    if (head !== undefined && isEnd(said)) {
      end = shaped(() => archiveEnd.parse(said), refuse, 'Its end cannot be understood.');
      continue;
    }
    hash.update(`${line}\n`);
    if (head === undefined) {
      head = shaped(() => archiveHead.parse(said), refuse, 'It does not begin as a sealed archive of a log does.');
      [seq, last] = [head.firstSeq - 1, head.hashBefore];
      continue;
    }
    const full = shaped(() => linkIn(said), refuse, `Behind link ${seq} stands no link.`);
    const tenantId = as<TenantId>(head.tenantId);
    const entries = full.events ?? [];
    if (full.link.seq !== seq + 1) differ(`link ${seq + 1} was expected, link ${full.link.seq} is there.`);
    if (entries.length !== full.link.eventCount)
      differ(`link ${full.link.seq} has ${entries.length} entries; ${full.link.eventCount} were written.`);
    else if (digestOfExport({ tenantId, at: full.link.at, events: entries }, sha256) !== full.link.digest)
      differ(`an entry of link ${full.link.seq} was changed.`);
    if (nextHash(last, full.link.digest, sha256) !== full.link.hash)
      differ(`link ${full.link.seq} does not follow from the one before.`);
    [seq, last] = [full.link.seq, full.link.hash];
    links += 1;
    events += entries.length;
  }
  if (head === undefined) throw refuse('It is empty.');
  if (end === undefined) throw refuse('It ends before its end: it was cut off.');
  return { head, end, sum: hash.digest('hex'), lastSeq: seq, hashAfter: last, links, events };
}

/**
 * Verifies archives, and that they join each other without a gap. `log`: what a log tells of its archives; then none of those may be missing, and each must be
 * the very one.
 */
export async function verifyArchives(
  paths: readonly string[],
  given: Expected & { readonly log?: readonly ArchiveExpected[] | undefined },
  say: (line: string) => void,
): Promise<ArchivesVerification> {
  const archives: ArchiveVerification[] = [];
  const differences: ArchiveDifference[] = [];
  for (const path of paths) {
    say(`Reading ${basename(path)}`);
    try {
      archives.push(await verifyArchive(path, given));
    } catch (error) {
      // One that is no archive must not hide what is wrong with the others.
      if (!(error instanceof Terminal) || error.code !== 'archive-unreadable') throw error;
      differences.push(difference('archive-unreadable', error.message));
    }
  }
  archives.sort((a, b) => (a.tenantId < b.tenantId ? -1 : a.tenantId > b.tenantId ? 1 : a.firstSeq - b.firstSeq));
  differences.push(...gapsBetween(archives));
  if (given.log !== undefined) differences.push(...againstLog(archives, given.log));
  return { isSound: differences.length === 0 && archives.every(({ isSound }) => isSound), archives, differences };
}

function gapsBetween(archives: readonly ArchiveVerification[]): readonly ArchiveDifference[] {
  return archives.flatMap((next, at) => {
    const before = archives[at - 1];
    if (before === undefined || before.tenantId !== next.tenantId) return [];
    if (next.firstSeq > before.lastSeq + 1)
      return [
        difference(
          'archive-missing',
          `The links ${before.lastSeq + 1} to ${next.firstSeq - 1} are between ${before.file} and ${next.file}, and in neither.`,
        ),
      ];
    const joins = next.firstSeq === before.lastSeq + 1 && next.hashBefore === before.hashAfter;
    return joins
      ? []
      : [difference('archive-unknown', `${next.file} does not follow from ${before.file}: they are of two histories.`)];
  });
}

function againstLog(
  archives: readonly ArchiveVerification[],
  log: readonly ArchiveExpected[],
): readonly ArchiveDifference[] {
  const missing = log.flatMap((seal) => {
    const found = archives.find(
      ({ firstSeq, hashAfter }) => firstSeq === seal.firstSeq && hashAfter === seal.hashAfter,
    );
    if (found === undefined)
      return [
        difference('archive-missing', `The log tells of ${seal.file}, links ${seal.firstSeq} to ${seal.lastSeq}.`),
      ];
    const isIt =
      found.sha256 === seal.sha256 &&
      found.hashBefore === seal.hashBefore &&
      found.lastSeq === seal.lastSeq &&
      found.signature.fingerprint === seal.key;
    return isIt
      ? []
      : [difference('archive-changed', `${found.file} is not the archive that the log tells of (${seal.file}).`)];
  });
  const unknown = archives.filter(
    ({ firstSeq, hashAfter }) => !log.some((seal) => seal.firstSeq === firstSeq && seal.hashAfter === hashAfter),
  );
  return [...missing, ...unknown.map(({ file }) => difference('archive-unknown', `The log does not tell of ${file}.`))];
}

function difference(code: ProblemCode, detail: string): ArchiveDifference {
  return { code, detail, remedy: problems[code].remedy };
}

function isEnd(said: unknown): boolean {
  return typeof said === 'object' && said !== null && 'end' in said;
}

function parsed(line: string, refuse: (why: string) => Error): unknown {
  return shaped(() => JSON.parse(line) as unknown, refuse, 'A line of it is no JSON.');
}

function shaped<T>(read: () => T, refuse: (why: string) => Error, why: string): T {
  try {
    return read();
  } catch {
    throw refuse(why);
  }
}
