/** One thing that `sc` said. `service` as it was written; undefined when the output does not say which service was asked for. */
export type ServiceAnswer = {
  readonly service: string | undefined;
  /** The computer named in the command, when the command stands in the file and names one. */
  readonly host: string | undefined;
  readonly line: number;
} & (
  | { readonly kind: 'state'; readonly state: number; readonly word: string }
  | { readonly kind: 'startType'; readonly startType: number }
  | { readonly kind: 'failure'; readonly call: string; readonly code: number }
  | { readonly kind: 'unclear' }
);

/** What was read, and the lines that belong to nothing. */
interface ScOutput {
  readonly answers: readonly ServiceAnswer[];
  readonly unread: readonly number[];
}

interface Command {
  readonly service: string | undefined;
  readonly host: string | undefined;
}

interface Block {
  readonly service: string;
  readonly host: string | undefined;
  readonly line: number;
  /** What stands behind the colons of the indented lines: type, state, exit code; or type, start type, error control. */
  readonly values: { readonly text: string; readonly line: number }[];
}

/**
 * Reads what `sc query`, `sc queryex` and `sc qc` print, several services and both kinds of output in one text. Labels are translated, so only the
 * order of lines, the numbers and the indentation count: the name stands at the margin, the second indented line has the state or the start type.
 */
export function readScOutput(lines: readonly string[]): ScOutput {
  const answers: ServiceAnswer[] = [];
  const unread: number[] = [];
  let command: Command | undefined;
  let block: Block | undefined;
  let isExplained = false;
  const close = () => {
    if (block !== undefined) answers.push(answerOf(block));
    block = undefined;
  };
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const flat = text.trim();
    const failure = failureOf(flat);
    if (flat === '') {
      close();
    } else if (failure !== undefined) {
      close();
      if (failure !== 'success')
        answers.push({ kind: 'failure', ...failure, service: command?.service, host: command?.host, line });
      // Behind a failure stands one line that explains it, in the language of the machine.
      isExplained = failure !== 'success';
      if (failure !== 'success') command = undefined;
    } else if (/^\s/.test(text) && block !== undefined) {
      addValue(block, flat, line);
    } else {
      const asked = commandOf(flat);
      const name = asked === undefined ? nameOf(flat) : undefined;
      if (asked !== undefined) {
        close();
        command = asked;
      } else if (name !== undefined && block === undefined) {
        block = { service: name, host: command?.host, line, values: [] };
      } else if (name !== undefined && block !== undefined && block.values.length > 0) {
        close();
        block = { service: name, host: command?.host, line, values: [] };
      } else if (block === undefined) {
        if (!isExplained && !isShell(flat)) unread.push(line);
        isExplained = false;
      }
    }
  }
  close();
  return { answers, unread };
}

/** `[SC] OpenService FAILED 1060:`, whatever the third word is; `success` stands for a line of this kind without a number. */
function failureOf(line: string): { readonly call: string; readonly code: number } | 'success' | undefined {
  if (!line.startsWith('[SC] ')) return undefined;
  const code = /(\d{1,9})\s{0,2}:?$/.exec(line.slice(0, 300));
  return code === null ? 'success' : { call: line.slice(5, code.index).trim(), code: Number(code[1]) };
}

/** The command itself, as it stands in the text of a window or of a script that echoes. */
function commandOf(line: string): Command | undefined {
  if (!/\bsc(?:\.exe)?\s/i.test(line)) return undefined;
  const match =
    /^(?:[^>]{0,260}>)?\s{0,8}sc(?:\.exe)?\s+(?:\\\\(\S{1,255})\s+)?(?:query|queryex|qc)\b\s{0,8}(.*)$/i.exec(
      line.slice(0, 600),
    );
  if (match === null) return undefined;
  const [first = ''] = /^"[^"]*"|^[^\s>|&]+/.exec(match[2] ?? '') ?? [];
  const service = first.replace(/^"|"$/g, '');
  // `type= service` and the like ask for a list.
  return { service: service === '' || service.endsWith('=') ? undefined : service, host: match[1] };
}

/** `SERVICE_NAME: sense`. A label has no blank before the colon in English, and may have one in French. */
function nameOf(line: string): string | undefined {
  const colon = line.indexOf(':');
  if (colon < 1 || colon > 60) return undefined;
  const name = line.slice(colon + 1).trim();
  return /^[^\\/\p{Cc}]{1,256}$/u.test(name) && /^\s/.test(line.slice(colon + 1)) ? name : undefined;
}

/** Of the window that the output was copied from: its greeting and its empty prompts. */
function isShell(line: string): boolean {
  return /^Microsoft Windows \[|^\(c\) |^[a-z]:\\[^>]{0,260}>/i.test(line);
}

function addValue(block: Block, line: string, at: number): void {
  if (block.values.length >= 3 || line.startsWith('(')) return;
  const colon = line.indexOf(':');
  block.values.push({ text: colon < 0 ? '' : line.slice(colon + 1).trim(), line: at });
}

/**
 * `sc qc` prints a start type where `sc query` prints the state, and 4 is "disabled" for one and "running" for the other. The third line tells them
 * apart: an exit code has its number again in brackets, error control has a word. Without it nothing is said.
 */
function answerOf({ service, host, line, values }: Block): ServiceAnswer {
  const [type, second, third] = values;
  const number = /^([0-7])\s+(\S+)/.exec(second?.text ?? '');
  const isSound = number !== null && /^[0-9a-f]{1,4}\s+\S/i.test(type?.text ?? '');
  const place = { service, host, line: second?.line ?? line };
  if (isSound && /^\d{1,10}\s+\(0x[0-9a-f]{1,8}\)$/i.test(third?.text ?? ''))
    return { kind: 'state', state: Number(number[1]), word: number[2] ?? '', ...place };
  if (isSound && /^[0-3]\s+[^\s(\d]/.test(third?.text ?? ''))
    return { kind: 'startType', startType: Number(number[1]), ...place };
  return { kind: 'unclear', ...place };
}
