import type { EvidenceResult } from '../../contract/servers.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

const maxShownProblems = 20;

/** `estate import FILE...`: one request a file, so that a bad file does not take the others with it. */
export const importFiles: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const files = await Promise.all(
    given.words.map(async (path) => ({ path, bytes: await io.readFile(resolve(io, path)) })),
  );
  const client = await invocation.client();
  const results: { file: string; result: EvidenceResult }[] = [];
  for (const { path, bytes } of files) {
    const map = given.list('map');
    screen.progress(`Reading ${plainText(path)} (${results.length + 1} of ${files.length})`);
    const result = await client.call('importEvidence', {
      query: {
        dryRun: given.flag('dryRun') ? 'true' : 'false',
        fileName: path.split(/[/\\]/).at(-1) ?? path,
        ...(given.text('observedAt') === undefined ? {} : { observedAt: given.text('observedAt') }),
        ...(map.length === 0 ? {} : { map: map.join(',') }),
      },
      body: bytes,
    });
    results.push({ file: path, result });
  }
  if (given.json() !== false) {
    screen.json({ value: results.map(({ file, result }) => ({ file, ...result })) });
    return exitOf(results);
  }
  for (const { file, result } of results) show(invocation, file, result);
  if (given.flag('dryRun')) screen.next(`changeguard estate import ${given.words.join(' ')}`);
  else screen.next('changeguard check');
  return exitOf(results);
};

/** A file from which nothing came failed; single bad rows are problems beside the import. */
function exitOf(results: readonly { result: EvidenceResult }[]): ExitCode {
  return results.some(({ result }) => result.rows === 0 && result.problems.length > 0)
    ? exitCodes.failed
    : exitCodes.done;
}

function show({ screen }: Invocation, file: string, result: EvidenceResult): void {
  screen.line(toned('strong', `${plainText(file)}  ${plainText(result.format)}`));
  if (result.mapping.length > 0)
    screen.table(
      [
        { title: 'Column', cell: (row) => row.column, min: 12 },
        { title: 'Read as', cell: (row) => row.key ?? { text: 'not used', tone: 'dim' as const }, min: 12 },
      ],
      result.mapping,
    );
  const did = result.isDryRun ? 'would be' : 'were';
  screen.line(
    `${plural(result.rows, 'row')} read: ${plural(result.registered, 'server')} ${did} new, ${result.updated} ${did} updated.`,
  );
  for (const problem of result.problems.slice(0, maxShownProblems)) {
    const where = problem.line === undefined ? '' : `line ${problem.line}: `;
    screen.prose(plainText(`! ${where}${problem.detail} (${problem.code})`), '  ');
    screen.prose(plainText(`→ ${problem.remedy}`), '    ');
  }
  if (result.problems.length > maxShownProblems)
    screen.line(`  and ${result.problems.length - maxShownProblems} more problems (--json shows all)`);
  if (result.isDryRun) screen.line('Nothing was changed.');
}
