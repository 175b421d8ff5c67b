import { type FactDefinition, factKeys, isKnownFactKey } from '../domain/fact-keys.ts';

/**
 * What a column can be taken for: a fact, or one of these words, which say whose row it is.
 * `mdi.version` becomes the version fact of the sensor's generation; `account.enabled` decides whether the row counts; `os.versionText` is the build in one of the forms that lists have it in, with or without what belongs to it.
 */
const identityTargets = [
  'name',
  'fqdn',
  'domain',
  'site',
  'distinguishedName',
  'account.enabled',
  'mdi.version',
  'os.versionText',
] as const;

export type ColumnTarget = string;

/** How a person says that a column is to be left alone. */
export const noTarget = '-';

export function isColumnTarget(text: string): boolean {
  return (identityTargets as readonly string[]).includes(text) || isKnownFactKey(text);
}

export function definitionOf(target: ColumnTarget): FactDefinition | undefined {
  return isKnownFactKey(target) ? factKeys[target] : undefined;
}

/** A header without case, blanks and signs, so that "Service status", "ServiceStatus" and "service_status" are one. */
export function foldedHeader(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
