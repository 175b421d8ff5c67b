import type { ArchiveExpected, ArchivesVerification } from '../../../src/contract/archive-verification.ts';

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
