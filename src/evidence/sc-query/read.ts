import type { FactKey } from '../../domain/fact.ts';
import type { ServiceState } from '../../domain/fact-keys.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { namedHost } from '../host-of-command.ts';
import { wholeLinesOf } from '../lines.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { readScOutput, type ServiceAnswer } from './output.ts';

export const scQuery: FileFormat = {
  format: 'sc-query',
  title: 'Output of sc query and sc qc',
  recognises: ({ head }) => {
    const { answers } = readScOutput(head.split(/\r\n|\r|\n/));
    return answers.some(({ kind }) => kind !== 'unclear');
  },
  read: (file, options, problems) => ({ rows: readScQuery(file.text, options, problems) }),
};

/** The services that rules ask for, as their facts are called; `sc` takes and prints names in any case. */
const canonicalNames = ['Sense', 'AATPSensorUpdater', 'AATPSensor', 'DiagTrack', 'WinDefend'] as const;
type CanonicalName = (typeof canonicalNames)[number];

/**
 * What the numbers mean (learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status, seen 2026-11). What is on its way to stop, to pause or
 * from a pause is neither running nor stopped, so it gives no fact.
 */
const states: Readonly<Record<number, { readonly word: string; readonly state: ServiceState | undefined }>> = {
  1: { word: 'STOPPED', state: 'stopped' },
  2: { word: 'START_PENDING', state: 'startPending' },
  3: { word: 'STOP_PENDING', state: undefined },
  4: { word: 'RUNNING', state: 'running' },
  5: { word: 'CONTINUE_PENDING', state: undefined },
  6: { word: 'PAUSE_PENDING', state: undefined },
  7: { word: 'PAUSED', state: undefined },
};
const stateWords = new Set(Object.values(states).map(({ word }) => word));

/** As Windows PowerShell calls them, so that every source says the same word. */
const startTypes: readonly string[] = ['Boot', 'System', 'Automatic', 'Manual', 'Disabled'];
const disabledStart = 4;

const serviceDoesNotExist = 1060;
const accessDenied = 5;

/** The program of the service Sense. A page calls the service by this name, and no service has it. */
const senseProcess = 'mssense';

/** One row a service, since a later output of one service says nothing about the others. Services that no rule reads share a row. */
function readScQuery(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems);
  if (lines === undefined) return [];
  const { answers, unread } = readScOutput(lines);
  // Not quoted: what is no output of sc may be anything.
  for (const line of unread) problems.addRepeated('unread', 'text-unread', 'A line was not understood.', line);
  const { observedAt, fileName } = options;
  if (observedAt === undefined) {
    problems.add('time-missing', 'The output of sc does not say when it was made.');
    return [];
  }
  return [...grouped(answers)].flatMap(([, group]) => {
    const [first] = group;
    const host = namedHost(first?.host, problems, first?.line);
    if (first === undefined || host === undefined) return [];
    const sheet = new FactSheet(problems);
    const name = canonicalOf(first.service);
    const part = name === undefined ? putOthers(sheet, group, problems) : putService(sheet, name, group, problems);
    if (sheet.size === 0) return [];
    return [sheet.row({ source: `sc-query/${part}`, ...host, fileName, observedAt })];
  });
}

function canonicalOf(service: string | undefined): CanonicalName | undefined {
  return canonicalNames.find((name) => name.toLowerCase() === service?.toLowerCase());
}

function grouped(answers: readonly ServiceAnswer[]): ReadonlyMap<string, readonly ServiceAnswer[]> {
  const groups = new Map<string, ServiceAnswer[]>();
  for (const answer of answers) {
    const key = `${answer.host?.toLowerCase() ?? ''}\n${canonicalOf(answer.service) ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [answer]);
    else group.push(answer);
  }
  return groups;
}

/** @returns the part of the source: a start type alone must not take the place of a state that was read before. */
function putService(
  sheet: FactSheet,
  name: CanonicalName,
  answers: readonly ServiceAnswer[],
  problems: ProblemList,
): string {
  const starts = answers.filter((answer) => answer.kind === 'startType');
  const isDisabled = starts.length > 0 && starts.every(({ startType }) => startType === disabledStart);
  let hasState = false;
  for (const answer of answers) {
    if (answer.kind === 'startType') {
      const word = startTypes[answer.startType];
      if (word === undefined) addUnclear(answer, problems);
      else if (name === 'Sense') sheet.put('sense.startType', word, { line: answer.line });
      else sheet.put(`service.${name}.startType`, word, { line: answer.line });
      continue;
    }
    const state = stateOf(answer, problems);
    if (state === undefined) continue;
    hasState = true;
    sheet.put(`service.${name}`, state === 'stopped' && isDisabled ? 'disabled' : state, { line: answer.line });
  }
  return hasState ? name : `${name}-config`;
}

/** Kept under the name that they have, for people to see. */
function putOthers(sheet: FactSheet, answers: readonly ServiceAnswer[], problems: ProblemList): string {
  for (const answer of answers) {
    const place = { line: answer.line };
    const key: FactKey = `service.${answer.service?.replace(/[^a-zA-Z0-9]/g, '').slice(0, 64) || 'unnamed'}`;
    // A name that only looks like one of ours once its other signs are gone is not ours.
    if (canonicalOf(key.slice('service.'.length)) !== undefined) continue;
    if (answer.kind === 'startType') {
      const word = startTypes[answer.startType];
      if (word !== undefined) sheet.put(`${key}.startType`, word, place);
      continue;
    }
    const state = stateOf(answer, problems);
    if (state === undefined) continue;
    sheet.put(key, state, place);
    addWhyUnused(answer, state, problems);
  }
  return 'other';
}

function addWhyUnused(answer: ServiceAnswer, state: ServiceState, problems: ProblemList): void {
  if (answer.service === undefined) {
    problems.addRepeated(
      'unnamed',
      'value-unknown',
      'A service is absent (1060), but the output does not say which. Write the command into the file too: "sc query NAME" on the line before.',
      answer.line,
    );
  } else if (answer.service.toLowerCase() === senseProcess && state === 'absent') {
    problems.addRepeated(
      senseProcess,
      'value-unknown',
      'MsSense is the program of the service Sense, and no service has that name; 1060 says nothing about Sense. Run "sc query Sense".',
      answer.line,
    );
  } else {
    problems.addRepeated('other', 'fact-unknown', `No rule reads the service ${quoted(answer.service)}.`, answer.line);
  }
}

/** The state, by its number alone; the word is translated on some machines. What gives none is told. */
function stateOf(answer: ServiceAnswer, problems: ProblemList): ServiceState | undefined {
  if (answer.kind === 'failure') {
    if (answer.code === serviceDoesNotExist && /OpenService/i.test(answer.call)) return 'absent';
    const why = answer.code === accessDenied ? 'access was denied' : 'it failed';
    const detail = `sc was asked for ${asked(answer)} and could not tell: ${why} (${answer.code}).`;
    problems.add('tool-failed', detail, answer.line);
    return undefined;
  }
  if (answer.kind !== 'state') {
    if (answer.kind === 'unclear') addUnclear(answer, problems);
    return undefined;
  }
  const known = states[answer.state];
  if (stateWords.has(answer.word) && known?.word !== answer.word) {
    const detail = `The state of ${asked(answer)} is ${answer.state} and ${answer.word}, which are two; neither was used.`;
    problems.add('evidence-contradictory', detail, answer.line);
    return undefined;
  }
  if (known?.state !== undefined) return known.state;
  const detail = `The state of ${asked(answer)} is ${answer.state} (${known?.word ?? 'unknown'}); ask again when it has settled.`;
  problems.add('value-unknown', detail, answer.line);
  return undefined;
}

function addUnclear(answer: ServiceAnswer, problems: ProblemList): void {
  problems.add('text-unread', `What sc says about ${asked(answer)} is cut off or was not understood.`, answer.line);
}

function asked({ service }: ServiceAnswer): string {
  return service === undefined ? 'a service' : `the service ${quoted(service)}`;
}
