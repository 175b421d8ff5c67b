import { type Audience, audience, type ReportFormat, reportFormat } from '../../contract/report-routes.ts';
import type { Invocation } from '../command.ts';
import { type ExitCode, exitCodes, usageProblem } from '../problem.ts';
import { resolve } from '../settings.ts';
import { plainText } from '../tone.ts';

/** A report that is asked for as a file. */
interface FileAsked {
  readonly output: string;
  readonly query: { readonly for: Audience; readonly format: ReportFormat; readonly names: 'true' | 'false' };
}

const endings: Readonly<Record<string, ReportFormat>> = { html: 'html', htm: 'html', json: 'json', zip: 'pack' };

/** @returns undefined where nobody asks for a file. @throws a usage problem where it cannot be told which. */
export function fileAsked({ given }: Invocation): FileAsked | undefined {
  const output = given.text('output');
  const format = given.text('format');
  if (output === undefined) {
    if (format === undefined && given.text('for') === undefined && !given.flag('redact')) return undefined;
    throw usageProblem('A report for somebody is a file.', 'Say where it goes with -o FILE.');
  }
  const [, ending = ''] = /\.([a-z]+)$/i.exec(output) ?? [];
  const meant = format ?? endings[ending.toLowerCase()];
  if (meant === undefined)
    throw usageProblem(
      `What "${output}" shall hold cannot be told.`,
      'End it with .html, .json or .zip, or give --format.',
    );
  return {
    output,
    query: {
      for: audience.parse(given.text('for') ?? 'auditor'),
      format: reportFormat.parse(meant),
      names: given.flag('redact') ? 'false' : 'true',
    },
  };
}

export async function writeReport(
  { given, io, screen }: Invocation,
  { output, query }: FileAsked,
  bytes: Uint8Array,
): Promise<ExitCode> {
  await io.writeFile(resolve(io, output), bytes, { mode: 0o600 });
  if (given.json() !== false) screen.json({ file: output, bytes: bytes.length, ...query });
  else screen.line(`Written to ${plainText(output)}; only you can read it.`);
  if (query.format === 'pack' && given.json() === false) screen.next(`changeguard report verify ${output}`);
  return exitCodes.done;
}
