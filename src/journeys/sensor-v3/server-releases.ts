/** One update of Windows Server that changed the revision. */
interface ServerRelease {
  readonly revision: number;
  /** Undefined when the row that we saw names none. */
  readonly update: string | undefined;
  /** A day, or a month when only that is known. */
  readonly releasedOn: string;
  /** Out-of-band updates come between the months and carry the content of the month before. */
  readonly kind: 'monthly' | 'outOfBand';
  readonly from: 'releaseTable' | 'community';
}

/**
 * Updates around the two baselines, by build branch. From the release table for Windows Server
 * (learn.microsoft.com/windows/release-health/windows-server-release-info, dated 2026-05-12, seen 2026-11-21) and, where it says so, from community
 * posts. Hotpatches have numbers between these and stand in no table that we saw; for 25398 (version 23H2) the table that we saw had no rows.
 */
const serverReleases: Readonly<Record<string, readonly ServerRelease[]>> = {
  '17763': [
    monthly(8_389, 'KB5075904', '2026-02'),
    monthly(8_511, 'KB5078752', '2026-03-10'),
    monthly(8_644, 'KB5082123', '2026-04-14'),
    outOfBand(8_647, 'KB5091573', '2026-04-19'),
    monthly(8_755, 'KB5087538', '2026-05'),
    { ...monthly(9_020, 'KB5099538', '2026-07'), from: 'community' },
  ],
  '20348': [
    monthly(4_773, 'KB5075906', '2026-02'),
    outOfBand(4_776, 'KB5082314', '2026-03-02'),
    monthly(4_893, 'KB5078766', '2026-03-10'),
    monthly(5_020, 'KB5082142', '2026-04-14'),
    outOfBand(5_024, 'KB5091575', '2026-04-19'),
    monthly(5_139, 'KB5087545', '2026-05'),
  ],
  '26100': [
    monthly(7_462, undefined, '2025-12'),
    monthly(32_370, 'KB5075899', '2026-02'),
    monthly(32_522, 'KB5078740', '2026-03-10'),
    monthly(32_690, 'KB5082063', '2026-04-14'),
    outOfBand(32_698, 'KB5091157', '2026-04-19'),
    monthly(32_860, 'KB5087539', '2026-05'),
  ],
};

/**
 * What is installed, in words: "KB5082314, out of band, of 2026-03-02". For a number between two rows, that it is in none; undefined for one outside
 * the table, where nothing is known.
 */
export function releaseInWords(build: number, revision: number): string | undefined {
  const releases = serverReleases[String(build)] ?? [];
  const release = releases.find((one) => one.revision === revision);
  if (release !== undefined) {
    const { update, kind, releasedOn, from } = release;
    const parts = [update ?? 'an update', kind === 'outOfBand' ? 'out of band' : undefined, `of ${releasedOn}`];
    return parts.filter((part) => part !== undefined).join(', ') + (from === 'community' ? ' (community posts)' : '');
  }
  return isBetween(releases, revision) ? 'in no row of the release table' : undefined;
}

/** Hotpatches are numbered like this. */
export function isBetweenReleases(build: number, revision: number): boolean {
  const releases = serverReleases[String(build)] ?? [];
  return releases.every((one) => one.revision !== revision) && isBetween(releases, revision);
}

function isBetween(releases: readonly ServerRelease[], revision: number): boolean {
  return releases.some((one) => one.revision < revision) && releases.some((one) => one.revision > revision);
}

function monthly(revision: number, update: string | undefined, releasedOn: string): ServerRelease {
  return { revision, update, releasedOn, kind: 'monthly', from: 'releaseTable' };
}

function outOfBand(revision: number, update: string, releasedOn: string): ServerRelease {
  return { revision, update, releasedOn, kind: 'outOfBand', from: 'releaseTable' };
}
