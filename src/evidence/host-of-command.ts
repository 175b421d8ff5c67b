import { fqdnOf, hostNameOf } from '../domain/host-name.ts';
import { type EvidenceRow, type ProblemList, quoted } from './reading.ts';

type Host = Pick<EvidenceRow, 'name' | 'fqdn' | 'domain'>;

/**
 * Whose evidence the output of a command is. A command that names another computer (`sc \\DC02 query sense`) is evidence of that one; one that names
 * none leaves it to the person who gives the file.
 * @returns undefined, with a problem, when the name is that of no computer; an address names none for sure.
 */
export function namedHost(written: string | undefined, problems: ProblemList, line?: number): Host | undefined {
  if (written === undefined) return { name: undefined };
  const fqdn = fqdnOf(written);
  const short = fqdn?.split('.')[0] ?? written;
  const isName = hostNameOf(short, undefined) !== undefined && /^[a-z0-9_][a-z0-9_-]{0,62}$/i.test(short);
  if (!isName || /^[\d.]+$/.test(written)) {
    problems.add('host-ambiguous', `The command asks ${quoted(written)}, which is not the name of a computer.`, line);
    return undefined;
  }
  if (fqdn === undefined) return { name: short.toUpperCase() };
  return { name: short.toUpperCase(), fqdn, domain: fqdn.slice(short.length + 1) };
}
