import { type Candidate, kindRoles } from './candidate.ts';

/** What can make hosts alike, in the order in which a stratum names it. */
export const stratumDimensions = ['system', 'roles', 'site', 'proxy'] as const;
export type StratumDimension = (typeof stratumDimensions)[number];

/**
 * Hosts of one stratum are alike in these dimensions: "Windows Server 2022 / adcs+domain-controller / Berlin / direct".
 * What nobody told is `?`, a stratum of its own. Two different hosts never get one text by accident, so the signs that divide
 * are escaped where a value holds them. Without any dimension all hosts are alike.
 */
export function stratumOf(candidate: Candidate, dimensions: readonly StratumDimension[]): string {
  const values: Readonly<Record<StratumDimension, () => string>> = {
    system: () => told(candidate.system),
    roles: () => kindRoles(candidate).map(escaped).join('+') || '?',
    site: () => told(candidate.site),
    proxy: () => told(candidate.proxy),
  };
  const named = stratumDimensions.filter((dimension) => dimensions.includes(dimension));
  return named.length === 0 ? 'all' : named.map((dimension) => values[dimension]()).join(' / ');
}

function told(value: string): string {
  return value === '' ? '?' : escaped(value);
}

function escaped(value: string): string {
  return value.replace(/[%/?+]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
