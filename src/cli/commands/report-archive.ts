import type { ArchiveDifference, ArchivesVerification } from '../../contract/archive-verification.ts';
import { logArchive } from '../../contract/installation.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';
import { keyAsked } from './report-verify.ts';

/** `report archive list`. */
export const listArchives: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const { value } = await client.call('listLogArchives');
  const json = given.json();
  if (json !== false) screen.jsonList(value, json, Object.keys(logArchive.shape));
  else if (value.length === 0) screen.note('Nothing of the log is in an archive.');
  else
    screen.table(
      [
        { title: 'Links', cell: (row) => `${row.firstSeq}–${row.lastSeq}` },
        { title: 'Until', cell: (row) => screen.times.at(row.to) },
        { title: 'Events', cell: (row) => String(row.entries), align: 'right' },
        { title: 'Here', cell: (row) => (row.isHere === true ? '✓ yes' : '– no'), drop: 1 },
        { title: 'File', cell: (row) => row.file, min: 20 },
        { title: 'SHA-256', cell: (row) => row.sha256.slice(0, 12), drop: 2 },
      ],
      value,
    );
  return exitCodes.done;
};

/** `report archive verify`. */
export const verifyArchives: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const paths = given.words.map((word) => resolve(io, word));
  const key = await keyAsked(invocation);
  const log = given.flag('log')
    ? (await (await invocation.client()).call('listLogArchives')).value.map((row) => ({ ...row }))
    : undefined;
  const found = await io.door.verifyArchives(paths, { key, log }, (line) => screen.progress(line));
  if (given.json() !== false) screen.json(found);
  else show(invocation, found, log !== undefined);
  return found.isSound ? exitCodes.done : exitCodes.failed;
};

function show({ given, screen }: Invocation, found: ArchivesVerification, isCompared: boolean): void {
  const mark = (isGood: boolean) => (isGood ? toned('good', '✓') : toned('bad', '✗'));
  const tell = ({ code, detail, remedy }: ArchiveDifference) => {
    screen.prose(plainText(`✗ ${detail} (${code})`), '  ');
    screen.prose(plainText(`→ ${remedy}`), '    ');
  };
  for (const archive of found.archives) {
    const { file, isSound, firstSeq, lastSeq, links, events, signature } = archive;
    screen.line(
      `${mark(isSound)} ${plainText(file)}  links ${firstSeq} to ${lastSeq}: ${plural(links, 'link')}, ${plural(events, 'event')}`,
    );
    screen.line(
      `  ${signature.isGood ? 'signed' : 'not signed'} with the key ${plainText(signature.fingerprint ?? 'that nobody can read')}`,
    );
    for (const one of archive.differences) tell(one);
  }
  for (const one of found.differences) tell(one);
  const joined = isCompared ? 'They join each other, and are what the log tells of.' : 'They join each other.';
  screen.line(`${mark(found.isSound)} ${found.isSound ? joined : 'This is not what was sealed, or not all of it.'}`);
  if (given.text('key') === undefined && !isCompared)
    screen.note(
      '→ Compare the key with a fingerprint that you have from elsewhere (--key, or --log); a forger signs too.',
    );
}
