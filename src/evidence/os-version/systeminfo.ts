import { hostNameOf } from '../../domain/host-name.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { wholeLinesOf } from '../lines.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { instantOfLocal } from './boot-time.ts';

export const systemInfo: FileFormat = {
  format: 'systeminfo',
  title: 'Output of systeminfo',
  recognises: ({ head }) => computersIn(head.split(/\r\n|\r|\n/)).length > 0,
  read: (file, options, problems) => ({ rows: readSystemInfo(file.text, options, problems) }),
};

interface Entry {
  readonly label: string;
  readonly value: string;
  readonly line: number;
}

/** One computer: its entries, of which the third is the version. */
interface Computer {
  readonly build: number;
  readonly host: Entry;
  readonly product: Entry;
  readonly version: Entry;
  /** Those behind the version. */
  readonly others: readonly Entry[];
}

/** Labels are translated and their order is not: host name, name of the system, version. */
function readSystemInfo(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const lines = wholeLinesOf(text, problems);
  if (lines === undefined) return [];
  const { observedAt, fileName } = options;
  if (observedAt === undefined) {
    problems.add('time-missing', 'The output of systeminfo does not say when it was made.');
    return [];
  }
  return computersIn(lines).flatMap((computer) => {
    const { host, product, version, build, others } = computer;
    const named = hostNameOf(host.value, domainIn(others));
    if (named === undefined || !/^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(named.name)) {
      problems.add('row-invalid', `${quoted(host.value)} is not the name of a computer.`, host.line);
      return [];
    }
    const sheet = new FactSheet(problems);
    sheet.put('os.family', 'windows');
    // The revision is not printed, so whether an update is in stays open.
    sheet.put('os.build', build, { line: version.line });
    sheet.put('os.productName', product.value, { line: product.line });
    if (named.fqdn !== undefined) sheet.put('host.fqdn', named.fqdn, { line: host.line });
    putBootTime(sheet, others, problems);
    return [sheet.row({ source: 'os-version', ...named, name: named.name.toUpperCase(), fileName, observedAt })];
  });
}

function computersIn(lines: readonly string[]): readonly Computer[] {
  const entries = lines.flatMap((text, index) => entryOf(text, index + 1));
  const starts = entries.flatMap((entry, index) => {
    const build = buildOf(entry.value);
    return build === undefined || index < 2 ? [] : [{ index, build }];
  });
  return starts.flatMap(({ index, build }, at) => {
    const [host, product, version] = entries.slice(index - 2, index + 1);
    const end = starts[at + 1]?.index;
    const others = entries.slice(index + 1, end === undefined ? undefined : end - 2);
    const isSystem =
      host !== undefined && product !== undefined && version !== undefined && /windows/i.test(product.value);
    return isSystem ? [{ build, host, product, version, others }] : [];
  });
}

/** `Label:   value` at the margin; a label has no colon in any language. */
function entryOf(text: string, line: number): readonly Entry[] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon > 60 || /^\s/.test(text)) return [];
  return [{ label: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim(), line }];
}

/** `10.0.20348 N/A Build 20348`: the build stands there twice, which is how the line is known in every language. */
function buildOf(value: string): number | undefined {
  const match = /^\d{1,2}\.\d{1,2}\.(\d{4,6})\s\D{1,60}\s(\d{4,6})$/.exec(value.slice(0, 120));
  return match !== null && match[1] === match[2] ? Number(match[1]) : undefined;
}

/** "Domain" in the languages in which we have seen the output; where it is called otherwise, it is the entry before the logon server's. */
const domainLabels: ReadonlySet<string> = new Set(['domain', 'domäne', 'domaine', 'dominio', 'domínio']);

function domainIn(entries: readonly Entry[]): string | undefined {
  const named = entries.find(({ label }) => domainLabels.has(label.toLowerCase()));
  const logonServer = entries.findIndex(({ value }) => /^\\\\[a-z0-9_-]{1,63}$/i.test(value));
  return (named ?? (logonServer < 1 ? undefined : entries[logonServer - 1]))?.value;
}

/** Of the two entries with a date and a time the first is the installation, the second the start. */
function putBootTime(sheet: FactSheet, entries: readonly Entry[], problems: ProblemList): void {
  const boot = entries.filter(({ value }) => isDateTime(value))[1];
  if (boot === undefined) return;
  const zone = entries.find(({ value }) => value.startsWith('(UTC'))?.value;
  const at = instantOfLocal(boot.value, zone);
  if (at !== undefined) {
    sheet.put('os.bootAt', at, { line: boot.line });
    return;
  }
  const detail = `The time of the last start, ${quoted(boot.value)}, can be read in more than one way; it was not used.`;
  problems.add('time-ambiguous', detail, boot.line);
}

function isDateTime(value: string): boolean {
  return /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s.{0,10}\d{1,2}[:.]\d{2}[:.]\d{2}/.test(value.slice(0, 60));
}
