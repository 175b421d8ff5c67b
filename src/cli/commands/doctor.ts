import { stateWords } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import type { LocalFinding } from '../io.ts';
import { CliProblem, exitCodes } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { stateCell } from '../words.ts';

/** `doctor`: everything is tried, and what cannot be tried is a finding as well. */
export const doctor: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const { target, sources } = await invocation.settings();
  const findings: LocalFinding[] = [...(await io.door.doctorLocal(target))];
  const where = await examineServer(invocation, findings);
  const settings = sources.map((one) => ({
    ...one,
    value:
      one.value ??
      { server: where ?? 'none found', tenant: 'the only one', data: io.door.defaults.dataDirectory, token: 'none' }[
        one.name
      ],
  }));
  const hasFailed = findings.some((finding) => finding.verdict === 'fail');
  const exitCode = hasFailed && given.flag('exitCode') ? exitCodes.no : exitCodes.done;
  if (given.json() !== false) {
    screen.json({ version: io.door.version, settings, findings });
    return exitCode;
  }
  screen.line(toned('strong', 'Settings'));
  screen.table(
    [
      { title: 'Setting', cell: (row) => row.name },
      { title: 'Value', cell: (row) => row.value, min: 16 },
      { title: 'From', cell: (row) => row.from, min: 12 },
    ],
    settings,
  );
  if (!screen.isPlain) screen.line();
  for (const finding of findings) {
    const cell = stateCell(stateWords.verdict, finding.verdict);
    screen.prose(`${toned(cell.tone, cell.text)}  ${plainText(`${finding.what}: ${finding.detail}`)}`);
    if (finding.remedy !== undefined && finding.verdict !== 'pass')
      screen.prose(plainText(`→ ${finding.remedy}`), '    ');
  }
  const failed = findings.filter((finding) => finding.verdict === 'fail').length;
  screen.note(
    failed === 0 ? 'Nothing fails.' : `${failed} of ${findings.length} findings ${failed === 1 ? 'fails' : 'fail'}.`,
  );
  return exitCode;
};

/** @returns where the product answered, or undefined when it did not. */
async function examineServer(invocation: Invocation, findings: LocalFinding[]): Promise<string | undefined> {
  let isTenantKnown = true;
  const tried = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CliProblem)) throw error;
      if (error.code === 'tenant-missing' || error.code === 'tenant-unnamed') isTenantKnown = false;
      const isOpen = error.code === 'connection-missing' || !isTenantKnown;
      findings.push({ what, verdict: isOpen ? 'unknown' : 'fail', detail: error.detail, remedy: error.remedy });
      return undefined;
    }
  };
  const client = await tried('control plane', () => invocation.client());
  if (client === undefined) return undefined;
  const me = await tried('sign-in', () => client.call('whoAmI'));
  if (me === undefined) return client.where;
  findings.push({ what: 'sign-in', verdict: 'pass', detail: `${client.where} knows you as ${me.actor} (${me.role}).` });
  const connection = await tried('connection', () => client.call('diagnoseConnection'));
  findings.push(...(connection?.value ?? []));
  // Of no tenant there is nothing more to say, and nothing of it is broken.
  if (isTenantKnown) await examineArchives(client, tried, findings);
  // Whoever opens one tenant need not know on which machines the installation works.
  const opensAll = me.tenantId === null && (me.grants ?? []).every((grant) => grant.tenantId === null);
  if (opensAll) await examineWorkers(client, tried, findings);
  return client.where;
}

/** A log that gave entries away is as good as the archives that have them. */
async function examineArchives(
  client: Client,
  tried: <T>(what: string, act: () => Promise<T>) => Promise<T | undefined>,
  findings: LocalFinding[],
): Promise<void> {
  const archives = (await tried('sealed archives', () => client.call('listLogArchives')))?.value ?? [];
  const last = archives.at(-1);
  if (last === undefined) return;
  const missing = archives.filter(({ isHere }) => isHere !== true);
  const what = 'sealed archives';
  const told = `${archives.length}, with the links 1 to ${last.lastSeq} of the log`;
  const [first] = missing;
  if (first === undefined) findings.push({ what, verdict: 'pass', detail: `${told}; all lie on the server.` });
  else
    findings.push({
      what,
      verdict: 'unknown',
      detail: `${told}; ${missing.length} do not lie on this server, the first is ${first.file}.`,
      remedy:
        'Look on the machine that sealed them, or in a backup; "changeguard report archive verify FILE... --log" proves them wherever they are.',
    });
}

/** Each process that works on the store, and when it was last seen. */
async function examineWorkers(
  client: Client,
  tried: <T>(what: string, act: () => Promise<T>) => Promise<T | undefined>,
  findings: LocalFinding[],
): Promise<void> {
  const workers = (await tried('workers', () => client.call('listWorkers')))?.value ?? [];
  for (const { kind, host, process, version, startedAt, seenAt, state, isClockAhead } of workers) {
    const what = `${kind} on ${host}, process ${process}`;
    const detail = `Version ${version}, since ${startedAt}, last seen ${seenAt}.`;
    if (isClockAhead)
      findings.push({
        what,
        verdict: 'fail',
        detail,
        remedy: 'Its clock is ahead of that of the server: let both keep time by NTP.',
      });
    else if (state === 'alive') findings.push({ what, verdict: 'pass', detail });
    else
      findings.push({
        what,
        verdict: 'unknown',
        detail,
        remedy:
          'It fell silent and others have taken over. If nobody stopped it, look at its log; it is forgotten after an hour.',
      });
  }
}
