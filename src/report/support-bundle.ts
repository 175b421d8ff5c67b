import { ZipFile } from 'yazl';
import type { z } from 'zod';
import type { logEntry } from '../contract/installation.ts';
import type { ServerDetail } from '../contract/servers.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import { supportCaseSteps } from '../journeys/sensor-v3/support-case.ts';
import { diagnosisShape } from './diagnosis.ts';
import { type PrivateNames, privateTexts, redactor } from './redaction.ts';

/** What a support case needs to know of one server (S3-12, S3-17). */
export interface SupportCase {
  readonly server: ServerDetail;
  readonly findings: readonly Diagnosis[];
  /** Of the server and its moves, oldest first. */
  readonly timeline: readonly z.infer<typeof logEntry>[];
  /** True when the log holds more than the timeline. */
  readonly isTimelineCut: boolean;
  readonly version: string;
  readonly at: Instant;
  /** Names of the estate to take out, beside those of the server itself; undefined when names stay. */
  readonly names: PrivateNames | undefined;
}

/** A file of the bundle. */
interface BundleFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The bundle as a ZIP: verdicts, evidence, findings and the timeline of one server, with names taken out unless they are asked for. The same
 * case gives the same bytes.
 */
export function supportBundle(found: SupportCase, sha256: (text: string) => string): Promise<Buffer> {
  const files = filesOf(found);
  const manifest = {
    files: files.map(({ name, text }) => ({ name, sha256: sha256(text), bytes: Buffer.byteLength(text) })),
  };
  return packed([...files, { name: 'manifest.json', text: jsonText(manifest) }], found.at);
}

/** All that a case tells, as text: in it the names stand that have to be taken out. */
export function textsOfCase(found: Omit<SupportCase, 'names'>): readonly string[] {
  return contentsOf({ ...found, names: undefined }).map(({ content }) => JSON.stringify(content));
}

function filesOf(found: SupportCase): readonly BundleFile[] {
  const redact = redactorOf(found);
  return contentsOf(found).map(({ name, content }) => {
    const told = redact(content);
    return { name, text: typeof told === 'string' ? told : jsonText(told) };
  });
}

function redactorOf({ server, findings, names }: SupportCase): <T>(value: T) => T {
  if (names === undefined) return (value) => value;
  const own = server.facts.filter((fact) => nameFacts.has(fact.key)).flatMap((fact) => textsOf(fact.value));
  return redactor({
    servers: [server.name, server.fqdn, ...own, ...names.servers],
    domains: [server.domain, ...names.domains],
    sites: [server.site, ...names.sites],
    texts: [server.facts, ...[...server.verdicts, ...findings].map(({ evidence }) => evidence)].flatMap(privateTexts),
  });
}

function contentsOf(found: SupportCase): readonly { readonly name: string; readonly content: unknown }[] {
  const { verdicts, facts, ...all } = found.server;
  // Who did something is of no use to support.
  const summary = { ...all, hold: all.hold && { since: all.hold.since, because: all.hold.because } };
  const events = found.timeline.map(({ at, kind, sentence, payload, seq }) => ({ at, seq, kind, sentence, payload }));
  return [
    { name: 'README.txt', content: readme(found) },
    { name: 'server.json', content: summary },
    { name: 'verdicts.json', content: verdicts },
    { name: 'evidence.json', content: facts },
    { name: 'findings.json', content: found.findings.map(diagnosisShape) },
    { name: 'timeline.json', content: { isCut: found.isTimelineCut, events } },
  ];
}

/** Facts whose value is a name of the server. */
const nameFacts: ReadonlySet<string> = new Set(['host.fqdn', 'device.fqdn', 'device.name', 'mdi.dnsNames']);

function textsOf(value: ServerDetail['facts'][number]['value']): readonly string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
}

function readme({ server, version, at, names }: SupportCase): string {
  return [
    `Support bundle for ${server.name}, made ${toRfc3339(at)} by changeguard ${version}.`,
    '',
    names === undefined
      ? 'Names of servers, domains and sites are in it as they are.'
      : 'Names of servers, domains and sites, addresses and accounts were replaced by stand-ins; the same stand-in is the same name.',
    'It holds no onboarding blob, no key and no password: those are never kept.',
    '',
    'server.json    state of the server and its newest attempt',
    'verdicts.json  every check with what it rests on',
    'evidence.json  every fact with its source and age',
    'findings.json  what was found to be wrong, and what was not excluded',
    'timeline.json  what changeguard saw and did, oldest first',
    'manifest.json  SHA-256 of every file',
    '',
    'Opening a case:',
    ...supportCaseSteps.map((step, index) => `${index + 1}. ${step}`),
    '',
  ].join('\n');
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function packed(files: readonly BundleFile[], at: Instant): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, text } of files)
    zip.addBuffer(Buffer.from(text), name, { mtime: new Date(at), mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
