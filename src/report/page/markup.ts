/** Text that is HTML already: made here, or of values that were escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | null | undefined | readonly (string | number | Markup | null | undefined)[];

/** A piece of a page; every value that is no markup is escaped, so that nothing that a server is called can become a part of the page. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = pieces[0] ?? '';
  for (const [at, value] of values.entries()) text += textOf(value) + (pieces[at + 1] ?? '');
  return new Markup(text);
}

function textOf(value: Value): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return escaped(String(value));
}

const special: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => special[sign] ?? '');
}

/** Instants are UTC's: a report is read in many places. */
export function at(instant: string | null): string {
  return instant === null ? '–' : `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}

export const nothing = new Markup('');

interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Value;
  readonly isNumber?: true;
}

/** A table that says what it is; its first column names the row. */
export function tableOf<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const heads = columns.map(({ title, isNumber }) => html`<th scope="col"${isNumber ? number : nothing}>${title}</th>`);
  const lines = rows.map((row) => {
    const cells = columns.map(({ cell, isNumber }, at) =>
      at === 0 ? html`<th scope="row">${cell(row)}</th>` : html`<td${isNumber ? number : nothing}>${cell(row)}</td>`,
    );
    return html`<tr>${cells}</tr>\n`;
  });
  // On a narrow screen a table is moved sideways by itself, with the keyboard too, and never the page.
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>\n${lines}</tbody></table></div>\n`;
}

const number = new Markup(' class="number"');
