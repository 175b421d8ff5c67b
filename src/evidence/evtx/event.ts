import { fromRfc3339, type Instant } from '../../domain/time.ts';
import { dataParts, EventData, type EventHead, type EventRecord } from '../event-record.ts';
import { Cursor, type Effort, Unsound } from './cursor.ts';
import { type Markup, MarkupReader, type Part } from './markup.ts';
import { instantOf, isMarkup, numberOf, textOf, textsOf, type Value } from './value.ts';

/** Values within values: a record has one level of them, some providers two. */
const deepest = 8;

/** More values than this no template has. */
const maxValues = 4_096;

/** Where a template keeps what an event says about itself, found once and used for each of its records. */
interface Layout {
  readonly provider: readonly Part[];
  readonly eventId: readonly Part[];
  readonly level: readonly Part[];
  readonly createdAt: readonly Part[];
  readonly channel: readonly Part[];
  readonly computer: readonly Part[];
  /** Everything beside it: the data, as elements or as a value that holds them. */
  readonly rest: readonly Part[];
}

interface Template {
  readonly root: Markup;
  layout?: Layout;
}

/** An element with the values that fill its holes. */
interface Filled {
  readonly template: Template;
  readonly values: Values;
}

/** The values of a record: where each begins, and one place more for where the last one ends. Most are never looked at, so none is made before. */
interface Values {
  readonly types: readonly number[];
  readonly places: readonly number[];
}

const noValues: Values = { types: [], places: [] };

/** Where the binary XML of a record stands in its chunk. */
export interface RecordPlace {
  readonly from: number;
  readonly end: number;
  readonly recordId: number;
}

/** Makes records of the binary XML of one chunk. Templates are read once and kept as long as the chunk. */
export class EventReader {
  readonly #chunk: Buffer;
  readonly #effort: Effort;
  readonly #markup: MarkupReader;
  readonly #templates = new Map<number, Template>();

  constructor(chunk: Buffer, effort: Effort) {
    this.#chunk = chunk;
    this.#effort = effort;
    this.#markup = new MarkupReader(chunk, effort);
  }

  /**
   * The event between two places of the chunk.
   * @returns undefined when it is not wanted; then its data were not looked at.
   * @throws Unsound
   */
  read({ from, end, recordId }: RecordPlace, wants: Wants): EventRecord | undefined {
    const { template, values } = this.#filled(new Cursor(this.#chunk, from, end), true);
    template.layout ??= layoutOf(template.root);
    const { layout } = template;
    const head: EventHead = {
      provider: this.#text(layout.provider, values),
      channel: this.#text(layout.channel, values),
      eventId: this.#number(layout.eventId, values),
    };
    return wants(head) ? this.#record(head, recordId, layout, values) : undefined;
  }

  #record(head: EventHead, recordId: number, layout: Layout, values: Values): EventRecord {
    const data = new EventData();
    this.#collect(layout.rest, values, data, 0, true);
    return {
      recordId,
      provider: head.provider,
      channel: head.channel,
      eventId: head.eventId,
      level: this.#number(layout.level, values),
      createdAt: this.#instant(layout.createdAt, values),
      computer: this.#text(layout.computer, values),
      data: data.all(),
    };
  }

  #filled(cursor: Cursor, hasDependency: boolean): Filled {
    if (!this.#markup.enter(cursor))
      return { template: { root: this.#markup.element(cursor, hasDependency) }, values: noValues };
    // A version and a number of the template, which nothing needs.
    cursor.skip(5);
    const offset = cursor.uint32();
    const template = this.#template(offset);
    if (offset === cursor.at) {
      // It stands here, where it is first used: the next one with the same hash, its GUID, its size.
      cursor.skip(20);
      cursor.skip(cursor.uint32());
    }
    return { template, values: this.#values(cursor) };
  }

  #template(offset: number): Template {
    const known = this.#templates.get(offset);
    if (known !== undefined) return known;
    const head = new Cursor(this.#chunk, offset, this.#chunk.length);
    head.skip(20);
    const length = head.uint32();
    const cursor = new Cursor(this.#chunk, head.at, head.at + length);
    if (this.#markup.enter(cursor)) throw new Unsound('a template holds another template');
    const template = { root: this.#markup.element(cursor, true) };
    this.#templates.set(offset, template);
    return template;
  }

  /** First the size and the type of each, then all of them. */
  #values(cursor: Cursor): Values {
    const count = cursor.uint32();
    if (count > maxValues) throw new Unsound('it has too many values');
    const heads = new Cursor(cursor.bytes, cursor.at, cursor.end);
    cursor.skip(4 * count);
    const types: number[] = [];
    const places: number[] = [cursor.at];
    for (let index = 0; index < count; index += 1) {
      this.#effort.step();
      const head = heads.uint32();
      types.push((head >>> 16) & 0xff);
      cursor.skip(head & 0xffff);
      places.push(cursor.at);
    }
    return { types, places };
  }

  #text(parts: readonly Part[], values: Values): string {
    let all = '';
    for (const part of parts) {
      this.#effort.step();
      if (part.kind === 'text') all += part.text;
      else if (part.kind === 'hole') all += this.#valueText(valueAt(values, part.index)) ?? '';
      this.#effort.write(part.kind === 'text' ? part.text.length : 0);
    }
    return all;
  }

  #valueText(value: Value | undefined): string | undefined {
    if (value === undefined) return undefined;
    if (isMarkup(value)) throw new Unsound('an element stands where a text should');
    return textOf(this.#chunk, value, this.#effort);
  }

  #number(parts: readonly Part[], values: Values): number {
    const value = onlyValue(parts, values);
    const number = value === undefined ? undefined : numberOf(this.#chunk, value);
    if (number !== undefined) return number;
    const text = this.#text(parts, values);
    if (!/^\d{1,10}$/.test(text)) throw new Unsound('its number or level is none');
    return Number(text);
  }

  #instant(parts: readonly Part[], values: Values): Instant {
    const value = onlyValue(parts, values);
    const at =
      (value === undefined ? undefined : instantOf(this.#chunk, value)) ?? fromRfc3339(this.#text(parts, values));
    if (at === undefined || at < earliest || at > latest) throw new Unsound('its time is none');
    return at;
  }

  /** Takes up what the elements hold: each one without elements inside is a value under its name. */
  #collect(parts: readonly Part[], values: Values, data: EventData, depth: number, isOutermost: boolean): void {
    for (const part of parts) {
      this.#effort.step();
      if (part.kind === 'element') {
        if (!isOutermost) this.#collectFrom(part.element, values, data, depth);
        else if (dataParts.has(part.element.name)) this.#collect(part.element.content, values, data, depth, false);
      } else if (part.kind === 'hole') {
        const value = valueAt(values, part.index);
        if (value === undefined || !isMarkup(value) || value.length === 0) continue;
        if (depth >= deepest) throw new Unsound('it is nested too deeply');
        const cursor = new Cursor(this.#chunk, value.from, value.from + value.length);
        const inner = this.#filled(cursor, false);
        const content: readonly Part[] = [{ kind: 'element', element: inner.template.root }];
        this.#collect(content, inner.values, data, depth + 1, isOutermost);
      }
    }
  }

  #collectFrom(element: Markup, values: Values, data: EventData, depth: number): void {
    const { content } = element;
    const isBranch = content.some((part) => part.kind === 'element' || isMarkupHole(part, values));
    if (isBranch) {
      this.#collect(content, values, data, depth, false);
      return;
    }
    const name = this.#nameOf(element, values);
    const value = onlyValue(content, values);
    if (value === undefined) data.add(name, this.#text(content, values));
    // One element for each value of an array; for a value that is not there, none.
    else for (const text of textsOf(this.#chunk, value, this.#effort)) data.add(name, text);
  }

  #nameOf(element: Markup, values: Values): string | undefined {
    for (const { name, content } of element.attributes) {
      this.#effort.step();
      if (name === 'Name') return this.#text(content, values);
    }
    return element.name === 'Data' ? undefined : element.name;
  }
}

/** Tells by what a record says about itself whether the rest of it shall be made. */
export type Wants = (head: EventHead) => boolean;

/** Windows has written such logs since 2006; what says it is from another century is damaged. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2100, 0);

function valueAt({ types, places }: Values, index: number): Value | undefined {
  const type = types[index];
  const from = places[index];
  const end = places[index + 1];
  return type === undefined || from === undefined || end === undefined ? undefined : { type, from, length: end - from };
}

function onlyValue(parts: readonly Part[], values: Values): Value | undefined {
  const only = parts[0];
  return parts.length === 1 && only?.kind === 'hole' ? valueAt(values, only.index) : undefined;
}

function isMarkupHole(part: Part, values: Values): boolean {
  if (part.kind !== 'hole') return false;
  const value = valueAt(values, part.index);
  return value !== undefined && isMarkup(value);
}

function layoutOf(root: Markup): Layout {
  const system = childOf(root, 'System');
  if (root.name !== 'Event' || system === undefined) throw new Unsound('it is no event');
  const content = (name: string) => childOf(system, name)?.content ?? [];
  const attribute = (name: string, attributeName: string) =>
    childOf(system, name)?.attributes.find((one) => one.name === attributeName)?.content ?? [];
  return {
    provider: attribute('Provider', 'Name'),
    eventId: content('EventID'),
    level: content('Level'),
    createdAt: attribute('TimeCreated', 'SystemTime'),
    channel: content('Channel'),
    computer: content('Computer'),
    rest: root.content.filter((part) => part.kind !== 'element' || part.element !== system),
  };
}

function childOf(element: Markup, name: string): Markup | undefined {
  for (const part of element.content) if (part.kind === 'element' && part.element.name === name) return part.element;
  return undefined;
}
