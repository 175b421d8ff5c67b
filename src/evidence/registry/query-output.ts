import type { RegistryData, RegistryValue } from './findings.ts';

/** What one `reg query` printed: what was asked when the command stands there, the keys, and the exit status when somebody wrote it down. */
export interface QueryRun {
  readonly asked: Asked | undefined;
  readonly keys: readonly QueriedKey[];
  readonly status: { readonly code: number; readonly line: number } | undefined;
  readonly line: number;
}

interface Asked {
  readonly host: string | undefined;
  readonly path: string;
  /** The value asked for with `/v`. */
  readonly value: string | undefined;
  /** Which keys are printed with all their values: this one, everything below it too, or none. Keys below are named without theirs. */
  readonly lists: 'key' | 'tree' | 'nothing';
  /** Whether the view of 32-bit programs was asked, which is another registry under the same names. */
  readonly isOtherView: boolean;
}

export interface QueriedKey {
  readonly path: string;
  readonly host: string | undefined;
  readonly line: number;
  readonly values: RegistryValue[];
  isUnderstood: boolean;
}

interface QueryOutput {
  readonly runs: readonly QueryRun[];
  /** Lines that were not understood. */
  readonly unread: readonly number[];
}

/** `\\DC02\HKEY_LOCAL_MACHINE\…` when another computer was asked. */
const keyLine = /^(?:\\\\([^\\\s]{1,255})\\)?(HKEY_[A-Z_]{4,40}\\.{1,2000})$/;
const valueLine = /^(?: {4}|\t)(.{1,512}?)(?: {4}|\t)(REG_[A-Z0-9_]{2,40})(?:(?: {4}|\t)(.*))?$/;

/** As a shell, a script or a person writes it behind the output: `ERRORLEVEL=1`, `exit status 1`, `Exit code: 0`. */
const statusLine = /^(?:%?errorlevel%?|exit[ -]?(?:status|code)|exitcode)\s{0,4}[:=]?\s{0,4}(\d{1,10})$/i;

/** A run begins at its command, or behind the exit status of the one before. The words of error messages are translated and never looked at. */
export function readQueryOutput(lines: readonly string[]): QueryOutput {
  const runs: { asked: Asked | undefined; keys: QueriedKey[]; status: QueryRun['status']; line: number }[] = [];
  const unread: number[] = [];
  let isOpen = false;
  const begin = (asked: Asked | undefined, line: number) => {
    const run = { asked, keys: [], status: undefined, line };
    runs.push(run);
    isOpen = true;
    return run;
  };
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const flat = text.trim();
    if (flat === '') continue;
    const run = isOpen ? runs.at(-1) : undefined;
    const asked = commandOf(flat);
    const status = statusLine.exec(flat)?.[1];
    const key = keyLine.exec(text.trimEnd());
    const value = valueLine.exec(text);
    const open = run?.keys.at(-1);
    if (asked !== undefined) {
      begin(asked, line);
    } else if (status !== undefined) {
      (run ?? begin(undefined, line)).status = { code: Number(status), line };
      isOpen = false;
    } else if (key !== null) {
      const keys = (run ?? begin(undefined, line)).keys;
      keys.push({ path: key[2] ?? '', host: key[1], line, values: [], isUnderstood: true });
    } else if (value !== null && open !== undefined) {
      open.values.push({ name: value[1] ?? '', data: dataOf(value[2] ?? '', value[3] ?? ''), line });
    } else if (open !== undefined) {
      // A text with a line end, or the window's own wrapping.
      open.isUnderstood = false;
      unread.push(line);
    } else if (run === undefined) unread.push(line);
  }
  return { runs, unread };
}

/** `reg query "HKLM\SOFTWARE\X" /v Name`, with or without a prompt before it. */
function commandOf(line: string): Asked | undefined {
  if (!/\breg(?:\.exe)?\s/i.test(line.slice(0, 300))) return undefined;
  const command = /^(?:[^>]{0,260}>)?\s{0,8}reg(?:\.exe)?\s+query\s+(.*)$/i.exec(line.slice(0, 4_096));
  const words = (command?.[1] ?? '').match(/"[^"]*"|[^\s"]+/g)?.map((word) => word.replace(/^"|"$/g, ''));
  const full = words?.[0];
  if (words === undefined || full === undefined) return undefined;
  const remote = /^\\\\([^\\\s]{1,255})\\(.*)$/.exec(full);
  const options = words.slice(1).filter((word) => !/^[|>&]|^\d?>/.test(word));
  const lower = options.map((word) => word.toLowerCase());
  const at = lower.indexOf('/v');
  const value = at < 0 ? undefined : options[at + 1];
  return {
    host: remote?.[1],
    path: remote?.[2] ?? full,
    value: value?.startsWith('/') === true ? undefined : value,
    lists: lower.some((word) => word !== '/s' && word !== '/reg:64')
      ? 'nothing'
      : lower.includes('/s')
        ? 'tree'
        : 'key',
    isOtherView: lower.includes('/reg:32'),
  };
}

function dataOf(type: string, text: string): RegistryData {
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
    case 'REG_MULTI_SZ':
      return { kind: 'text', text };
    case 'REG_DWORD':
      return /^0x[0-9a-f]{1,8}$/i.test(text) ? { kind: 'number', number: BigInt(text) } : { kind: 'unclear' };
    case 'REG_QWORD':
      return /^0x[0-9a-f]{1,16}$/i.test(text) ? { kind: 'number', number: BigInt(text) } : { kind: 'unclear' };
    case 'REG_BINARY':
      return text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text)
        ? { kind: 'bytes', bytes: new Uint8Array(Buffer.from(text, 'hex')) }
        : { kind: 'unclear' };
    default:
      return { kind: 'unclear' };
  }
}
