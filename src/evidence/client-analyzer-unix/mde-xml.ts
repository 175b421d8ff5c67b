import type { ProblemList } from '../reading.ts';
import { childOf, readXml, type XmlElement } from '../xml.ts';
import type { Finding } from './findings.ts';

/** One line of mde.xml about the device. */
export interface DeviceLine {
  readonly tag: string;
  readonly text: string;
  readonly line: number;
}

/** mde.xml as it stands, before anything is made of it. */
export interface AnalyzerReport {
  readonly version: DeviceLine | undefined;
  readonly ranAt: DeviceLine | undefined;
  readonly device: readonly DeviceLine[];
  /** Undefined when the part is missing, which is not the same as no findings. */
  readonly findings: readonly Finding[] | undefined;
}

/** Undefined, with a problem, when the document is broken or another one: half a report may lack the bad half. */
export function readReport(text: string, problems: ProblemList): AnalyzerReport | undefined {
  const roots = readXml(text, problems);
  if (roots === undefined) return undefined;
  const [root] = roots;
  if (root === undefined || roots.length !== 1 || root.name.toLowerCase() !== 'mdatp') {
    problems.add('xml-refused', 'The XML is no report of the Client Analyzer for Linux and macOS.');
    return undefined;
  }
  const general = childOf(root, 'general');
  const events = childOf(root, 'events');
  return {
    version: general && lineOf(childOf(general, 'script_version')),
    ranAt: general && lineOf(childOf(general, 'script_run_time')),
    device: (childOf(root, 'device_info')?.children ?? []).flatMap((element) => lineOf(element) ?? []),
    findings: events?.children
      .filter((element) => element.name.toLowerCase() === 'event')
      .map((element) => ({ id: idOf(element), line: element.line })),
  };
}

/** The texts of events.xml, which the tool shows beside an id. It may be missing; without it our own words stand there. */
export function readCatalogue(text: string, problems: ProblemList): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const root of readXml(text, problems) ?? []) {
    for (const event of root.children) {
      const parts = ['check_name', 'tsg'].map((name) => plainText(textOf(childOf(event, name))));
      const id = idOf(event);
      if (id !== '' && !texts.has(id)) texts.set(id, parts.filter((part) => part !== '').join(': '));
    }
  }
  return texts;
}

function idOf(element: XmlElement): string {
  return (element.attributes.id ?? childOf(element, 'id')?.text ?? '').trim().slice(0, 64);
}

function lineOf(element: XmlElement | undefined): DeviceLine | undefined {
  if (element === undefined) return undefined;
  return { tag: element.name, text: textOf(element).trim(), line: element.line };
}

/** The XML reader bounds the depth. */
function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  return [element.text, ...element.children.map(textOf)].filter((text) => text !== '').join(' ');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

/** Guidance is HTML inside XML. It is shown as text and never as HTML. */
function plainText(html: string): string {
  return html
    .slice(0, 4_096)
    .replace(/<[^<>]{0,512}>/g, ' ')
    .replace(/&([a-z]{2,4});/g, (found, name: string) => entities[name] ?? found)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 512);
}
