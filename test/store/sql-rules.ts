/*
 * The rules of the subset that are about one statement, each as what is wrong with a text. They look at the text alone, so that a statement which
 * breaks one can be held against them as well as those of the product.
 */

/** The primary key of each table, as it is declared, and every table of tenants. */
export interface Tables {
  readonly primaryKeys: ReadonlyMap<string, string>;
  readonly ofTenants: readonly string[];
}

/** What is in quotes says nothing of the statement. */
function bare(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''");
}

/** Every table that a statement changes, once for each time it does; DO UPDATE and FOR UPDATE are about a change that stands there already. */
function changed(text: string): readonly string[] {
  return [...bare(text).matchAll(/\bINSERT INTO (\w+)|(?<!\b(?:DO|FOR|KEY) )\bUPDATE (\w+)|\bDELETE FROM (\w+)/gi)].map(
    ([, inserted, updated, deleted]) => (inserted ?? updated ?? deleted ?? '').toLowerCase(),
  );
}

/** Rule 4: of one statement that changes a table twice nobody promises an order. */
export function changesATableTwice(text: string): boolean {
  const tables = changed(text);
  return new Set(tables).size < tables.length;
}

/** Rule 5: rows are passed over only where requests are claimed, of one tenant, and under a fence that is moved on with it. */
export function passesOverRows(text: string): boolean {
  if (!/\bSKIP LOCKED\b/i.test(text)) return false;
  const isClaim = /\bUPDATE outbox\b/i.test(text) && /\bfence = \w*\.?fence \+ 1\b/i.test(text);
  return !isClaim || !/\bWHERE (tenant_id = )?\?/i.test(text);
}

/** Rule 7: a conflict is one of the primary key, which each of the databases looks for where the row would be. */
export function conflictsBesideTheKey(text: string, { primaryKeys }: Tables): boolean {
  return bare(text)
    .split(/\bON CONFLICT\b/i)
    .slice(1)
    .some((after, at) => {
      const [, named] = /^ \(([^)]*)\) DO\b/i.exec(after) ?? [];
      const before = bare(text)
        .split(/\bON CONFLICT\b/i)
        .slice(0, at + 1)
        .join(' ');
      const table = [...before.matchAll(/\bINSERT INTO (\w+)/gi)].at(-1)?.[1];
      // A part without its INSERT names the key of some table of ours, or none.
      if (table === undefined) return named === undefined || ![...primaryKeys.values()].includes(named);
      return named !== primaryKeys.get(table);
    });
}

/** Rule 8: what is looked for or counted is a column; a document is stored and read as a whole. */
export function looksIntoDocuments(text: string): boolean {
  return /->|#>|@>|<@|\bjsonb?_(array_elements|array_length|each|extract|exists|path|populate)|\bjsonb?_to_record(set)?\((?!\?)|\bfacts::text\b/i.test(
    bare(text),
  );
}

const words =
  /^(?:on|where|set|using|cross|inner|left|right|full|join|group|order|limit|for|returning|select|values|union|as)$/i;

/**
 * Rules 1 and 3 as every statement has to keep them: each table of tenants that it reads or changes is bound to a tenant by a comparison, or joined by it
 * to one that is; an insert fills the column. @returns the tables that are not
 */
export function unboundTables(text: string, { ofTenants }: Tables): readonly string[] {
  const plain = bare(text).replace(/\(\s+/g, '(');
  const found: string[] = [];
  for (const [, into = '', columns = ''] of plain.matchAll(/\bINSERT INTO (\w+) ?\(([^)]*)\)/gi))
    if (ofTenants.includes(into) && !/^\s*tenant_id\b/.test(columns)) found.push(into);
  const from = [...plain.matchAll(/\b(?:FROM|USING) ((?:\w+(?: (?:AS )?\w+)?, )*\w+(?: (?:AS )?\w+)?)/gi)].flatMap(
    ([, list = '']) => list.split(', '),
  );
  const single = [...plain.matchAll(/(?:\bJOIN|(?<!\b(?:DO|FOR|KEY) )\bUPDATE) (\w+(?: (?:AS )?\w+)?)/gi)].map(
    ([, one = '']) => one,
  );
  for (const use of [...from, ...single]) {
    const [table = '', next = ''] = use.replace(/ AS /i, ' ').split(' ');
    if (!ofTenants.includes(table)) continue;
    const name = next === '' || words.test(next) ? table : next;
    const column = name === table ? `(?:(?<![\\w.])tenant_id|\\b${name}\\.tenant_id)` : `\\b${name}\\.tenant_id`;
    const isBound = new RegExp(
      `${column} (?:= (?:ANY\\(|\\?|\\w)|IN \\()|= ${column}|\\bUSING \\(tenant_id\\b`,
      'i',
    ).test(plain);
    if (!isBound) found.push(table);
  }
  return found;
}
