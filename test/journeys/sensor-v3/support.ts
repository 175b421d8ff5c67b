import type { FactDocument, FactKey, FactTable, FactValue, SourceId } from '../../../src/domain/fact.ts';
import type { Host } from '../../../src/domain/host.ts';
import { as } from '../../../src/domain/ids.ts';
import type { EvaluateInput, TenantFacts } from '../../../src/domain/journey.ts';
import { mergeFacts } from '../../../src/domain/merge-facts.ts';
import { dayMs, minuteMs } from '../../../src/domain/time.ts';

export const now = Date.UTC(2026, 2, 20, 12);
export const hostId = as<Host['hostId']>('ber-dc1');

export type FactValues = Readonly<Record<FactKey, FactValue>>;

export function aHost(): Host {
  return { hostId, name: 'BER-DC1', fqdn: 'ber-dc1.corp.example', domain: 'corp.example', site: 'Berlin' };
}

export function aDocument(facts: FactValues, more: { source?: SourceId; observedAt?: number } = {}): FactDocument {
  return { hostId, source: more.source ?? 'host-facts', observedAt: more.observedAt ?? now - minuteMs, facts };
}

/** Fresh host facts, and others that are two days old. */
export function factsOf(fresh: FactValues, stale: FactValues = {}): FactTable {
  const old = aDocument(stale, { source: 'client-analyzer', observedAt: now - 2 * dayMs });
  return mergeFacts(hostId, [aDocument(fresh), old], now);
}

const deviceId = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';

/** Everything that a clean domain controller with Windows Server 2022 shows; it passes every check of 2026-03. */
export const eligible: FactValues = {
  'os.build': 20348,
  'os.revision': 4893,
  'os.productName': 'Windows Server 2022 Standard',
  'os.hotpatch': false,
  roles: ['domainController'],
  'host.fqdn': 'ber-dc1.corp.example',
  'service.AATPSensorUpdater': 'running',
  'service.AATPSensor': 'running',
  'service.Sense': 'running',
  'mdi.v2.version': '2.254.19112.470',
  'mdi.v2.installed': true,
  'mdi.sensorType': 'domainControllerIntegrated',
  'mdi.migrationState': 'readyForMigration',
  'mdi.healthStatus': 'healthy',
  'mdi.serviceStatus': 'running',
  'mdi.deploymentStatus': 'upToDate',
  'mdi.healthIssues': [],
  'mdi.networkAdapters': ['Ethernet0'],
  'mdi.description': 'first floor',
  'mdi.dnsNames': ['ber-dc1.corp.example'],
  'sense.version': '10.8735.26058.1022',
  'onboarding.policyPresent': true,
  'onboarding.statusKeyPresent': true,
  'onboarding.onboardedInfoPresent': true,
  'device.id': deviceId,
  'device.onboardingStatus': 'Onboarded',
  'device.records': [deviceId],
  'device.fqdn': 'ber-dc1.corp.example',
  'device.health': 'Active',
  'activity.events1h': 420,
  'tls12.enabled': true,
  'proxy.mode': 'none',
  'npcap.installed': true,
  'npcap.usedByOthers': false,
  'connectivity.endpoint443': true,
  'connectivity.identity443': true,
  'policy.blocksNewServices': false,
  'load.cpuPercent': 20,
  'clock.skewSeconds': 1,
};

const usesNothing: TenantFacts = { usesVpnIntegration: false, usesSyslog: false };

export function anInput(facts: FactTable, more: Partial<EvaluateInput> = {}): EvaluateInput {
  return {
    host: aHost(),
    facts,
    tenant: usesNothing,
    edition: '2026-03',
    overrides: [],
    demand: 'host',
    now,
    ...more,
  };
}

/** The same facts without one of them. */
export function without(facts: FactValues, key: FactKey): FactValues {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => name !== key));
}
