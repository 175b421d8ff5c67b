import type { z } from 'zod';
import type { tenant } from '../contract/installation.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { Tenant } from '../engine/ports/store.ts';

export function tenantShape(row: Tenant, clock: 'wall' | 'twin'): z.infer<typeof tenant> {
  return {
    id: row.tenantId,
    name: row.name,
    edition: row.edition,
    overrides: row.overrides.map((override) => ({ ...override })),
    usesVpnIntegration: row.facts.usesVpnIntegration ?? null,
    usesSyslog: row.facts.usesSyslog ?? null,
    featureLossAcceptedBy: row.facts.featureLossAcceptedBy ?? null,
    siteZones: { ...row.facts.siteZones },
    clock,
    createdAt: toRfc3339(row.createdAt),
    archivedAt: row.archivedAt === undefined ? null : toRfc3339(row.archivedAt),
    version: row.version,
  };
}
