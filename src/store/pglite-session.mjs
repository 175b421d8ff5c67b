// PostgreSQL compiled to WebAssembly takes longer to read and plan a statement than to run most of ours, and the same texts come again and again: each is
// read once, and kept by its name. Plain JavaScript, because it also runs in a worker, which Node 20 cannot start from TypeScript.
import { PGlite, parse, protocol } from '@electric-sql/pglite';

const { serialize } = protocol;

/** What is kept takes memory of the database; more texts than this are not said again and again. */
const mostKept = 400;

/**
 * A plan that was made while a table was small stays as it was; after so many statements all are made anew, by the sizes of then. Between two transactions:
 * one that has failed takes nothing but its rollback.
 */
const plansLast = 3_000;

/**
 * Opens a PGlite in this thread.
 * @param {string | undefined} directory Undefined: in memory.
 */
export async function openPglite(directory) {
  const database = await PGlite.create(directory === undefined ? {} : { dataDir: directory });
  const kept = new Map();
  let named = 0;
  let said = 0;
  const send = (message) => database.execProtocolStream(message, { syncToFs: false });

  async function read(text) {
    const known = kept.get(text);
    if (known !== undefined) return known;
    // A name is never given twice, also when its statement could be read and not described.
    if (kept.size < mostKept) named += 1;
    const name = kept.size < mostKept ? `kept_${named}` : '';
    await send(serialize.parse({ name, text }));
    const types = parse.parseDescribeStatementResults(await send(serialize.describe({ type: 'S', name })));
    const statement = { name, types };
    if (name !== '') kept.set(text, statement);
    return statement;
  }

  async function run(text, parameters) {
    const messages = [];
    said += 1;
    try {
      if (said >= plansLast && text === 'begin') {
        said = 0;
        await send(serialize.query('DISCARD PLANS'));
      }
      const { name, types } = await read(text);
      const values = parameters.map((value, at) => written(database.serializers[types[at]], value));
      messages.push(...(await send(serialize.bind({ statement: name, values }))));
      messages.push(...(await send(serialize.describe({ type: 'P' }))));
      messages.push(...(await send(serialize.execute({}))));
    } finally {
      messages.push(...(await send(serialize.sync())));
    }
    return messages;
  }

  return {
    async query(text, parameters) {
      const messages = await database.runExclusive(() => run(text, parameters));
      const [result] = parse.parseResults(messages, database.parsers);
      return { rows: result?.rows ?? [], affectedRows: result?.affectedRows };
    },
    close: () => database.close(),
  };
}

function written(serializer, value) {
  if (value === null || value === undefined) return null;
  return serializer ? serializer(value) : String(value);
}
