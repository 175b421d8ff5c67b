import type { Handler, Invocation } from '../command.ts';
import { exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';
import { fileTimes, type ImportWish, importAll } from './import-files.ts';
import { type ImportRecord, openRecord } from './import-record.ts';
import { documentOf, show, showAll } from './import-summary.ts';

/** So many files are shown one by one; of more there is one summary. */
const mostShownWhole = 5;

/** `estate import FILE|FOLDER...`: one request a file, so that a bad file does not take the others with it. */
export const importFiles: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { files, leftOut } = await gathered(invocation);
  const wish = wishOf(invocation);
  const client = await invocation.client();
  const record = await recordOf(invocation, files.length);
  const run = await importAll({ io, screen, client, files, wish, record });
  if (given.json() !== false) screen.json(documentOf(run, leftOut));
  else if (run.outcomes.length <= mostShownWhole && files.length <= mostShownWhole && leftOut.length === 0)
    for (const outcome of run.outcomes) show(screen, outcome);
  else showAll(screen, run, leftOut);
  const again = ['changeguard estate import', ...given.words].join(' ');
  if (run.isInterrupted) {
    screen.note(`Stopped after ${run.outcomes.length} of ${files.length} files; what was read is kept.`);
    screen.next(record === undefined ? again : `${again} --resume`);
    return exitCodes.interrupted;
  }
  if (run.stoppedBy !== undefined) throw run.stoppedBy;
  screen.next(given.flag('dryRun') ? again : 'changeguard check');
  return run.outcomes.some((outcome) => outcome.kind === 'failed' || outcome.kind === 'unused')
    ? exitCodes.failed
    : exitCodes.done;
};

/** All files that are meant, found before the first is sent: a slip in a path must not be noticed after an hour. */
async function gathered({ given, io, screen }: Invocation) {
  const files: string[] = [];
  const leftOut: { path: string; why: string }[] = [];
  for (const word of given.words) {
    screen.progress(`Looking for files in ${plainText(word)}`);
    const listing = await io.filesBelow(resolve(io, word));
    if (listing === undefined) files.push(word);
    else {
      files.push(...listing.files);
      leftOut.push(...listing.leftOut);
    }
  }
  return { files: [...new Set(files)], leftOut };
}

function wishOf({ given }: Invocation): ImportWish {
  const observedAt = given.text('observedAt');
  return {
    isDryRun: given.flag('dryRun'),
    host: given.text('host'),
    observedAt: observedAt === 'file' ? fileTimes : observedAt,
    map: given.list('map').join(',') || undefined,
  };
}

/** One file needs no record: it is as easily imported again. */
async function recordOf(invocation: Invocation, count: number): Promise<ImportRecord | undefined> {
  const { given, io } = invocation;
  const isAsked = given.flag('resume') || given.text('record') !== undefined;
  if (given.flag('dryRun') || (count < 2 && !isAsked)) return undefined;
  const { target } = await invocation.settings();
  const named = given.text('record');
  const directory = target.dataDirectory ?? io.door.defaults.dataDirectory;
  const path = named === undefined ? `${resolve(io, directory)}/imported.ndjson` : resolve(io, named);
  return openRecord(io, path, { server: target.server, tenant: target.tenant, isResuming: given.flag('resume') });
}
