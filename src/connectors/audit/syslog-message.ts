import type { AuditRecord } from '../../engine/ports/audit.ts';

export interface SyslogOrigin {
  /** HOSTNAME: this machine. */
  readonly host: string;
  readonly facility: number;
  /** The private enterprise number in the name of the structured data. */
  readonly enterprise: number;
}

/** Severities of RFC 5424, section 6.2.1. Everything that is logged is worth a notice; what failed or was refused is worth more. */
const severities: Partial<Record<AuditRecord['kind'], number>> = {
  'commit-passed-unproven': 2,
  'receiver-broken': 4,
  refused: 4,
};
const notice = 5;

/** One message after RFC 5424, in UTF-8, no longer than so many bytes: what people read is cut before anything else is. */
export function syslogMessage(record: AuditRecord, origin: SyslogOrigin, mostBytes: number): Buffer {
  const priority = origin.facility * 8 + (severities[record.kind] ?? notice);
  const at = new Date(record.at).toISOString();
  const head = `<${priority}>1 ${at} ${name(origin.host, 255)} changeguard - ${name(record.kind, 32)} `;
  const start = Buffer.from(`${head}${structuredData(record, origin.enterprise)} `);
  // The mark that says UTF-8 (section 6.4).
  const text = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(oneLine(record.sentence))]);
  return Buffer.concat([start, cut(text, Math.max(0, mostBytes - start.length))]);
}

/** With its length in front, so that a message can hold anything (octet counting: RFC 5425, section 4.3, and RFC 6587, section 3.4.1). */
export function frame(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** No value is longer: ids and hashes are far shorter, and names of people are not worth a message that is refused. */
const valueLength = 256;

function structuredData(record: AuditRecord, enterprise: number): string {
  const values = {
    id: record.id,
    tenant: record.tenant.id,
    tenantName: record.tenant.name,
    actor: record.actor,
    subjectType: record.subjectType,
    subjectId: record.subjectId,
    seq: String(record.seq),
    hash: record.hash,
  };
  const parameters = Object.entries(values).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `[changeguard@${enterprise}${parameters.join('')}]`;
}

/** `"`, `\` and `]` end a value or an element where they stand bare (section 6.3.3). */
function escaped(value: string): string {
  return oneLine([...value].slice(0, valueLength).join('')).replace(/["\\\]]/g, '\\$&');
}

/** Printable ASCII, as header fields must be; `-` where nothing is left. */
function name(text: string, length: number): string {
  return text.replace(/[^!-~]/g, '').slice(0, length) || '-';
}

/** Whoever stores messages as lines must not be shown one that was made up inside another. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** So many bytes of a UTF-8 text at most, and no half of a character. */
function cut(text: Buffer, bytes: number): Buffer {
  if (text.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return text.subarray(0, end);
}
