import type { z } from 'zod';
import type { FileDiagnosis } from '../../contract/file-diagnosis.ts';
import type { diagnosis } from '../../contract/servers.ts';
import { instant } from '../../contract/words.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { isAbsent, resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { stateCell, words } from '../words.ts';

/** `diagnose SERVER|FILE...`: what can be read as a file is one; everything else is a server's name. */
export const diagnose: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const inputs = await Promise.all(
    given.words.map(async (word) => ({ word, bytes: await fileBytes(invocation, word) })),
  );
  const saidAt = observedAt(given.text('observedAt'));
  const isJson = given.json() !== false;
  for (const { word, bytes } of inputs) {
    if (bytes === undefined) {
      const client = await invocation.client();
      const answer = await client.call('diagnoseServer', { params: { id: word } });
      if (isJson) screen.jsonLine(answer);
      else showServer(screen, answer.server.name, answer.value);
    } else {
      const modifiedAt = saidAt ?? (await io.modifiedAt(resolve(io, word)));
      const result = await io.door.diagnoseFile({ bytes, name: word, modifiedAt, host: given.text('host') });
      if (isJson) screen.jsonLine(result);
      else showFile(screen, result);
    }
  }
  return exitCodes.done;
};

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
  screen.next(`changeguard estate show ${name}`);
}

function showFile(screen: Screen, result: FileDiagnosis): void {
  screen.line(`${toned('strong', plainText(result.file))}  ${plainText(result.host ?? 'names no host')}`);
  for (const finding of result.findings) {
    screen.line(
      `  ${toned(tones[finding.severity], `! ${finding.severity}`)}  ${plainText(finding.title)}  ${toned('dim', plainText(finding.code))}`,
    );
    screen.prose(plainText(`→ ${finding.remedy}`), '      ');
  }
  for (const verdict of result.verdicts) {
    const cell = stateCell(words.verdict, verdict.verdict);
    screen.line(
      `  ${toned(cell.tone, cell.text)}  ${plainText(verdict.check)}  ${toned('dim', plainText(`${verdict.reason} (edition ${verdict.edition})`))}`,
    );
    if (verdict.remedy !== undefined && verdict.verdict !== 'pass')
      screen.prose(plainText(`→ ${verdict.remedy}`), '      ');
  }
  for (const problem of result.problems) screen.prose(plainText(`! ${problem.detail} (${problem.code})`), '  ');
  screen.line(`  ${result.facts.length} facts read, ${result.findings.length} findings.`);
}
