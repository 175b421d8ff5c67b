import { ProblemError } from '../domain/problem.ts';
import type { HostFilter } from './ports/store.ts';
import { parseSelector } from './select.ts';

/** What may decide who sees a host: where it stands and what it is called. */
const lasting: ReadonlySet<string> = new Set(['names', 'site', 'domain', 'search']);

/**
 * The hosts that somebody sees, as a selector of names, sites, domains and beginnings of names. A state or a verdict would take a host out of sight in
 * the middle of its move; and roles, tags and systems come from evidence, which is not to decide who may see what.
 * @throws ProblemError('request-invalid')
 */
export function parseHostScope(selector: string): HostFilter {
  const filter = parseSelector(selector);
  const given = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) throw invalid('It names every host: leave it out.');
  const other = given.find((name) => !lasting.has(name));
  if (other !== undefined) throw invalid('Who sees a host is decided by name, site:, domain: and search: alone.');
  return filter;
}

function invalid(message: string): ProblemError {
  return new ProblemError('request-invalid', message, { errors: [{ at: 'body.hosts', message }] });
}
