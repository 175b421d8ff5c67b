import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { wholeLinesOf } from '../lines.ts';
import { entryOf } from '../mdi-sensor-log/entries.ts';
import { observedIn } from '../mdi-sensor-log/log-time.ts';
import { plainText } from '../mdi-sensor-log/plain-text.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, type ReadOptions } from '../reading.ts';

export const mdiDeploymentLog: FileFormat = {
  format: 'mdi-deployment-log',
  title: 'Deployment log of Defender for Identity sensor v2.x',
  // Every setup of this kind writes such lines; the names are those of this one.
  recognises: ({ head, text }) =>
    head.split(/\r\n|\r|\n/, 50).some((line) => setupLineOf(line, 0) !== undefined) &&
    /Azure Advanced Threat Protection|Azure ATP Sensor|SensorBootstrapperApplication|Microsoft\.Tri\.Sensor|DeploymentManager/.test(
      text.slice(0, 1024 * 1024),
    ),
  read: (file, options, problems) => ({ rows: readDeploymentLog(file.text, options, problems) }),
};

interface SetupLine {
  /** `i`, `w` or `e`, and the number of the message. */
  readonly kind: string;
  readonly id: string;
  readonly text: string;
  readonly local: number;
  readonly line: number;
}

/** `[1C60:1AA8][2018-03-24T23:59:13]i000: text`. */
function setupLineOf(text: string, line: number): SetupLine | undefined {
  const match =
    /^\[[0-9A-F]{1,8}:[0-9A-F]{1,8}\]\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^\]]{0,10}\]([iwe])(\d{3}): (.*)$/i.exec(text);
  const local = match === null ? Number.NaN : Date.parse(`${match[1]}Z`);
  if (match === null || Number.isNaN(local)) return undefined;
  return { kind: (match[2] ?? '').toLowerCase(), id: match[3] ?? '', text: match[4] ?? '', local, line };
}

/** Done; done, and a restart is wanted; done, and a restart was begun (learn.microsoft.com/windows/win32/msi/error-codes, seen 2026-11). */
const successCodes: readonly number[] = [0, 3010, 1641];

/** The outcome of the last run in the file. A log that ends before its setup does tells no outcome. */
function readDeploymentLog(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems, evidenceLimits.logLines);
  if (lines === undefined) return [];
  const all = lines.flatMap((line, index) => setupLineOf(line, index + 1) ?? []);
  const start = all.findLastIndex(({ id, text: words }) => id === '001' && words.startsWith('Burn '));
  const run = all.slice(Math.max(start, 0));
  const last = run.at(-1);
  if (last === undefined) {
    problems.add('file-damaged', 'The log holds no whole line of a setup.');
    return [];
  }
  if (options.observedAt === undefined) {
    problems.add('time-missing', 'The log does not say in which time zone it was written.');
    return [];
  }
  const sheet = new FactSheet(problems);
  sheet.put('os.family', 'windows');
  putOutcome(sheet, run, problems);
  const observedAt = observedIn(options.observedAt, last.local, last.line, problems);
  return [sheet.row({ source: 'mdi-deployment-log', name: undefined, fileName: options.fileName, observedAt })];
}

interface Found {
  readonly text: string;
  readonly line: number;
}

function putOutcome(sheet: FactSheet, run: readonly SetupLine[], problems: ProblemList): void {
  let exit: { readonly code: number; readonly line: number } | undefined;
  let isUnanimous = true;
  let error: Found | undefined;
  let refusal: Found | undefined;
  for (const setup of run) {
    const code = exitCodeOf(setup);
    if (code !== undefined) {
      isUnanimous &&= exit === undefined || isSuccess(exit.code) === isSuccess(code);
      exit = { code, line: setup.line };
    }
    const said = refusalOf(setup.text);
    if (said !== undefined) refusal = { text: said, line: setup.line };
    const failure = errorOf(setup);
    if (failure !== undefined) error = { text: failure, line: setup.line };
  }
  if (!isUnanimous) {
    problems.add(
      'evidence-contradictory',
      'The setup ends with a success and with a failure; neither was used.',
      exit?.line,
    );
    return;
  }
  if (exit !== undefined) sheet.put('mdi.deployment.failed', !isSuccess(exit.code), { line: exit.line });
  else
    problems.add('text-unread', 'The log ends before the setup does, so its outcome is not known.', run.at(-1)?.line);
  if (exit !== undefined && isSuccess(exit.code)) {
    sheet.put('mdi.deployment.error', null, { line: exit.line });
    return;
  }
  const ended = exit === undefined ? undefined : { text: `exit code ${exit.code}`, line: exit.line };
  const cause = refusal ?? error ?? ended;
  if (cause !== undefined) sheet.put('mdi.deployment.error', cause.text, { line: cause.line });
}

function isSuccess(code: number): boolean {
  return successCodes.includes(code);
}

/** `deploymentResultStatus=1602` of the sensor's own part, `exit code: 0x642` of the setup around it; the words may be translated. */
function exitCodeOf({ id, text }: SetupLine): number | undefined {
  const own = /\bdeploymentResultStatus=(\d{1,10})\b/.exec(text.slice(0, 2_000))?.[1];
  if (own !== undefined) return Number(own);
  const outer = id === '500' || id === '007' ? /\b0x([0-9a-f]{1,8})\b/i.exec(text.slice(0, 2_000))?.[1] : undefined;
  return outer === undefined ? undefined : Number.parseInt(outer, 16);
}

/** Why the service did not take the sensor: `validateCreateSensorResult=LicenseInvalid`. */
function refusalOf(text: string): string | undefined {
  const result = /\bvalidateCreateSensorResult=([A-Za-z]{1,60})\b/.exec(text.slice(0, 2_000))?.[1];
  return result === undefined || result === 'Success' ? undefined : `validateCreateSensorResult=${result}`;
}

/** An error of the setup, or an entry of the sensor's own log inside it. */
function errorOf({ kind, text, line }: SetupLine): string | undefined {
  const inner = entryOf(text, line);
  if (inner !== undefined)
    return /^(error|fatal)$/i.test(inner.level) ? plainText(`${inner.component} ${inner.text}`) : undefined;
  return kind === 'e' ? plainText(text) : undefined;
}
