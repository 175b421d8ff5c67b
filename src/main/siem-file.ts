import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { LocalFinding } from '../cli/io.ts';
import { usageProblem } from '../cli/problem.ts';
import { type AuditLimits, auditLimits } from '../connectors/audit/limits.ts';
import { appendLines } from '../connectors/audit/lines-file.ts';
import { connected, type SyslogAddress, sendSyslog } from '../connectors/audit/syslog.ts';
import { isLoopback } from '../connectors/graph/transport.ts';
import type { AuditCollector } from '../engine/ports/store.ts';
import { auditRecord } from '../report/audit-record.ts';

const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens'),
  names: z.boolean().default(true),
  tenants: z.array(z.string().min(1).max(100)).min(1).max(1_000).optional(),
};
const path = z.string().min(1).max(1_000);
const syslog = z
  .strictObject({
    ...common,
    kind: z.literal('syslog'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(6514),
    transport: z.enum(['tls', 'tcp']).default('tls'),
    ca: path.optional(),
    cert: path.optional(),
    key: path.optional(),
    facility: z.number().int().min(0).max(23).default(13),
    enterprise: z.number().int().min(1).max(4_294_967_295).default(32_473),
    hostname: z.string().min(1).max(255).optional(),
    confirms: z.boolean().default(true),
  })
  .refine((one) => (one.cert === undefined) === (one.key === undefined), 'cert and key belong together')
  .refine(
    (one) => one.transport === 'tls' || isLoopback(one.host),
    'tcp is in the clear: it takes a relay on this machine (127.0.0.1 or localhost) and nothing else',
  );
const file = z.strictObject({ ...common, kind: z.literal('file'), path });

/** The document of `--siem`: where copies of the logs go. It holds no secret; certificates and keys are files that it names. */
const shape = z.strictObject({
  collectors: z
    .array(z.discriminatedUnion('kind', [syslog, file]))
    .min(1)
    .max(20)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two have the same name'),
});
type Asked = z.infer<typeof shape>['collectors'][number];
type AskedSyslog = Extract<Asked, { kind: 'syslog' }>;

/** Reads who gets a copy of the logs. @throws the command line's usage problem for what is not understood. */
export async function readSiem(at: string, limits: AuditLimits = auditLimits): Promise<readonly AuditCollector[]> {
  return Promise.all((await askedIn(at)).map((asked) => collectorOf(asked, limits)));
}

async function askedIn(at: string): Promise<readonly Asked[]> {
  const found = shape.safeParse(jsonOf(await textOf(at), at));
  if (found.success) return found.data.collectors;
  const faults = found.error.issues
    .slice(0, 5)
    .map(({ path: where, message }) => `${where.join('.') || 'the document'}: ${message}`);
  throw refused(`${at} is not understood. ${faults.join('. ')}.`);
}

async function collectorOf(asked: Asked, limits: AuditLimits): Promise<AuditCollector> {
  const { name, names, tenants } = asked;
  const same: Omit<AuditCollector, 'where' | 'send'> = {
    name,
    tenants,
    recordOf: (event, tenant, hash) => auditRecord(event, tenant, hash, names),
  };
  if (asked.kind === 'file') return { ...same, where: asked.path, send: (records) => appendLines(asked.path, records) };
  // What cannot be read is told at the start; then it is read each time, because certificates are renewed.
  await addressOf(asked);
  const origin = { host: asked.hostname ?? hostname(), facility: asked.facility, enterprise: asked.enterprise };
  return {
    ...same,
    where: `${asked.host}:${asked.port} (${asked.transport})`,
    send: async (records, stopped) => sendSyslog(await addressOf(asked), records, origin, limits, stopped),
  };
}

async function addressOf({ host, port, transport, ca, cert, key, confirms }: AskedSyslog): Promise<SyslogAddress> {
  return {
    host,
    port,
    transport,
    confirms,
    ca: ca === undefined ? undefined : await textOf(ca),
    own: cert === undefined || key === undefined ? undefined : { cert: await textOf(cert), key: await textOf(key) },
  };
}

/** Whether each collector can be reached from here, certificate and all; nothing is sent. */
export async function siemFindings(at: string, limits: AuditLimits = auditLimits): Promise<readonly LocalFinding[]> {
  try {
    return await Promise.all((await askedIn(at)).map((asked) => findingOf(asked, limits)));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ what: 'Audit to a SIEM', verdict: 'fail', detail, remedy: 'See docs/operate/siem.md.' }];
  }
}

async function findingOf(asked: Asked, limits: AuditLimits): Promise<LocalFinding> {
  const what = `Audit to ${asked.name}`;
  try {
    if (asked.kind === 'file') {
      await appendLines(asked.path, []);
      return { what, verdict: 'pass', detail: `${asked.path} can be written.` };
    }
    const { socket } = await connected(await addressOf(asked), limits, new AbortController().signal);
    socket.destroy();
    const how = asked.transport === 'tls' ? 'its certificate holds' : 'in the clear, on this machine';
    return { what, verdict: 'pass', detail: `${asked.host}:${asked.port} takes connections; ${how}.` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const remedy = 'Look at the collector, its name, port and certificate. What it has not got waits in the log.';
    return { what, verdict: 'fail', detail, remedy };
  }
}

function textOf(at: string): Promise<string> {
  return readFile(at, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refused(`${at} cannot be read (${error.code ?? error.message}).`);
  });
}

function jsonOf(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(`${at} is no JSON: ${(error as Error).message}.`);
  }
}

function refused(detail: string) {
  return usageProblem(`--siem: ${detail}`, 'See docs/operate/siem.md.');
}
