import { Cursor, type Effort, Unsound } from './cursor.ts';

/*
 * Binary XML, as Windows keeps it inside a chunk: tokens for tags, names as offsets into the chunk, holes where values go. The format is described
 * by the libevtx project ("Windows XML Event Log (EVTX) format", seen 2026-11) and in [MS-EVEN6]; this is our own reading of it.
 */

/** A piece of content: text, an element, or a hole that a value of the record fills. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element'; readonly element: Markup }
  | { readonly kind: 'hole'; readonly index: number };

export interface Markup {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly content: readonly Part[] }[];
  readonly content: readonly Part[];
}

const token = {
  end: 0x00,
  openStartTag: 0x01,
  closeStartTag: 0x02,
  closeEmptyTag: 0x03,
  endTag: 0x04,
  text: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  template: 0x0c,
  hole: 0x0d,
  optionalHole: 0x0e,
  fragment: 0x0f,
} as const;

/** A bit of a token that says whether more follows; the tokens themselves say it too. */
const moreFlag = 0x40;

const deepest = 64;
const stringType = 0x01;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads markup out of one chunk; names are read once. */
export class MarkupReader {
  readonly #chunk: Buffer;
  readonly #effort: Effort;
  readonly #names = new Map<number, string>();

  constructor(chunk: Buffer, effort: Effort) {
    this.#chunk = chunk;
    this.#effort = effort;
  }

  /** Goes to what the document is about. @returns true where that is a template, false where it is an element. */
  enter(cursor: Cursor): boolean {
    for (;;) {
      this.#effort.step();
      const next = cursor.byte() & ~moreFlag;
      if (next === token.fragment) cursor.skip(3);
      else if (next === token.instructionTarget) this.#name(cursor);
      else if (next === token.instructionData) this.#text(cursor);
      else if (next === token.template) return true;
      else if (next === token.openStartTag) {
        cursor.at -= 1;
        return false;
      } else throw new Unsound('it has neither an element nor a template');
    }
  }

  /**
   * The element that begins at the cursor.
   * @param hasDependency whether two bytes about values that it depends on stand in front; only inside templates and records they do, in values they do not.
   */
  element(cursor: Cursor, hasDependency: boolean, depth = 0): Markup {
    this.#effort.step();
    if (depth > deepest) throw new Unsound('it is nested too deeply');
    const open = cursor.byte();
    if ((open & ~moreFlag) !== token.openStartTag) throw new Unsound('an element does not begin where it should');
    // Behind the dependency stands the size of what follows, which the tokens tell anyway.
    cursor.skip(hasDependency ? 6 : 4);
    const name = this.#name(cursor);
    const attributes: { name: string; content: readonly Part[] }[] = [];
    if ((open & moreFlag) !== 0) {
      cursor.skip(4);
      while ((cursor.peek() & ~moreFlag) === token.attribute) {
        cursor.skip(1);
        attributes.push({ name: this.#name(cursor), content: this.#content(cursor) });
      }
    }
    const close = cursor.byte();
    if (close === token.closeEmptyTag) return { name, attributes, content: [] };
    if (close !== token.closeStartTag) throw new Unsound('a tag does not end where it should');
    const content = this.#content(cursor, { hasDependency, depth });
    if (cursor.byte() !== token.endTag) throw new Unsound('an element holds what it cannot');
    return { name, attributes, content };
  }

  /** Parts up to the first token that is none. Elements are parts only where `within` is given. */
  #content(cursor: Cursor, within?: { readonly hasDependency: boolean; readonly depth: number }): readonly Part[] {
    const parts: Part[] = [];
    for (;;) {
      this.#effort.step();
      switch (cursor.peek() & ~moreFlag) {
        case token.openStartTag:
          if (within === undefined) return parts;
          parts.push({ kind: 'element', element: this.element(cursor, within.hasDependency, within.depth + 1) });
          break;
        case token.text:
          cursor.skip(1);
          if (cursor.byte() !== stringType) throw new Unsound('a text is of another type');
          parts.push({ kind: 'text', text: this.#text(cursor) });
          break;
        case token.cdata:
          cursor.skip(1);
          parts.push({ kind: 'text', text: this.#text(cursor) });
          break;
        case token.character:
          cursor.skip(1);
          parts.push({ kind: 'text', text: String.fromCharCode(cursor.uint16()) });
          break;
        case token.entity: {
          cursor.skip(1);
          const name = this.#name(cursor);
          parts.push({ kind: 'text', text: entities[name] ?? `&${name};` });
          break;
        }
        case token.instructionTarget:
          cursor.skip(1);
          this.#name(cursor);
          break;
        case token.instructionData:
          cursor.skip(1);
          this.#text(cursor);
          break;
        case token.hole:
        case token.optionalHole:
          cursor.skip(1);
          parts.push({ kind: 'hole', index: cursor.uint16() });
          // The type that the template expects; the value has its own.
          cursor.skip(1);
          break;
        default:
          return parts;
      }
    }
  }

  #text(cursor: Cursor): string {
    const text = cursor.text();
    this.#effort.write(text.length);
    return text;
  }

  /** A name stands where it is first used, and everybody else points there. */
  #name(cursor: Cursor): string {
    const offset = cursor.uint32();
    const isHere = offset === cursor.at;
    const known = this.#names.get(offset);
    if (known !== undefined && !isHere) return known;
    const there = new Cursor(this.#chunk, offset, this.#chunk.length);
    // The next name with the same hash, and the hash.
    there.skip(6);
    const name = there.text();
    this.#effort.write(name.length);
    // Names end with a zero that their length does not count.
    there.skip(2);
    if (isHere) cursor.skip(there.at - offset);
    this.#names.set(offset, name);
    return name;
  }
}
