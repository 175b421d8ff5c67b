import { type ProblemList, quoted } from '../reading.ts';
import { childOf, readXml, type XmlElement } from '../xml.ts';
import type { Finding } from './findings.ts';

/** One fact of the report. Only all three names together say what it is: tags are used twice and display names changed with the years. */
export interface ReportField {
  readonly section: string;
  readonly tag: string;
  readonly displayName: string;
  readonly value: string;
  readonly line: number;
}

export interface Report {
  readonly fields: readonly ReportField[];
  readonly findings: readonly Finding[];
}

/** A healthy report has some ten kilobytes. */
const longestXml = 8 * 1024 * 1024;

/**
 * `MDEClientAnalyzer.xml`: sections with facts, and the findings. A document that is refused gives nothing, since what it lacks could be what
 * contradicts the rest.
 */
export function readReportXml(text: string, problems: ProblemList): Report | undefined {
  if (text.length > longestXml) {
    problems.add('file-too-large', `The report has ${text.length} characters; at most ${longestXml} are read.`);
    return undefined;
  }
  const roots = readXml(text, problems);
  const [root] = roots ?? [];
  if (root === undefined) return undefined;
  if (roots?.length !== 1 || root.name !== 'MDEResults') {
    problems.add('xml-refused', `The document is ${quoted(root.name)} and not one MDEResults.`, root.line);
    return undefined;
  }
  const sections = root.children;
  return {
    fields: sections.filter(({ name }) => name !== 'events').flatMap(fieldsOf),
    findings: sections.filter(({ name }) => name === 'events').flatMap((events) => findingsOf(events, problems)),
  };
}

function fieldsOf(section: XmlElement): readonly ReportField[] {
  return section.children.map((field) => ({
    section: section.name,
    tag: field.name,
    displayName: field.attributes.displayName ?? '',
    value: (childOf(field, 'value')?.text ?? (field.children.length === 0 ? field.text : '')).trim(),
    line: field.line,
  }));
}

function findingsOf(events: XmlElement, problems: ProblemList): readonly Finding[] {
  return events.children.flatMap((event) => {
    const id = (event.attributes.id ?? '').trim();
    if (event.name !== 'event' || id === '') {
      problems.addRepeated('event', 'text-unread', `${quoted(event.name)} is no finding with an id.`, event.line);
      return [];
    }
    const textOf = (name: string) => childOf(event, name)?.text ?? '';
    return [
      { id, severity: textOf('severity'), check: textOf('check'), text: textOf('checkresult'), line: event.line },
    ];
  });
}
