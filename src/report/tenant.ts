import type { z } from 'zod';
import type { tenant } from '../contract/installation.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { Tenant } from '../engine/ports/store.ts';
import { instantInWords } from './instant.ts';
import { nextOpenings } from './openings.ts';
import { said } from './plan-english.ts';

/** A tenant, with when its own calendars let anything start, from now on. */
export function tenantShape(row: Tenant, clock: 'wall' | 'twin', now: Instant): z.infer<typeof tenant> {
  const { calendars = [] } = row.facts;
  return {
    id: row.tenantId,
    name: row.name,
    edition: row.edition,
    overrides: row.overrides.map((override) => ({ ...override })),
    usesVpnIntegration: row.facts.usesVpnIntegration ?? null,
    usesSyslog: row.facts.usesSyslog ?? null,
    featureLossAcceptedBy: row.facts.featureLossAcceptedBy ?? null,
    siteZones: { ...row.facts.siteZones },
    // Only the types differ: what is read-only here may be changed by whoever receives it.
    calendars: structuredClone(calendars) as z.infer<typeof tenant>['calendars'],
    openings: nextOpenings(calendars, now).map((line) => said(line, instantInWords)),
    clock,
    createdAt: toRfc3339(row.createdAt),
    archivedAt: row.archivedAt === undefined ? null : toRfc3339(row.archivedAt),
    version: row.version,
  };
}
