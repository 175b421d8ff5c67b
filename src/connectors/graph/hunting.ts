import type { FactKey, FactValue } from '../../domain/fact.ts';
import { factListLimit } from '../../domain/fact-keys.ts';
import { fqdnOf } from '../../domain/host-name.ts';
import { Terminal } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { FactReading } from '../../engine/ports/service.ts';
import type { QueryName } from './queries.ts';
import { rolesOfWords } from './readings.ts';
import { instantOf, integerOf, type Row, textOf } from './rows.ts';

type Facts = Record<FactKey, FactValue>;

/** Columns without which a row says nothing about a host. */
const neededColumns: Readonly<Record<QueryName, readonly string[]>> = {
  'device-identity': ['DeviceId', 'DeviceName', 'Timestamp'],
  'identity-activity': ['DestinationDeviceName', 'Events', 'LastSeen'],
};

/** Whether an answer reached the limit, so that rows may be missing. */
export function isCut(json: unknown, rowCap: number): boolean {
  const results = (json as Row | null | undefined)?.results;
  return Array.isArray(results) && results.length >= rowCap;
}

/**
 * What a hunting answer says by host, or one that came in parts.
 * @throws Terminal `connection-answer-invalid` when it is not a result, lacks a column, or reaches the row limit: what was cut off may be the duplicate record that matters.
 */
export function huntingReadings(query: QueryName, parts: readonly unknown[], rowCap: number): readonly FactReading[] {
  const rows = parts.flatMap((json) => rowsOf(query, json));
  if (parts.some((json) => isCut(json, rowCap)))
    throw invalid(query, `reached the limit of ${rowCap} rows, so it may be incomplete`);
  switch (query) {
    case 'device-identity':
      return deviceReadings(rows);
    case 'identity-activity':
      return activityReadings(rows);
  }
}

function rowsOf(query: QueryName, json: unknown): readonly Row[] {
  const { schema, results } = (typeof json === 'object' && json !== null ? json : {}) as Row;
  if (!Array.isArray(results)) throw invalid(query, 'holds no results');
  const columns = columnsOf(schema);
  const missing = neededColumns[query].find((column) => columns !== undefined && !columns.has(column));
  if (missing !== undefined) throw invalid(query, `lacks the column ${missing}`);
  for (const [index, row] of results.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw invalid(query, `has no object in row ${index + 1}`);
  }
  return results as Row[];
}

/** Older samples write the members with capitals. An answer without a schema is judged by its rows alone. */
function columnsOf(schema: unknown): ReadonlySet<unknown> | undefined {
  if (!Array.isArray(schema) || schema.length === 0) return undefined;
  return new Set(schema.map((column) => (column as Row | null)?.name ?? (column as Row | null)?.Name));
}

function deviceReadings(rows: readonly Row[]): readonly FactReading[] {
  const byName = new Map<string, { row: Row; id: string; at: Instant | undefined }[]>();
  for (const [index, row] of rows.entries()) {
    const id = textOf(row.DeviceId);
    if (id === undefined || id === '') throw invalid('device-identity', `has no device id in row ${index + 1}`);
    const name = deviceNameOf(row.DeviceName);
    // A device without a name belongs to no server that we could name; it cannot be the duplicate of one either.
    if (name === undefined) continue;
    const records = byName.get(name) ?? [];
    records.push({ row, id, at: instantOf(row.Timestamp) });
    byName.set(name, records);
  }
  return [...byName].map(([name, records]) => {
    const newest = records.reduce((best, next) => ((next.at ?? 0) > (best.at ?? 0) ? next : best));
    const ids = [...new Set(records.map((record) => record.id))].sort();
    return {
      ...namesOf(name),
      source: 'hunting-device-identity',
      facts: deviceFacts(newest.row, name, ids),
      observedAt: newest.at,
    };
  });
}

/** Facts of the newest record. The id is a fact only when there is exactly one: with several, which is right is what a person must find out. */
function deviceFacts(row: Row, name: string, ids: readonly string[]): Facts {
  const facts: Facts = {
    'device.records': ids.slice(0, factListLimit),
    'device.fqdn': name,
    // The query asks for onboarded devices only.
    'device.onboardingStatus': 'Onboarded',
  };
  const [onlyId] = ids;
  if (ids.length === 1 && onlyId !== undefined) facts['device.id'] = onlyId;
  const build = integerOf(row.OSBuild);
  if (build !== undefined && build > 0) {
    facts['os.build'] = build;
    // Without a build the revision is a number of nothing. The service knows no revision for some servers, among them hotpatched ones.
    facts['os.revision'] = integerOf(row.OsBuildRevision) ?? null;
  }
  const version = textOf(row.ClientVersion);
  if (version !== undefined && version !== '') facts['sense.version'] = version;
  const health = textOf(row.SensorHealthState);
  if (health !== undefined && health !== '') facts['device.health'] = health;
  const roles = rolesOfJson(row.DeviceRoles);
  if (roles !== undefined) facts.roles = roles;
  return facts;
}

/**
 * Roles that the system detected. The shape of the text is not published: a list of names, or of objects that carry a name and a confidence, is read.
 * A name that we do not know leaves the roles unknown: it may be the very role that forbids the migration.
 */
function rolesOfJson(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? parsedOrNothing(value) : value;
  if (!Array.isArray(list) || list.length > 100) return undefined;
  const words: string[] = [];
  for (const item of list) {
    const word = typeof item === 'string' ? item : roleNameIn(item);
    if (word === undefined) return undefined;
    words.push(word);
  }
  return rolesOfWords(words);
}

function roleNameIn(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  for (const member of ['Role', 'DeviceRole', 'Name', 'role', 'deviceRole', 'name']) {
    const word = (item as Row)[member];
    if (typeof word === 'string') return word;
  }
  return undefined;
}

function parsedOrNothing(text: string): unknown {
  if (text.length > 16_384) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Roles in a form that we do not know stay unknown.
    return undefined;
  }
}

function activityReadings(rows: readonly Row[]): readonly FactReading[] {
  const byName = new Map<string, { events: number; lastSeenAt: Instant | undefined }>();
  for (const [index, row] of rows.entries()) {
    const name = deviceNameOf(row.DestinationDeviceName);
    // Events that name no server are not the proof of any.
    if (name === undefined) continue;
    const events = integerOf(row.Events);
    if (events === undefined || events < 0) throw invalid('identity-activity', `has no count in row ${index + 1}`);
    const lastSeenAt = instantOf(row.LastSeen);
    const before = byName.get(name);
    byName.set(name, {
      events: (before?.events ?? 0) + events,
      lastSeenAt: laterOf(before?.lastSeenAt, lastSeenAt),
    });
  }
  return [...byName].map(([name, { events, lastSeenAt }]) => {
    const facts: Facts = { 'activity.events1h': events };
    if (lastSeenAt !== undefined) facts['activity.lastSeenAt'] = lastSeenAt;
    return { ...namesOf(name), source: 'hunting-identity-activity', facts };
  });
}

function laterOf(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

function deviceNameOf(value: unknown): string | undefined {
  const text = textOf(value)?.trim().replace(/\.$/, '').toLowerCase();
  return text === undefined || text === '' ? undefined : text;
}

function namesOf(name: string): { readonly name: string; readonly fqdn?: string; readonly domain?: string } {
  const fqdn = fqdnOf(name);
  if (fqdn === undefined) return { name };
  const short = fqdn.split('.')[0] ?? fqdn;
  return { name: short, fqdn, domain: fqdn.slice(short.length + 1) };
}

function invalid(query: QueryName, why: string): Terminal {
  return new Terminal('connection-answer-invalid', `The answer to the query ${query} ${why}; it was not used.`);
}
