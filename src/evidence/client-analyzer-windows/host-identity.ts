import { fqdnOf, hostNameOf } from '../../domain/host-name.ts';
import { type EvidenceRow, type ProblemList, quoted } from '../reading.ts';
import { fieldsAt } from './report-fields.ts';
import type { ReportField } from './report-xml.ts';
import type { ResultFolder } from './result-folder.ts';

export type Identity = Pick<EvidenceRow, 'name' | 'fqdn' | 'domain'>;

/**
 * Whose result it is. The report has the short name only, which Windows cuts after 15 characters; `dsregcmd.txt` has the full one on newer systems.
 * @returns undefined, with a problem, when the result names two hosts or something that is no name: it must then count for nobody.
 */
export function identityOf(
  fields: readonly ReportField[],
  folder: ResultFolder,
  problems: ProblemList,
): Identity | undefined {
  const names = new Map(
    fieldsAt(fields, 'devInfo/deviceName')
      .filter(({ value }) => value !== '')
      .map(({ value, line }) => [value.toLowerCase(), { value, line }]),
  );
  const [first, second] = names.values();
  if (first === undefined) return { name: undefined };
  if (second !== undefined) {
    problems.add(
      'host-ambiguous',
      `The result is of ${quoted(first.value)} and of ${quoted(second.value)}; it was not used.`,
      second.line,
    );
    return undefined;
  }
  const own = hostNameOf(first.value, undefined);
  const isName = own !== undefined && /^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(own.name);
  if (!isName || (first.value.includes('.') && own.fqdn === undefined)) {
    problems.add(
      'row-invalid',
      `${quoted(first.value)} is not the name of a computer; the result was not used.`,
      first.line,
    );
    return undefined;
  }
  const fqdn = own.fqdn ?? fullNameIn(folder, own.name);
  if (fqdn === undefined) return { name: own.name };
  const short = fqdn.split('.')[0] ?? fqdn;
  return { name: short.toUpperCase(), fqdn, domain: fqdn.slice(short.length + 1) };
}

/** Only the one line is looked at; the file also tells of accounts and tenants. */
function fullNameIn(folder: ResultFolder, name: string): string | undefined {
  const file = folder.systemInfo('dsregcmd.txt');
  if (file.kind !== 'text') return undefined;
  const fqdn = fqdnOf(/^\s{0,80}Device Name\s{0,20}:\s{0,20}(\S{1,253})\s*$/im.exec(file.text.slice(0, 100_000))?.[1]);
  return fqdn !== undefined && isShortNameOf(name, fqdn) ? fqdn : undefined;
}

/** Whether a log may be of the host of the report. Two full names that differ are two hosts, however alike they begin. */
export function isLogOf(identity: Identity, log: Identity): boolean {
  if (identity.fqdn !== undefined && log.fqdn !== undefined) return identity.fqdn === log.fqdn;
  const whole = log.fqdn ?? log.name;
  return identity.name !== undefined && whole !== undefined && isShortNameOf(identity.name, whole);
}

/** One host has one name in all its rows: where the report has only the short one, its event log has the full one. */
export function fullerIdentity(identity: Identity, log: Identity): Identity {
  const { name, fqdn, domain } = log;
  const isFuller = identity.name !== undefined && identity.fqdn === undefined && fqdn !== undefined;
  return isFuller ? { name, fqdn, domain } : identity;
}

function isShortNameOf(name: string, whole: string): boolean {
  const [own, short] = [name.toLowerCase(), (whole.split('.')[0] ?? '').toLowerCase()];
  return short === own || (name.length === 15 && short.startsWith(own));
}
