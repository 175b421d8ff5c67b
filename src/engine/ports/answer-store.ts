import type { FactDocument, SourceId } from '../../domain/fact.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { HostFilter, HostRow, Page, PageRequest } from './estate-store.ts';

/** What the answer to a query said of one host, as far as it is kept: its current document of that source. */
export interface AnswerRow extends Pick<HostRow, 'hostId' | 'name' | 'fqdn' | 'site'> {
  readonly observedAt: Instant;
  readonly facts: FactDocument['facts'];
  /** A list says it: the last reading of that list said it again. */
  readonly isListed: boolean;
}

/** What is kept under one source. */
export interface AnswerCount {
  readonly source: SourceId;
  readonly rows: number;
  /** Of these, what a list says. */
  readonly listed: number;
  readonly oldestAt: Instant;
  readonly newestAt: Instant;
}

export interface AnswerStore {
  /** By name, keyset-paged; at most 200 a page. With `within` of these hosts alone. */
  answerRows(
    tenantId: TenantId,
    asked: { readonly source: SourceId; readonly within?: HostFilter | undefined },
    page: PageRequest,
  ): Promise<Page<AnswerRow>>;
  /** All of these sources in one statement; one of which nothing is kept has no row. */
  answerCounts(
    tenantId: TenantId,
    asked: { readonly sources: readonly SourceId[]; readonly within?: HostFilter | undefined },
  ): Promise<readonly AnswerCount[]>;
}
