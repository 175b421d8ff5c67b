import type { z } from 'zod';
import type { diagnosis } from '../../contract/servers.ts';
import { instant } from '../../contract/words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { isAbsent, resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { showFileDiagnosis } from './file-diagnosis.ts';

/** `diagnose SERVER|FILE...`: what can be read as a file is one; everything else is a server's name. */
export const diagnose: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const saidAt = observedAt(given.text('observedAt'));
  const isJson = given.json() !== false;
  const bundle = given.text('bundle');
  if (bundle !== undefined && given.words.length > 1)
    throw usageProblem('A bundle is of one server.', 'Name one server with --bundle.');
  // One file after the other: a thousand of them must not be in memory together.
  for (const [at, word] of given.words.entries()) {
    const bytes = await fileBytes(invocation, word);
    if (bytes === undefined) {
      const client = await invocation.client();
      const answer = await client.call('diagnoseServer', { params: { id: word } });
      if (isJson) screen.jsonLine(answer);
      else showServer(screen, answer.server.name, answer.value);
      if (bundle !== undefined) await writeBundle(invocation, word, bundle);
    } else {
      if (bundle !== undefined) throw usageProblem(`${word} is a file.`, 'Name a server with --bundle.');
      if (given.words.length > 1) screen.progress(`Reading ${plainText(word)} (${at + 1} of ${given.words.length})`);
      const modifiedAt = await io.modifiedAt(resolve(io, word));
      const result = await io.door.diagnoseFile({ bytes, name: word, modifiedAt, saidAt, host: given.text('host') });
      if (isJson) screen.jsonLine(result);
      else showFileDiagnosis(screen, result, given.flag('all'));
    }
  }
  return exitCodes.done;
};

/** The ZIP for a support case; names leave it only when they are asked for. */
async function writeBundle(invocation: Invocation, server: string, file: string): Promise<void> {
  const { given, io, screen } = invocation;
  const client = await invocation.client();
  const names = given.flag('withNames') ? 'true' : 'false';
  const bytes = await client.call('supportBundle', { params: { id: server }, query: { names } });
  await io.writeFile(resolve(io, file), bytes, { mode: 0o600 });
  screen.note(`Saved to ${plainText(file)} (${bytes.length} bytes).`);
}

async function fileBytes({ io }: Invocation, word: string): Promise<Uint8Array | undefined> {
  try {
    return await io.readFile(resolve(io, word));
  } catch (error) {
    if (!isAbsent(error)) throw error;
    // A path that is not there is a slip, not a server.
    if (/[/\\]|\.(zip|json|csv|log|txt|xml)$/i.test(word))
      throw usageProblem(`There is no file ${word}.`, 'Check the path; a server is given by its name, FQDN or id.');
    return undefined;
  }
}

/** @throws a usage problem when it is no instant with a zone. */
function observedAt(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!instant.safeParse(text).success)
    throw usageProblem(`"${text}" is no instant.`, 'Write it as RFC 3339 with zone: 2026-03-30T08:00:00+02:00.');
  return Date.parse(text);
}

const tones = { high: 'bad', medium: 'warn', low: 'dim' } as const;

function showServer(screen: Screen, name: string, findings: readonly z.infer<typeof diagnosis>[]): void {
  screen.line(toned('strong', plainText(name)));
  if (findings.length === 0) {
    screen.prose('Nothing is found to be wrong in what is known of this server.', '  ');
    screen.prose(
      '→ If it does not work all the same, run the Client Analyzer on it, and open a support case with its results.',
      '  ',
    );
    return;
  }
  for (const finding of findings) {
    screen.line(
      `  ${toned(tones[finding.severity], `! ${finding.severity}`)}  ${finding.confidence}  ${plainText(finding.title)}  ${toned('dim', plainText(`${finding.code} ${finding.requirement}`))}`,
    );
    screen.prose(plainText(finding.because), '      ');
    for (const one of finding.evidence)
      screen.prose(
        plainText(`seen: ${one.key} = ${JSON.stringify(one.value)}, ${one.source}, ${screen.times.at(one.observedAt)}`),
        '      ',
      );
    screen.prose(plainText(`→ ${finding.remedy}`), '      ');
  }
  const isForSupport = findings.some((one) => one.code === 'support-case');
  screen.next(
    ...(isForSupport ? [`changeguard diagnose ${name} --bundle FILE.zip`] : []),
    `changeguard estate show ${name}`,
  );
}
