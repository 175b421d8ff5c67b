import { expect, test } from 'vitest';
import { identifier, lineCounter, type Node, nodesOf, projectFiles, readModule } from '../support/modules.ts';
import {
  changesATableTwice,
  conflictsBesideTheKey,
  looksIntoDocuments,
  passesOverRows,
  type Tables,
  unboundTables,
} from './sql-rules.ts';

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
      .map((node) => ({ where: `${path}:${lineAt(node.start)}`, text: textOf(node.quasi as Node, partsOf(program)) }));
  });

/** Parts that a file gives a name of their own, so that a statement is looked at with them in it. */
function partsOf(program: Node): ReadonlyMap<string, Node> {
  return new Map(
    nodesOf(program).flatMap((node): [string, Node][] => {
      const init = node.init as Node | null | undefined;
      const name = node.type === 'VariableDeclarator' ? identifier(node.id) : undefined;
      const isPart = init?.type === 'TaggedTemplateExpression' && identifier(init.tag) === 'sql';
      return name === undefined || !isPart ? [] : [[name, init.quasi as Node]];
    }),
  );
}

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

function textOf(quasi: Node, parts: ReadonlyMap<string, Node> = new Map()): string {
  const filled = (quasi.expressions as readonly Node[]).map((one) => {
    const part = parts.get(identifier(one) ?? '');
    return part === undefined ? '?' : textOf(part, parts);
  });
  return (quasi.quasis as readonly { readonly value: { readonly raw: string } }[])
    .map(({ value }, at) => `${value.raw} ${filled[at] ?? ''} `)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
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
/** The first key of a table is its primary one: each is declared with it, and gets others later. */
const rules: Tables = { primaryKeys: new Map(keyed.toReversed().map(({ table, key }) => [table, key])), ofTenants };
const broken = (isBroken: (text: string) => boolean, from = templates) => from.filter(({ text }) => isBroken(text));
const shown = ({ where, text }: Statement) => `${where} ${text.slice(0, 300)}`;

/** Statements that break a rule on purpose, each by its file and how it is known, with the reason. docs/operate/scale.md says the same. */
type Exceptions = readonly (readonly [file: string, like: RegExp, because: string])[];
function expectOnly(found: readonly Statement[], exceptions: Exceptions): void {
  const of = ({ where, text }: Statement) =>
    exceptions.find(([file, like]) => where.startsWith(`src/store/${file}:`) && like.test(text));
  expect(found.filter((one) => of(one) === undefined).map(shown)).toEqual([]);
  // One that nothing needs any more is taken out again.
  expect(exceptions.filter((one) => !found.some((statement) => of(statement) === one)).map(String)).toEqual([]);
}

test('no statement changes one table twice, but for the clocks of moves, each in one part', () => {
  expectOnly(broken(changesATableTwice), [
    [
      'writes/moves.ts',
      /^WITH written AS \(UPDATE move m /,
      'a clock begins, changes or ends: three sets that share no row',
    ],
  ]);
});

test('rows that somebody else holds are passed over in the claim of requests alone', () => {
  expect(templates.filter(({ text }) => /SKIP LOCKED/.test(text))).toHaveLength(1);
  expect(broken(passesOverRows).map(shown)).toEqual([]);
});

const secondKey = 'a second unique key of the tenant, and whoever comes second is left out';
test('conflicts are those of the primary key, but where a second key is there to refuse', () => {
  const refused = broken((text) => conflictsBesideTheKey(text, rules));
  expectOnly(refused, [
    ['people.ts', /^INSERT INTO person /, 'a name and a subject are taken once in the installation'],
    ['writes/tasks.ts', /^INSERT INTO task /, secondKey],
    ['writes/moves.ts', /INSERT INTO move /, secondKey],
    ['writes/receivers.ts', /^INSERT INTO receiver /, secondKey],
    ['writes/effects.ts', /^INSERT INTO outbox /, secondKey],
    ['notices.ts', /^INSERT INTO notice /, secondKey],
  ]);
  // They leave rows out and change none.
  expect(refused.filter(({ text }) => !/\bON CONFLICT DO NOTHING\b/.test(text))).toEqual([]);
});

test('documents are stored and read whole, but where a filter of people or a count of few rows looks into them', () => {
  expectOnly(broken(looksIntoDocuments), [
    [
      'hosts.ts',
      /^EXISTS \(SELECT 1 FROM fact_document d/,
      'the filters role, os and tag of a person, over one tenant',
    ],
    ['flight.ts', /^SELECT \* FROM move .*rollbackUntilAt/, 'few moves, found by an index on that very value'],
    ['hosts.ts', /^EXISTS \(SELECT 1 FROM eligibility e/, 'the filter check of a person, over one tenant'],
    [
      'host-standing.ts',
      /^\(SELECT CASE WHEN count\(\*\) = 0 THEN 'none'/,
      'the filter proof of a person, and the days of commits, over one tenant',
    ],
    [
      'standings.ts',
      /^SELECT tenant_id, '' AS what|^SELECT tenant_id, 'tasks' AS what/,
      'open tasks, lists and campaigns of a tenant are few',
    ],
    ['standings.ts', /^SELECT p\.tenant_id, p\.digest/, 'campaigns of a tenant are few'],
    [
      'moves.ts',
      /^SELECT e\.at, e\.subject_id/,
      'what is taken out of the entries of one campaign is neither filtered nor counted',
    ],
    ['facts.ts', /^SELECT v\.device_id, v\.host_id/, 'whether a document still has the id by which its row was found'],
    ['figures.ts', /^SELECT what, key, count/, 'a tenant has some ten lists'],
  ]);
});

test('every transaction is run again after a collision, or says why not', () => {
  const begun = modules.filter(({ text }) => /\.transaction\(\)|['"`]BEGIN\b/.test(text)).map(({ path }) => path);
  expect(begun).toEqual(['src/store/database.ts']);
  const database = modules.find(({ path }) => path === 'src/store/database.ts')?.text ?? '';
  const once = [...database.matchAll(/^.*\.transaction\(\).*$/gm)].map(([line]) => line.trim());
  // The one that fills an empty store: what it writes may not come a second time.
  expect(once.filter((line) => !line.startsWith('return this.#persistently('))).toHaveLength(1);
  const failures = modules.find(({ path }) => path === 'src/store/failures.ts')?.text ?? '';
  for (const code of ['40001', '40P01', '55P03']) expect(failures).toContain(`'${code}'`);
});

/** What is filled in behind WHERE stands in the same file, and names the tenant first. */
function isFilledIn({ where, text }: Statement): boolean {
  const [file = ''] = where.split(':');
  const parts = templates.filter((one) => one.where.startsWith(`${file}:`) && !whole.includes(one));
  return /\bWHERE \?/.test(text) && parts.some((part) => /^(\w+\.)?tenant_id = \?/.test(part.text));
}

const house = 'housekeeping over all tenants, by time';
test('every statement on rows of tenants binds each table to a tenant, but where it is about all of them', () => {
  expect(whole.length).toBeGreaterThan(80);
  expectOnly(
    whole.filter((one) => unboundTables(one.text, rules).length > 0 && !isFilledIn(one)),
    [
      ['notices.ts', /^WITH settled AS \(DELETE FROM message WHERE settled_at < \?/, house],
      ['upload-tokens.ts', /^DELETE FROM upload_token WHERE expires_at < \?/, house],
      [
        'upload-tokens.ts',
        /^SELECT \* FROM upload_token WHERE secret_hash = \?$/,
        'who comes in with a secret says no tenant',
      ],
      ['tenants.ts', /^SELECT \* FROM tenant ORDER BY tenant_id$/, 'which tenants there are'],
      ['workers.ts', /^UPDATE tenant_worker SET held_until = \? WHERE worker_id = \?$/, 'what a worker has'],
      ['workers.ts', /^SELECT \* FROM tenant_worker ORDER BY tenant_id$/, 'who has which tenant'],
      ['workers.ts', /^DELETE FROM tenant_worker WHERE worker_id = \?$/, 'what a worker gives back'],
    ],
  );
});

test.each([
  [
    'changesATableTwice',
    changesATableTwice,
    'WITH a AS (UPDATE move m SET wave = 2 WHERE m.tenant_id = ?) INSERT INTO move (tenant_id) VALUES (?)',
  ],
  [
    'changesATableTwice',
    changesATableTwice,
    'WITH a AS (DELETE FROM task WHERE tenant_id = ?) DELETE FROM task WHERE tenant_id = ?',
  ],
  ['passesOverRows', passesOverRows, 'SELECT * FROM move WHERE tenant_id = ? FOR UPDATE SKIP LOCKED'],
  [
    'passesOverRows',
    passesOverRows,
    'UPDATE outbox SET fence = fence + 1 WHERE effect_id IN (SELECT effect_id FROM outbox FOR UPDATE SKIP LOCKED)',
  ],
  [
    'conflictsBesideTheKey',
    conflictsBesideTheKey,
    'INSERT INTO task (tenant_id, key) VALUES (?) ON CONFLICT (tenant_id, key) DO UPDATE SET kind = excluded.kind',
  ],
  ['conflictsBesideTheKey', conflictsBesideTheKey, 'INSERT INTO host (tenant_id) VALUES (?) ON CONFLICT DO NOTHING'],
  ['looksIntoDocuments', looksIntoDocuments, "SELECT * FROM task WHERE tenant_id = ? AND document->>'dueAt' = ?"],
  [
    'looksIntoDocuments',
    looksIntoDocuments,
    'SELECT count(*) FROM eligibility, json_array_elements(document) WHERE tenant_id = ?',
  ],
  [
    'unboundTables',
    (text: string) => unboundTables(text, rules).length > 0,
    'SELECT tenant_id, count(*) FROM move GROUP BY tenant_id',
  ],
  [
    'unboundTables',
    (text: string) => unboundTables(text, rules).length > 0,
    'SELECT * FROM move m JOIN host h ON h.host_id = m.host_id WHERE m.tenant_id = ?',
  ],
  [
    'unboundTables',
    (text: string) => unboundTables(text, rules).length > 0,
    'UPDATE host SET site = ? WHERE host_id = ?',
  ],
  [
    'unboundTables',
    (text: string) => unboundTables(text, rules).length > 0,
    'INSERT INTO host (host_id, tenant_id) VALUES (?, ?)',
  ],
  [
    'unboundTables',
    (text: string) => unboundTables(text, rules).length > 0,
    'DELETE FROM task WHERE tenant_id IS NOT NULL',
  ],
] as const)('the rule %s finds what breaks it: %3$s', (_name, isBroken, text) => {
  expect((isBroken as (text: string, tables: Tables) => boolean)(text, rules)).toBe(true);
});

test('no row moves from one tenant to another', () => {
  expect(
    whole.filter(({ text }) => /\bSET\b[^;]*\btenant_id = /.test(text.split(/\bWHERE\b|\bFROM\b/)[0] ?? '')),
  ).toEqual([]);
});
