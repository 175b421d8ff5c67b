import { inflateSync } from 'node:zlib';

/**
 * The text of each page of a PDF as Chromium writes it: objects one after the other, streams deflated, fonts with a table that leads from glyphs back to
 * letters. Enough to find words on pages, and nothing more.
 */
export function pagesOf(pdf: Buffer): readonly string[] {
  const objects = objectsIn(pdf);
  const tables = new Map<string, ReadonlyMap<number, string>>();
  const fontOf = (id: string) => {
    const known = tables.get(id);
    if (known) return known;
    const [, cmap = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '') ?? [];
    const made = lettersIn(objects.get(cmap)?.content ?? '');
    tables.set(id, made);
    return made;
  };
  const pages = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head));
  return pages.map(({ head }) => {
    const [, contents = ''] = /\/Contents (\d+) 0 R/.exec(head) ?? [];
    const fonts = new Map([...head.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, id]));
    return textOf(objects.get(contents)?.content ?? '', (name) => fontOf(fonts.get(name) ?? ''));
  });
}

interface PdfObject {
  readonly head: string;
  readonly content: string;
}

function objectsIn(pdf: Buffer): ReadonlyMap<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const text = pdf.toString('latin1');
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\r?\n?/g)) {
    const from = found.index + found[0].length;
    const end = text.indexOf('endobj', from);
    const stream = text.indexOf('stream', from);
    if (stream < 0 || stream > end) {
      objects.set(found[1] ?? '', { head: text.slice(from, end), content: '' });
      continue;
    }
    const head = text.slice(from, stream);
    const begin = stream + (text[stream + 6] === '\r' ? 8 : 7);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const bytes = pdf.subarray(begin, begin + length);
    const content = head.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1');
    objects.set(found[1] ?? '', { head, content });
  }
  return objects;
}

function lettersIn(cmap: string): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  const letter = (hex: string) =>
    String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  for (const [, body = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, from = '', to = ''] of body.matchAll(/<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>/g))
      letters.set(Number.parseInt(from, 16), letter(to));
  for (const [, body = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', to = '', first = ''] of body.matchAll(
      /<([0-9a-fA-F]+)> <([0-9a-fA-F]+)> <([0-9a-fA-F]+)>/g,
    ))
      for (let code = Number.parseInt(from, 16), at = 0; code <= Number.parseInt(to, 16); code += 1, at += 1)
        letters.set(code, String.fromCharCode(Number.parseInt(first, 16) + at));
  return letters;
}

function textOf(content: string, font: (name: string) => ReadonlyMap<number, string>): string {
  let letters: ReadonlyMap<number, string> = new Map();
  let text = '';
  for (const [, name, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
    if (name !== undefined) letters = font(name);
    else for (const glyph of hex?.match(/.{4}/g) ?? []) text += letters.get(Number.parseInt(glyph, 16)) ?? '';
  }
  return text;
}
