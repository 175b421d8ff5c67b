import { z } from 'zod';
import type { FactKey, FactValue, Origin } from '../../domain/fact.ts';
import { factValueFault, isKnownFactKey } from '../../domain/fact-keys.ts';
import { fqdnOf, hostNameOf } from '../../domain/host-name.ts';
import { fromRfc3339, type Instant } from '../../domain/time.ts';
import type { FileFormat } from '../file.ts';
import { type LineOf, linesOfJson } from '../json-lines.ts';
import { type EvidenceRow, evidenceLimits, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { inReachWords } from './reach-words.ts';

/** The only version there is. A collector that writes another one is newer than this reader. */
const hostFactsSchema = 'changeguard.host-facts/1';

export const hostFacts: FileFormat = {
  format: 'host-facts',
  title: 'Host facts of the collector (JSON)',
  /** JSON, and somewhere near its beginning the name of the schema. */
  recognises: ({ head }) => /^\s*[[{]/.test(head) && head.slice(0, 4_096).includes('changeguard.host-facts'),
  read: (file, options, problems) => ({ rows: readHostFacts(file.text, options, problems) }),
};

/** A stream with more broken lines than this is no stream of documents; going on would only keep the process busy. */
const maxBrokenLines = 1_000;

/** More things than a collector looks for cannot have gone wrong. */
const maxOwnProblems = 100;

/** One document with its place in the file. */
interface Piece {
  readonly value: unknown;
  readonly line: number | undefined;
  /** Where its members stand, when it has lines of its own. */
  readonly lineOf?: LineOf;
}

/**
 * Host facts as a collector writes them: one document, an array, or one a line.
 * Every fact is checked against the catalogue; what fits no known key is kept with a problem, what has the wrong shape is left out with one.
 */
function readHostFacts(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  const rows: EvidenceRow[] = [];
  let count = 0;
  for (const piece of piecesOf(text, problems)) {
    count += 1;
    if (count > evidenceLimits.rows) {
      problems.add('file-too-large', `The file has more than ${evidenceLimits.rows} documents; none was used.`);
      return [];
    }
    const row = rowOf(piece, options, problems);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

function* piecesOf(text: string, problems: ProblemList): Generator<Piece> {
  const whole = parsed(text);
  if (whole !== undefined) {
    const values = Array.isArray(whole) ? whole : [whole];
    const lineOf = linesOfJson(text, whole);
    for (const value of values)
      yield { value, line: typeof value === 'object' && value !== null ? lineOf(value) : undefined, lineOf };
    return;
  }
  let line = 0;
  let broken = 0;
  for (const match of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    line += 1;
    const piece = match[0].trim();
    if (piece === '') continue;
    const value = parsed(piece);
    if (value !== undefined) {
      yield { value, line };
      continue;
    }
    problems.add('row-invalid', `${quoted(piece)} is not a JSON document.`, line);
    broken += 1;
    if (broken < maxBrokenLines) continue;
    problems.addRepeated(
      'broken',
      'row-invalid',
      'Too many lines cannot be read; the rest of the file was not used.',
      line,
    );
    return;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON as a whole; the caller says so, or reads it line by line.
    return undefined;
  }
}

const documentShape = z.object({
  schema: z.literal(hostFactsSchema),
  host: z.string().min(1).max(255),
  collectedAt: z.string().max(64).optional(),
  facts: z.record(z.string(), z.unknown()),
  // What the collector says of itself hinders nothing, so another shape of it is left out and not refused.
  collector: z
    .object({ name: z.string().max(64), version: z.string().max(64) })
    .optional()
    .catch(undefined),
  problems: z.array(z.string()).max(maxOwnProblems).optional().catch(['Its list of problems cannot be read.']),
});

function rowOf(piece: Piece, options: ReadOptions, problems: ProblemList): EvidenceRow | undefined {
  const refuse = (detail: string) => {
    problems.add('row-invalid', detail, piece.line);
    return undefined;
  };
  const shape = documentShape.safeParse(piece.value);
  if (!shape.success) {
    const where = shape.error.issues[0]?.path.join('.') || 'the document';
    return refuse(`A document is no ${hostFactsSchema}: ${where} is missing or of another shape.`);
  }
  const { host, collectedAt, facts: told, collector, problems: own = [] } = shape.data;
  const observedAt = collectedAt === undefined ? options.observedAt : fromRfc3339(collectedAt);
  if (observedAt === undefined) {
    const detail = `The facts of ${quoted(host)} ${collectedAt === undefined ? 'have no time' : `have no time that can be read: ${quoted(collectedAt)}`}.`;
    problems.add('time-missing', detail, piece.line);
    return undefined;
  }
  if (Object.keys(told).length > evidenceLimits.factsPerDocument)
    return refuse(`The document of ${quoted(host)} has more than ${evidenceLimits.factsPerDocument} facts.`);
  const identity = identityOf(host, told['host.fqdn']);
  if (typeof identity === 'string') return refuse(identity);
  const facts = factsOf(told, piece.line, problems);
  if (collector !== undefined) facts['collector.version'] = shown(`${collector.name} ${collector.version}`);
  for (const one of own) {
    const detail = `The collector says of ${quoted(host)}: ${shown(one)}`;
    problems.addRepeated(`own ${one}`, 'collector-problem', detail, piece.line);
  }
  const site = facts.site;
  return {
    source: 'host-facts',
    ...identity,
    ...(typeof site === 'string' ? { site } : {}),
    facts,
    observedAt: observedAt satisfies Instant,
    origin: { file: options.fileName, line: piece.line, ...placesOf(piece, facts) },
  };
}

/** The lines of facts that do not stand on the line of their document; collectors write a document on one. */
function placesOf({ value, line, lineOf }: Piece, facts: Readonly<Record<FactKey, FactValue>>): Pick<Origin, 'places'> {
  const told = (value as { readonly facts: object }).facts;
  const places = Object.keys(facts).flatMap((key) => {
    const at = key in told ? lineOf?.(told, key) : undefined;
    return at === undefined || at === line ? [] : [[key, { line: at }] as const];
  });
  return places.length === 0 ? {} : { places: Object.fromEntries(places) };
}

/** A collector's own words, on one line and bounded. */
function shown(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return flat.length > 300 ? `${flat.slice(0, 300)}…` : flat;
}

/** Facts of one computer filed under another would pass or fail the wrong one, so a document that names two is refused. */
function identityOf(host: string, factFqdn: unknown): Pick<EvidenceRow, 'name' | 'fqdn' | 'domain'> | string {
  const ownFqdn = fqdnOf(host);
  const toldFqdn = fqdnOf(factFqdn);
  if (ownFqdn === undefined && host.includes('.')) return `${quoted(host)} is not the name of a computer.`;
  if (ownFqdn !== undefined && toldFqdn !== undefined && ownFqdn !== toldFqdn)
    return `The document is of ${quoted(host)} and its fact host.fqdn says ${quoted(toldFqdn)}.`;
  const fqdn = ownFqdn ?? toldFqdn;
  const short = (ownFqdn ?? host).split('.')[0] ?? host;
  if (fqdn === undefined) {
    const name = hostNameOf(host, undefined)?.name ?? '';
    return /^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(name) ? { name } : `${quoted(host)} is not the name of a computer.`;
  }
  if (fqdn.split('.')[0] !== short.toLowerCase())
    return `The document is of ${quoted(host)} and its fact host.fqdn says ${quoted(fqdn)}.`;
  return { name: short.toUpperCase(), fqdn, domain: fqdn.slice(short.length + 1) };
}

/** Keys that say of themselves that their value is a secret: such a value is never kept, whatever wrote it. */
const secretKey = /password|passwd|secret|token|signature|credential|privatekey|accesskey|blob/i;

function factsOf(
  told: Readonly<Record<string, unknown>>,
  line: number | undefined,
  problems: ProblemList,
): Record<FactKey, FactValue> {
  const facts: Record<FactKey, FactValue> = {};
  for (const [key, value] of Object.entries(told)) {
    if (!/^[a-z][a-zA-Z0-9]{0,63}(\.[a-zA-Z0-9]{1,64}){0,5}$/.test(key)) {
      problems.addRepeated(`key ${key}`, 'fact-invalid', `${quoted(key)} is no name of a fact; it was left out.`, line);
      continue;
    }
    const isKnown = isKnownFactKey(key);
    if (!isKnown && secretKey.test(key)) {
      problems.addRepeated(`key ${key}`, 'fact-invalid', `${quoted(key)} may hold a secret; it was left out.`, line);
      continue;
    }
    const fault = factValueFault(key, value);
    if (fault !== undefined) {
      problems.addRepeated(`value ${key}`, 'fact-invalid', `${fault} It was left out.`, line);
      continue;
    }
    if (!isKnown) problems.addRepeated(`key ${key}`, 'fact-unknown', `No rule reads ${quoted(key)}.`, line);
    facts[key] = inReachWords(key, value as FactValue);
  }
  return facts;
}
