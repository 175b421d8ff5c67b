/** What is known of the required update in one build branch. */
export interface UpdateBaseline {
  readonly product: string;
  /** The first revision that has the update; undefined when nobody published it where we looked. */
  readonly leastRevision: number | undefined;
  /** The newest revision known to be older than the update: up to it a server certainly lacks it. */
  readonly lastRevisionBefore: number;
  readonly update: string;
  readonly note?: string;
}

/** By build branch, the number after "10.0.". Revisions are compared inside a branch only. */
export type UpdateBaselines = Readonly<Record<string, UpdateBaseline>>;

/**
 * The cumulative update of 10 March 2026. Source: the release table for Windows Server, dated 2026-05-12, seen 2026-11-21.
 * The out-of-band 20348.4776 of 2 March 2026 came out in March and still carries the February update.
 */
export const baselinesOfMarch2026: UpdateBaselines = {
  '17763': { product: 'Windows Server 2019', leastRevision: 8_511, lastRevisionBefore: 8_510, update: 'KB5078752' },
  '20348': { product: 'Windows Server 2022', leastRevision: 4_893, lastRevisionBefore: 4_892, update: 'KB5078766' },
  '26100': { product: 'Windows Server 2025', leastRevision: 32_522, lastRevisionBefore: 32_521, update: 'KB5078740' },
};

/**
 * The cumulative update of July 2026. The copy of the release table ends in May 2026. 17763.9020 (KB5099538) is named in
 * community posts, not in a Microsoft table that we saw.
 */
export const baselinesOfJuly2026: UpdateBaselines = {
  '17763': {
    product: 'Windows Server 2019',
    leastRevision: 9_020,
    lastRevisionBefore: 9_019,
    update: 'KB5099538',
    note: 'The number is from community posts.',
  },
  '20348': {
    product: 'Windows Server 2022',
    leastRevision: undefined,
    lastRevisionBefore: 5_139,
    update: 'the July 2026 cumulative update',
  },
  '26100': {
    product: 'Windows Server 2025',
    leastRevision: undefined,
    lastRevisionBefore: 32_860,
    update: 'the July 2026 cumulative update',
  },
};
