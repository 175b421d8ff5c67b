import type { TenantId } from '../../src/domain/ids.ts';
import type { PlanBody } from '../../src/domain/plan/document.ts';
import { now, someRules } from './plan-estates.ts';

/** A plan for nobody; a test names what it is about. */
export function aPlan(more: Partial<PlanBody> = {}): PlanBody {
  return {
    schema: 'changeguard.plan/2',
    tenantId: 'tenant' as TenantId,
    journey: 'sensor-v3',
    edition: '2026-03',
    name: 'tour',
    author: 'os:anna',
    createdAt: now,
    selector: 'all',
    strata: [],
    waves: [],
    excluded: [],
    rules: someRules(),
    prediction: { asOf: now, waves: [] },
    channel: 'graph',
    demand: 'service',
    ...more,
  };
}
