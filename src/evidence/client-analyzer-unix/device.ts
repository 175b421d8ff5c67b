import { fqdnOf } from '../../domain/host-name.ts';
import { fromRfc3339, hourMs, type Instant } from '../../domain/time.ts';
import { putDeviceId } from '../device-id.ts';
import type { FactSheet } from '../fact-sheet.ts';
import { type EvidenceRow, type ProblemList, quoted } from '../reading.ts';
import type { DeviceLine } from './mde-xml.ts';

type Identity = Pick<EvidenceRow, 'name' | 'fqdn' | 'domain'>;

interface Frame {
  readonly member?: string | undefined;
  readonly problems: ProblemList;
}

/** Puts what mde.xml says of the device; tags that are not known are kept under their own name. */
export function putDevice(device: readonly DeviceLine[], sheet: FactSheet, { member, problems }: Frame): void {
  for (const { tag, text, line } of device) {
    const place = { member, line };
    const key = tag.replace(/_/g, '').toLowerCase();
    const isNothing = text === '' || text.toLowerCase() === 'unavailable';
    if (key === 'hostname' || key === 'devicename') continue;
    if (key === 'osfamily') putFamily(text, sheet, { member, problems }, line);
    else if (key === 'orgid') continue;
    else if (key === 'deviceid' || key === 'machineid' || key === 'edrmachineid')
      putDeviceId(sheet, isNothing ? null : text, place, problems);
    else if (/org|tenant|token|user|account|mail|certificate|blob/.test(key))
      problems.addRepeated(
        `private ${key}`,
        'fact-invalid',
        `${quoted(tag)} may hold what belongs to a tenant or a person; it was left out.`,
        line,
      );
    else sheet.putUnknown('analyzer.device', tag, isNothing ? null : text, place);
  }
}

function putFamily(text: string, sheet: FactSheet, { member, problems }: Frame, line: number): void {
  const family = /linux/i.test(text) ? 'linux' : /^(macos|mac os|darwin)/i.test(text) ? 'macos' : undefined;
  if (family !== undefined) sheet.put('os.family', family, { member, line });
  else problems.add('value-unknown', `${quoted(text)} is no known operating system.`, line);
}

/**
 * Whose report it is. `host_name` is what the system calls itself; `device_name` is a free text on macOS, so it serves where it looks like a name.
 * Two names of different computers are none: evidence of one host must never count for another.
 */
export function identityOf(device: readonly DeviceLine[], problems: ProblemList): Identity {
  const nameIn = (tag: string) => {
    const found = device.find((line) => line.tag.replace(/_/g, '').toLowerCase() === tag);
    return found === undefined ? undefined : identityIn(found.text);
  };
  const host = nameIn('hostname');
  const shown = nameIn('devicename');
  if (host !== undefined && shown !== undefined && host.name !== shown.name) {
    const both = `${quoted(host.fqdn ?? host.name ?? '')} and ${quoted(shown.fqdn ?? shown.name ?? '')}`;
    problems.add('evidence-contradictory', `The report names two computers, ${both}; neither was believed.`);
    return { name: undefined };
  }
  return host ?? shown ?? { name: undefined };
}

function identityIn(text: string): Identity | undefined {
  const fqdn = fqdnOf(text);
  const short = (fqdn ?? text).split('.')[0] ?? '';
  if (!/^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(short) || short.toLowerCase() === 'localhost') return undefined;
  if (fqdn === undefined) return text.includes('.') ? undefined : { name: short.toUpperCase() };
  const domain = fqdn.slice(short.length + 1);
  // macOS puts `.local` behind its own name where it has no domain.
  if (domain === 'local' || domain === 'localdomain') return { name: short.toUpperCase() };
  return { name: short.toUpperCase(), fqdn, domain };
}

/** Zones lie between 14 hours before and 12 hours behind UTC. */
const eastmostMs = 14 * hourMs;
const westmostMs = 12 * hourMs;

/**
 * When the report was made. A time without a zone may be any of 26 hours; the earliest one counts, so that nothing old passes for new, unless a
 * person's word falls among them. A report without a time has the person's word; one with a time that cannot be read too, and says so.
 */
export function instantOf(
  ranAt: DeviceLine | undefined,
  said: Instant | undefined,
  problems: ProblemList,
): Instant | undefined {
  const text = (ranAt?.text ?? '').replace(/^(\S{10}) /, '$1T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const zoned = fromRfc3339(text);
  if (zoned !== undefined) return zoned;
  const asUtc = fromRfc3339(`${text}Z`);
  if (asUtc !== undefined) {
    const isPossible = said !== undefined && said >= asUtc - eastmostMs && said <= asUtc + westmostMs;
    if (isPossible) return said;
    problems.add('time-ambiguous', `The report was made at ${text}, and does not say in which zone.`, ranAt?.line);
    return asUtc - eastmostMs;
  }
  if (ranAt !== undefined) problems.add('value-unknown', `${quoted(ranAt.text)} is no time.`, ranAt.line);
  if (said === undefined) problems.add('time-missing', 'The report does not say when it was made.', ranAt?.line);
  return said;
}
