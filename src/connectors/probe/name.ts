import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { codeOf, StageFault, withinTime } from './stage.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Asks for the addresses of a name as other programs do: hosts file, then name servers. */
export type Lookup = (host: string) => Promise<readonly Address[]>;

export const systemLookup: Lookup = (host) => lookup(host, { all: true });

interface NameBound {
  readonly lookup: Lookup;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Name servers that say "there is none" are told from those that say nothing. @throws StageFault */
export async function addressesOf(host: string, bound: NameBound): Promise<readonly Address[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const late = new StageFault('name-unanswered', 'dns-timed-out');
  const found = await withinTime({ ...bound, late }, () => bound.lookup(host).catch((error) => refuse(error)));
  if (found.length === 0) throw new StageFault('name-not-found', 'no-address');
  return found;
}

const notThere: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA']);

function refuse(error: unknown): never {
  const code = codeOf(error);
  throw new StageFault(notThere.has(code) ? 'name-not-found' : 'name-unanswered', code);
}
