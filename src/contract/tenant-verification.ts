/** What somebody who has nothing but the export of a tenant can say of it. */
export interface TenantVerification {
  /** Nothing differs. */
  readonly isSound: boolean;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly madeAt: string;
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly log: { readonly links: number; readonly events: number; readonly head: { seq: number; hash: string } };
  readonly differences: readonly string[];
}
