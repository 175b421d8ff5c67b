import type { PackVerification } from '../../contract/pack-verification.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { isAbsent, resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `report verify`. */
export const verifyReport: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const word = given.word(0);
  const bytes = await fileBytes(invocation, word);
  if (bytes === undefined) throw usageProblem(`There is no file ${word}.`, 'Check the path of the pack.');
  const key = await keyAsked(invocation);
  const found = await io.door.verifyPack(bytes, key, (line) => screen.progress(line));
  if (given.json() !== false) screen.json(found);
  else show(invocation, found);
  return found.isSound ? exitCodes.done : exitCodes.failed;
};

async function fileBytes({ io }: Invocation, word: string): Promise<Uint8Array | undefined> {
  try {
    return await io.readFile(resolve(io, word));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A file's text where there is such a file, else what was given. */
export async function keyAsked(invocation: Invocation): Promise<string | undefined> {
  const given = invocation.given.text('key');
  if (given === undefined) return undefined;
  const bytes = await fileBytes(invocation, given);
  return bytes === undefined ? given : new TextDecoder().decode(bytes);
}

const titles = [
  ['gates', 'judgements of gates'],
  ['starts', 'verdicts at a start'],
  ['verdicts', 'verdicts in between'],
  ['approvals', 'approvals at a start'],
  ['transitions', 'changes of a move'],
] as const;

function show({ screen }: Invocation, found: PackVerification): void {
  const { pack, signature, log, differences, differenceCount } = found;
  const line = (isGood: boolean, text: string) =>
    screen.line(`${isGood ? toned('good', '✓') : toned('bad', '✗')} ${text}`);
  if (pack) {
    screen.line(`${toned('strong', plainText(pack.tenant))}  ${plainText(pack.about)}`);
    screen.line(
      `  made ${screen.times.at(pack.madeAt)} by changeguard ${plainText(pack.version)}${pack.redaction === 'names' ? ', without names' : ''}`,
    );
  }
  line(
    signature.isGood,
    `${signature.isGood ? 'Signed' : 'Not signed'} with the key ${plainText(signature.fingerprint ?? 'that nobody can read')}.`,
  );
  if (signature.isExpected !== null)
    line(
      signature.isExpected,
      signature.isExpected ? 'It is the key that was given.' : 'It is not the key that was given.',
    );
  const of = (what: string) => differences.filter((one) => one.what === what).length;
  const broken = of('chain');
  line(
    broken === 0,
    `The chain ${broken === 0 ? 'holds' : 'is broken'}: ${plural(log.links, 'link')}, ${plural(log.entries, 'entry', 'entries')}.`,
  );
  if (log.bareLinks > 0) screen.line(`  – ${plural(log.bareLinks, 'link')} of other matters, without their entries`);
  if (log.redactedLinks > 0)
    screen.line(
      `  – ${plural(log.redactedLinks, 'link')} with a name replaced: their place is proved, their entries are not`,
    );
  for (const [kind, title] of titles) {
    const { recomputed, differing, notRecomputed } = found.decisions[kind];
    if (recomputed === 0 && notRecomputed.length > 0) screen.line(`– None of the ${title} could be made again.`);
    if (recomputed > 0)
      line(differing === 0, `${recomputed - differing} of ${recomputed} ${title} come out as they were decided.`);
    for (const { because, count } of notRecomputed)
      screen.prose(plainText(`– ${count} not recomputed, because ${because}`), '  ');
  }
  for (const one of differences) screen.prose(plainText(`✗ ${one.where}: ${one.detail} (${one.what})`), '  ');
  if (differenceCount > differences.length) screen.line(`  and ${differenceCount - differences.length} more`);
  line(
    found.isSound,
    found.isSound
      ? 'Nothing differs.'
      : `${plural(differenceCount, 'difference')}. This is not what was signed, or not what was decided.`,
  );
  if (!found.isSound)
    screen.note('→ Keep the file as it is, ask for the pack again on another way, and for the log where it was made.');
  if (signature.isExpected === null)
    screen.note('→ Compare the key with a fingerprint that you have from elsewhere (--key); a forger signs too.');
}
