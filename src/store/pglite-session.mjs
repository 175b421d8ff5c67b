// PostgreSQL compiled to WebAssembly takes longer to read and plan a statement than to run most of ours, and the same texts come again and again: each is
// read once, and kept by its name. What it answers is read by the parser of pg: PGlite's own makes a buffer of every single value, which took longer than
// many a statement. Plain JavaScript, because it also runs in a worker, which Node 20 cannot start from TypeScript.
import { EventEmitter } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { parse, serialize } from 'pg-protocol';
import { emptyPglite } from './empty-pglite.mjs';

/** What is kept takes memory of the database; more texts than this are not said again and again. */
const mostKept = 400;

/**
 * A plan that was made while a table was small stays as it was; after so many statements all are made anew, by the sizes of then. Between two transactions:
 * one that has failed takes nothing but its rollback.
 */
const plansLast = 3_000;

const execute = serialize.execute({});
const sync = serialize.sync();
const discardPlans = serialize.query('DISCARD PLANS');

/**
 * Opens a PGlite in this thread.
 * @param {string | undefined} directory Undefined: in memory.
 */
export async function openPglite(directory) {
  const database = directory === undefined ? await emptyPglite() : await PGlite.create({ dataDir: directory });
  const kept = new Map();
  const answer = new EventEmitter();
  let named = 0;
  let said = 0;
  let heard = [];
  parse(answer, (message) => heard.push(message));

  /** Says messages and hears all that is answered. @throws the fault that is among the answers. */
  async function say(...messages) {
    heard = [];
    await database.execProtocolRawStream(messages.length === 1 ? messages[0] : Buffer.concat(messages), {
      syncToFs: false,
      // A copy: the memory belongs to the database, which goes on writing there.
      onRawData: (bytes) => answer.emit('data', Buffer.from(bytes)),
    });
    const fault = heard.find((message) => message.name === 'error');
    if (fault !== undefined) throw fault;
    return heard;
  }

  async function read(text) {
    const known = kept.get(text);
    if (known !== undefined) return known;
    // A name is never given twice, also when its statement could be read and not described.
    if (kept.size < mostKept) named += 1;
    const name = kept.size < mostKept ? `kept_${named}` : '';
    const described = await say(
      serialize.parse({ name, text, types: [] }),
      serialize.describe({ type: 'S', name }),
      sync,
    );
    const takes = described.find((message) => message.name === 'parameterDescription');
    const gives = described.find((message) => message.name === 'rowDescription');
    const statement = {
      name,
      writers: (takes?.dataTypeIDs ?? []).map((type) => database.serializers[type] ?? String),
      fields: (gives?.fields ?? []).map((field) => ({
        name: field.name,
        type: field.dataTypeID,
        read: database.parsers[field.dataTypeID],
      })),
    };
    if (name !== '') kept.set(text, statement);
    return statement;
  }

  async function run(text, parameters) {
    said += 1;
    if (said >= plansLast && text === 'begin') {
      said = 0;
      await say(discardPlans);
    }
    try {
      const { name, writers, fields } = await read(text);
      const values = parameters.map((value, at) => writtenBy(writers[at], value));
      const messages = await say(serialize.bind({ statement: name, values }), execute, sync);
      return resultOf(messages, fields);
    } catch (error) {
      // What follows a fault is passed over up to here.
      await say(sync);
      throw error;
    }
  }

  return {
    query: (text, parameters) => database.runExclusive(() => run(text, parameters)),
    close: () => database.close(),
  };
}

/** Bytes are in the database's own binary form already; those that came from another thread have lost that they are a buffer. */
function writtenBy(write, value) {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return write(value);
}

function resultOf(messages, fields) {
  const rows = [];
  let affectedRows;
  for (const message of messages) {
    if (message.name === 'dataRow') rows.push(rowOf(message.fields, fields));
    else if (message.name === 'commandComplete') affectedRows = Number(/\d+$/.exec(message.text)?.[0] ?? 0);
  }
  return { rows, affectedRows };
}

function rowOf(texts, fields) {
  const row = {};
  for (let at = 0; at < fields.length; at += 1) {
    const { name, type, read } = fields[at];
    const text = texts[at];
    row[name] = text === null || read === undefined ? text : read(text, type);
  }
  return row;
}
