import { expect, test } from 'vitest';
import { identifier, lineCounter, type Node, nodesOf, projectFiles, readModule } from '../support/modules.ts';

/*
 * The subset of SQL that every statement of the store keeps to, so that the tables can be spread over machines by tenant (Citus) or by key (YugabyteDB):
 * docs/adr/0001 and docs/operate/scale.md. What is looked at is the text of the sources, so that a statement which no test runs is looked at too.
 */

interface Statement {
  readonly where: string;
  readonly text: string;
}

/** Where a database is opened, moved as a whole, or asked about itself: there one machine is what it is about. */
const aboutTheDatabase = [
  'src/store/transfer/',
  'src/store/migrate.ts',
  'src/store/open.ts',
  'src/store/open-database.ts',
];

/** They belong to the installation, not to a tenant; small, and whole on every machine. */
const ofInstallation = new Set([
  ...['api_token', 'sign_in_link', 'browser_session', 'request', 'person', 'setup_link', 'sign_in_attempts'],
  ...['pending_sign_in', 'worker', 'schema_migration', 'schema_turn'],
]);

const modules = projectFiles()
  .filter((path) => path.startsWith('src/store/') && path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map(readModule);

/** Every template that is tagged `sql`, with `?` for what is filled in; whole statements and parts of them. */
const templates: readonly Statement[] = modules
  .filter(({ path }) => !aboutTheDatabase.some((one) => path.startsWith(one)))
  .flatMap(({ path, text, program }) => {
    const lineAt = lineCounter(text);
    return nodesOf(program)
      .filter((node) => node.type === 'TaggedTemplateExpression' && identifier(node.tag) === 'sql')
      .map((node) => ({ where: `${path}:${lineAt(node.start)}`, text: textOf(node.quasi as Node) }));
  });

/** Every statement of the migrations, in their order. */
const schema: readonly Statement[] = modules
  .filter(({ path }) => path.startsWith('src/store/migrations/'))
  .flatMap(({ path, text, program }) => {
    const lineAt = lineCounter(text);
    return nodesOf(program)
      .filter((node) => node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string'))
      .map((node) => ({
        where: `${path}:${lineAt(node.start)}`,
        text: node.type === 'Literal' ? String(node.value) : textOf(node),
      }))
      .filter((one) => /^\s*[A-Z]+ /.test(one.text));
  });

function textOf(quasi: Node): string {
  return (quasi.quasis as readonly { readonly value: { readonly raw: string } }[])
    .map(({ value }) => value.raw)
    .join(' ? ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What exists on one machine alone, or reads a clock or chance that two machines do not share. */
const unportable: readonly RegExp[] = [
  /\b(CREATE|DROP|ALTER)\s+(TRIGGER|EXTENSION|FUNCTION|PROCEDURE|RULE|SEQUENCE|TYPE|DOMAIN|(MATERIALIZED\s+)?VIEW)\b/i,
  /\b(SMALL|BIG)?SERIAL\b|\bnextval\(|\bGENERATED\b|\bIDENTITY\b/i,
  /\bREFERENCES\b|\bFOREIGN KEY\b|\bDEFERRABLE\b|\bEXCLUDE USING\b/i,
  /\bnow\(|\bCURRENT_(TIME|DATE|TIMESTAMP)\b|\b(clock|statement|transaction)_timestamp\(|\brandom\(|uuid\w*\(/i,
  /\bLISTEN\b|\bNOTIFY\b|\badvisory_(xact_)?lock|\bLOCK TABLE\b/i,
  /\bTEMP(ORARY)?\b|\bUNLOGGED\b|\bINHERITS\b|\bPARTITION BY\b(?!.*\bOVER\b)|\bTABLESPACE\b|\bTABLESAMPLE\b/i,
  /\bMERGE INTO\b|\bRECURSIVE\b|\bSAVEPOINT\b|\bSERIALIZABLE\b|\bDO \$\$/i,
  /\b(ctid|xmin|xmax|tableoid|oid)\b|\bpg_\w+/i,
  /\bUSING (gin|gist|brin|hash|spgist)\b/i,
];

test('no statement uses what only one machine has', () => {
  expect(templates.length).toBeGreaterThan(100);
  expect(
    [...templates, ...schema].flatMap(({ where, text }) =>
      unportable.flatMap((rule) => (rule.exec(text)?.[0] === undefined ? [] : [`${where} ${rule.exec(text)?.[0]}`])),
    ),
  ).toEqual([]);
});

/** The name of the table, and the columns of each key that is unique. */
const keyed = schema.flatMap(({ where, text }) => {
  const table = /^CREATE TABLE (\w+) \(/.exec(text)?.[1];
  const index = /^CREATE UNIQUE INDEX \w+ ON (\w+) \(([^)]*)/.exec(text);
  if (index) return [{ where, table: index[1] ?? '', key: index[2] ?? '' }];
  if (table === undefined) return [];
  const inline = [...text.matchAll(/(\w+) [^,()]*\b(?:PRIMARY KEY|UNIQUE)(?! \()/g)].map(([, column]) => column ?? '');
  const apart = [...text.matchAll(/\b(?:PRIMARY KEY|UNIQUE) \(([^)]*)\)/g)].map(([, columns]) => columns ?? '');
  return [...inline, ...apart].map((key) => ({ where, table, key }));
});
const tables = [...new Set(keyed.map(({ table }) => table))];

test('every key that is unique leads with the tenant, except in tables of the installation', () => {
  expect(tables.length).toBeGreaterThan(20);
  expect(tables.filter((table) => ofInstallation.has(table)).length).toBeGreaterThan(5);
  expect(
    keyed
      .filter(({ table, key }) => !ofInstallation.has(table) && !/^tenant_id\b/.test(key))
      .map(({ where, table, key }) => `${where} ${table} (${key})`),
  ).toEqual([]);
});

test('every table has a key', () => {
  const made = schema.flatMap(({ text }) => /^CREATE TABLE (\w+) /.exec(text)?.[1] ?? []);
  expect(made.filter((table) => !tables.includes(table))).toEqual([]);
});

/** Whole statements; a part stands in one of these. */
const whole = templates.filter(({ text }) => /^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(text.replace(/^\? /, '')));
const ofTenants = tables.filter((table) => !ofInstallation.has(table));
const touched = (text: string) =>
  ofTenants.filter((table) => new RegExp(`\\b(FROM|JOIN|INTO|UPDATE|USING) ${table}\\b`).test(text));

/** They are about all tenants at once, on purpose: housekeeping, who comes in with a secret, and what a worker asks for all of them in one go. */
const aboutAll = [
  /^DELETE FROM upload_token WHERE/,
  /^SELECT \* FROM upload_token WHERE secret_hash = \?$/,
  /^UPDATE tenant_worker SET held_until = \? WHERE worker_id = \?$/,
  /^DELETE FROM tenant_worker WHERE worker_id = \?$/,
];

/** Where the condition is put together elsewhere in the same file, that part names the tenant. */
function namesTenant({ where, text }: Statement): boolean {
  if (/\btenant_id\b/.test(text)) return true;
  const [file = ''] = where.split(':');
  const isFilledIn = /\bWHERE \?( AND|$)|^(\? )?SELECT .* FROM \w+( \w+)?$|\? *$/.test(text);
  const parts = templates.filter((one) => one.where.startsWith(`${file}:`) && !whole.includes(one));
  return isFilledIn && parts.some((part) => /\btenant_id = \?/.test(part.text));
}

test('every statement on rows of tenants names the tenant', () => {
  expect(whole.length).toBeGreaterThan(80);
  const about = whole.filter(({ text }) => touched(text).length > 0 && !aboutAll.some((rule) => rule.test(text)));
  expect(about.filter((one) => !namesTenant(one)).map(({ where, text }) => `${where} ${text.slice(0, 200)}`)).toEqual(
    [],
  );
});

test('no row moves from one tenant to another', () => {
  expect(
    whole.filter(({ text }) => /\bSET\b[^;]*\btenant_id = /.test(text.split(/\bWHERE\b|\bFROM\b/)[0] ?? '')),
  ).toEqual([]);
});
