import { randomUUID } from 'node:crypto';
import { createHttpTransport } from '../../../src/cli/http-transport.ts';
import type { Door, Io } from '../../../src/cli/io.ts';
import type { ExitCode } from '../../../src/cli/problem.ts';
import { run } from '../../../src/cli/run.ts';
import { createClient } from '../../../src/cli/transport.ts';
import { planDifference, planText } from '../../../src/main/plan-words.ts';

export interface TerminalOptions {
  readonly server?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What the person types; a line an element. */
  readonly types?: readonly string[];
  /** A terminal of this width; without it stdout is a pipe. */
  readonly columns?: number;
  readonly rows?: number;
  readonly isInteractive?: boolean;
  readonly interrupted?: AbortSignal;
  readonly sleep?: Io['sleep'];
  readonly door?: Partial<Door>;
}

export interface Terminal {
  readonly io: Io;
  out(): string;
  err(): string;
  /** Runs a line split at spaces; give words for those that hold spaces. */
  run(line: string | readonly string[]): Promise<ExitCode>;
  readonly files: Map<string, string>;
  readonly modes: Map<string, number | undefined>;
  /** Where the clock stands; the default sleep moves it. */
  clock: { now: number };
}

const wallNow = Date.parse('2026-11-22T10:00:00Z');

/** The outside of a process, in memory; the network stays real. */
export function aTerminal(options: TerminalOptions = {}): Terminal {
  const written = { out: '', err: '' };
  const files = new Map(Object.entries(options.files ?? {}).map(([path, text]) => [`/project/${path}`, text]));
  const modes = new Map<string, number | undefined>();
  // What is no text; tests look at texts, commands at what was written.
  const binary = new Map<string, Uint8Array>();
  const clock = { now: wallNow };
  // As in the product: a key of one terminal must never be one of another that uses the same token.
  const newKey = () => `key-${randomUUID()}`;
  const connectTo = async (server: string, token: string | undefined, tenant?: string) =>
    createClient(createHttpTransport({ baseUrl: server, token }), { newKey, tenant });
  const unscripted = async () => {
    throw new Error('The test does not script this door.');
  };
  const door: Door = {
    version: '9.8.7',
    defaults: { dataDirectory: '/home/anna/.changeguard', server: options.server ?? 'http://127.0.0.1:9' },
    connectTo,
    connect: (target) =>
      connectTo(target.server ?? options.server ?? 'http://127.0.0.1:9', target.token, target.tenant),
    serve: unscripted,
    work: unscripted,
    makeLocalSignInLink: unscripted,
    storeInfo: unscripted,
    migrateStore: unscripted,
    copyStore: unscripted,
    backUpStore: unscripted,
    restoreStore: unscripted,
    doctorLocal: unscripted,
    collectorScript: unscripted,
    diagnoseFile: unscripted,
    // Pure functions: the real ones run here too.
    planText: async (plan, tell) => planText(plan, tell),
    planDifference: async (from, to, tell) => planDifference(from, to, tell),
    verifyPack: unscripted,
    verifyTenant: unscripted,
    verifyArchives: unscripted,
    health: unscripted,
    probe: unscripted,
    ...options.door,
  };
  const io: Io = {
    stdout: {
      write: (text) => {
        written.out += text;
      },
    },
    stderr: {
      write: (text) => {
        written.err += text;
      },
    },
    stdin: typed(options.types ?? []),
    env: { TZ: 'Europe/Berlin', ...options.env },
    isTty: {
      stdin: options.isInteractive === true,
      stdout: options.columns !== undefined,
      stderr: options.isInteractive === true,
    },
    columns: options.columns,
    rows: options.rows,
    cwd: '/project',
    home: '/home/anna',
    readFile: async (path) => {
      const bytes = binary.get(path);
      if (bytes !== undefined) return bytes;
      const text = files.get(path);
      if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT', syscall: 'open' });
      return new TextEncoder().encode(text);
    },
    filesBelow: async (path) => {
      if (files.has(path)) return undefined;
      const below = [...files.keys()].filter((file) => file.startsWith(`${path.replace(/\/$/, '')}/`)).sort();
      if (below.length === 0) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT', syscall: 'stat' });
      return { files: below, leftOut: [] };
    },
    modifiedAt: async () => clock.now,
    writeFile: async (path, data, more) => {
      files.set(path, typeof data === 'string' ? data : new TextDecoder().decode(data));
      if (typeof data === 'string') binary.delete(path);
      else binary.set(path, data);
      modes.set(path, more?.mode);
    },
    appendFile: async (path, text) => {
      files.set(path, (files.get(path) ?? '') + text);
    },
    now: () => clock.now,
    sleep:
      options.sleep ??
      (async (ms) => {
        clock.now += ms;
      }),
    interrupted: options.interrupted ?? new AbortController().signal,
    newKey,
    door,
  };
  return {
    io,
    files,
    modes,
    clock,
    out: () => written.out,
    err: () => written.err,
    run: (line) => run(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line, io),
  };
}

async function* typed(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield `${line}\n`;
}

const escapeCode = String.fromCharCode(0x1b);
const ansi = new RegExp(`${escapeCode}\\[\\d*[AJm]`, 'g');

/** What a person sees: without colour and cursor codes. */
export function withoutAnsi(text: string): string {
  return text.replaceAll(ansi, '');
}

/** Whether anything is in the text that could steer a terminal, line ends apart. */
export function hasControls(text: string): boolean {
  return [...text].some((character) => character !== '\n' && /[\p{Cc}\u202E]/u.test(character));
}
