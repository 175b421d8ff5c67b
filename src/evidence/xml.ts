import { SaxesParser } from 'saxes';
import type { ProblemList } from './reading.ts';

/** Bounds of a document; what passes them was made to, or is no evidence. */
const xmlLimits = { depth: 64, attributes: 100, textLength: 1_000_000, elements: 2_000_000 } as const;

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, joined. */
  readonly text: string;
  /** Line of the opening tag, from 1. */
  readonly line: number;
}

interface Growing extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** Why reading ended before the end of the document. */
class Refusal extends Error {}

/**
 * The one XML reader: elements, attributes, text; no document type, no entities beyond the five, bounded in depth and size.
 * A document may be a row of elements without a root, as Windows prints events.
 * @param visit gets each element at `depth` (0: the outermost ones) once it is whole; elements are then forgotten, so that a large file needs little memory.
 * @returns false, with a problem, when the document is refused or broken; what was visited before stands in the file and was whole.
 */
export function visitXml(
  text: string,
  depth: number,
  problems: ProblemList,
  visit: (element: XmlElement) => void,
): boolean {
  const parser = new SaxesParser({ position: true });
  const open: Growing[] = [];
  let elements = 0;
  parser.on('error', (error) => {
    throw new Refusal(error.message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('doctype', () => {
    throw new Refusal('it declares a document type');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (open.length > xmlLimits.depth) throw new Refusal('it is nested too deeply');
    if (elements > xmlLimits.elements) throw new Refusal('it has too many elements');
    if (Object.keys(attributes).length > xmlLimits.attributes) throw new Refusal('an element has too many attributes');
    open.push({ name, attributes: attributes as Record<string, string>, children: [], text: '', line: parser.line });
  });
  const onText = (piece: string) => {
    const top = open.at(-1);
    if (top === undefined) return;
    if (top.text.length + piece.length > xmlLimits.textLength) throw new Refusal('a text is too long');
    top.text += piece;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const element = open.pop();
    // The outermost element is ours.
    if (element === undefined || open.length === 0) return;
    if (open.length - 1 === depth) visit(element);
    else if (open.length - 1 > depth) open.at(-1)?.children.push(element);
  });
  try {
    // A root of our own, on the first line, so that line numbers stay.
    parser.write('<document>').write(withoutDeclaration(text)).write('</document>').close();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.add('xml-refused', `The XML was refused: ${error.message}.`, parser.line);
    return false;
  }
}

/** The outermost elements with all they hold; undefined, with a problem, when the document is refused or broken. */
export function readXml(text: string, problems: ProblemList): readonly XmlElement[] | undefined {
  const roots: XmlElement[] = [];
  return visitXml(text, 0, problems, (root) => roots.push(root)) ? roots : undefined;
}

/** The first child of this name, without regard to case. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name.toLowerCase() === name.toLowerCase());
}

/** A declaration is only allowed at the very beginning, which is now ours. Its line ends are kept. */
function withoutDeclaration(text: string): string {
  return text.replace(/^\uFEFF?\s*<\?xml[^>]{0,200}\?>/, (found) => found.replace(/[^\r\n]/g, ''));
}
