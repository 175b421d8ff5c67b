/** What a person must know before a plan is applied, besides what becomes final and when, which every preview tells. */
export type PlanWarning =
  | { readonly kind: 'switch-final' | 'read-only' | 'automatic-activation' }
  | { readonly kind: 'service-reverts'; readonly afterMs: number };
