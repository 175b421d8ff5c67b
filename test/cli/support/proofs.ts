import type { ArchiveExpected, ArchivesVerification } from '../../../src/contract/archive-verification.ts';
import type { PackVerification } from '../../../src/contract/pack-verification.ts';
import type { TenantVerification } from '../../../src/contract/tenant-verification.ts';
import { at } from './answers.ts';

/** A pack in which one gate was judged otherwise. */
export const packProof: PackVerification = {
  isSound: false,
  pack: {
    tenant: 'Nordbank',
    about: 'campaign berlin',
    madeAt: at,
    version: '0.1.0',
    redaction: 'names',
    head: { seq: 9, hash: 'c'.repeat(64) },
  },
  signature: { isGood: true, fingerprint: 'f'.repeat(64), isExpected: true },
  members: 9,
  log: { links: 9, entries: 12, bareLinks: 2, redactedLinks: 1 },
  decisions: {
    gates: { recomputed: 3, differing: 1, notRecomputed: [] },
    starts: { recomputed: 2, differing: 0, notRecomputed: [] },
    verdicts: { recomputed: 0, differing: 0, notRecomputed: [{ because: 'names are replaced', count: 4 }] },
    approvals: { recomputed: 2, differing: 0, notRecomputed: [] },
    transitions: { recomputed: 8, differing: 0, notRecomputed: [] },
  },
  differences: [
    { where: 'log/00001.jsonl line 7', what: 'decision', detail: 'The gate after wave 1 is "pass" in the log.' },
  ],
  differenceCount: 1,
};

/** An export of a tenant that proves itself. */
const signedExport: TenantVerification = {
  isSound: true,
  tenant: { id: 't-1', name: 'Nordbank' },
  madeAt: at,
  signature: {
    isGood: true,
    tenantId: 't-1',
    fingerprint: 'd'.repeat(64),
    isExpected: null,
    inLogSince: '2026-05-04T08:00:00.000Z',
  },
  rows: 12,
  tables: { host: 12 },
  log: { links: 3, events: 4, head: { seq: 3, hash: 'c'.repeat(64) } },
  differences: [],
};

/** One that its tenant signed, or one of a version that did not sign. */
export function tenantProof(isOld: boolean, key: string | undefined): TenantVerification {
  if (!isOld) return signedExport;
  const differences = key === undefined ? [] : [`It is not signed, and the key ${key} was to have signed it.`];
  return { ...signedExport, isSound: key === undefined, signature: null, differences };
}

/** One archive, which is what the log tells of. */
export function archivesProof(log: readonly ArchiveExpected[]): ArchivesVerification {
  const archives = log.map(({ key, ...seal }) => ({
    ...seal,
    isSound: true,
    tenantId: 't-1',
    links: 9,
    events: 12,
    signature: { isGood: true, fingerprint: key },
    differences: [],
  }));
  return { isSound: archives.length === 1, archives, differences: [] };
}

/** What a copy of a store came to. */
export const moved = { rows: 12, tables: { host: 12 }, tenants: 1, links: 3 };
