/** What somebody who has nothing but the export of a tenant can say of it. */
export interface TenantVerification {
  /** Nothing differs. */
  readonly isSound: boolean;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly madeAt: string;
  /** Whose key signed it; null: nobody's, it was made by a version that did not sign. */
  readonly signature: {
    readonly isGood: boolean;
    readonly tenantId: string;
    readonly fingerprint: string | null;
    /** null: nobody said which key it must be. */
    readonly isExpected: boolean | null;
    /** Since when the log in the file tells of the key; null: it does not. */
    readonly inLogSince: string | null;
  } | null;
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly log: { readonly links: number; readonly events: number; readonly head: { seq: number; hash: string } };
  readonly differences: readonly string[];
}
