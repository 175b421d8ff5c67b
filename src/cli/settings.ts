import { z } from 'zod';
import type { Io, Target } from './io.ts';
import { cliProblem } from './problem.ts';

/** One value and where it came from, for `doctor`. */
interface Setting {
  readonly name: 'server' | 'tenant' | 'data' | 'token';
  readonly value: string | undefined;
  /** For people: `--server`, `CHANGEGUARD_SERVER`, a file, or `default`. */
  readonly from: string;
}

export interface Settings {
  readonly target: Target;
  readonly sources: readonly Setting[];
}

const fileShape = z.strictObject({
  server: z.string().optional(),
  tenant: z.string().optional(),
  data: z.string().optional(),
});
const credentialsShape = z.object({ servers: z.record(z.string(), z.object({ token: z.string() })) });
type Credentials = z.infer<typeof credentialsShape>;

const projectFile = 'changeguard.json';

/** Flags, then environment, then the project's file, then the person's file. A file that cannot be understood stops the command. */
export async function readSettings(
  io: Io,
  flags: Readonly<Record<'server' | 'tenant' | 'data' | 'tokenFile', string | undefined>>,
): Promise<Settings> {
  const files = [join(io.cwd, projectFile), join(userDirectory(io), 'config.json')];
  const read = await Promise.all(
    files.map(async (path) => ({
      path,
      values: await readShape(io, path, fileShape, {} as z.infer<typeof fileShape>),
    })),
  );
  const pick = (name: 'server' | 'tenant' | 'data'): Setting => {
    const variable = `CHANGEGUARD_${name.toUpperCase()}`;
    if (flags[name] !== undefined) return { name, value: flags[name], from: `--${name}` };
    if (io.env[variable]) return { name, value: io.env[variable], from: variable };
    const file = read.find((one) => one.values[name] !== undefined);
    return file === undefined
      ? { name, value: undefined, from: 'default' }
      : { name, value: file.values[name], from: file.path };
  };
  const server = pick('server');
  const tenant = pick('tenant');
  const data = pick('data');
  const token = await readToken(io, server.value, flags.tokenFile);
  return {
    target: { server: server.value, token: token.value, tenant: tenant.value, dataDirectory: data.value },
    sources: [server, tenant, data, { ...token, value: token.value === undefined ? undefined : 'set (not shown)' }],
  };
}

/** Tokens come from a file, the environment or a sign-in; never from a flag, which every process of the machine could read. */
async function readToken(io: Io, server: string | undefined, tokenFile: string | undefined): Promise<Setting> {
  if (tokenFile !== undefined)
    return {
      name: 'token',
      value: text(await io.readFile(resolve(io, tokenFile))).trim(),
      from: `--token-file ${tokenFile}`,
    };
  if (io.env.CHANGEGUARD_TOKEN)
    return { name: 'token', value: io.env.CHANGEGUARD_TOKEN.trim(), from: 'CHANGEGUARD_TOKEN' };
  const path = credentialsPath(io);
  const kept = await readShape(io, path, credentialsShape, { servers: {} });
  const value = kept.servers[originOf(server ?? io.door.defaults.server)]?.token;
  return { name: 'token', value, from: value === undefined ? 'default' : path };
}

/** Keeps a token for a server in a file that only its owner can read. @returns the path. */
export async function keepToken(io: Io, server: string, token: string): Promise<string> {
  const path = credentialsPath(io);
  const kept: Credentials = await readShape(io, path, credentialsShape, { servers: {} });
  const servers = { ...kept.servers, [originOf(server)]: { token } };
  await io.writeFile(path, `${JSON.stringify({ servers }, null, 2)}\n`, { mode: 0o600 });
  return path;
}

export function resolve(io: Io, path: string): string {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path) ? path : join(io.cwd, path);
}

function credentialsPath(io: Io): string {
  return join(userDirectory(io), 'credentials.json');
}

function userDirectory(io: Io): string {
  const base = io.env.XDG_CONFIG_HOME || io.env.APPDATA || join(io.home, '.config');
  return join(base, 'changeguard');
}

function originOf(server: string): string {
  return URL.canParse(server) ? new URL(server).origin : server;
}

function join(directory: string, name: string): string {
  return `${directory.replace(/[/\\]+$/, '')}/${name}`;
}

async function readShape<T>(io: Io, path: string, shape: z.ZodType<T>, absent: T): Promise<T> {
  let bytes: Uint8Array;
  try {
    bytes = await io.readFile(path);
  } catch (error) {
    if (isAbsent(error)) return absent;
    throw error;
  }
  try {
    return shape.parse(JSON.parse(text(bytes)));
  } catch (cause) {
    const fault = cause instanceof z.ZodError ? (cause.issues[0]?.message ?? 'invalid') : 'it is no JSON';
    throw cliProblem('settings-invalid', `${path}: ${fault}.`, { cause });
  }
}

/** True for "there is no such file", the only reading error that has a meaning of its own. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
