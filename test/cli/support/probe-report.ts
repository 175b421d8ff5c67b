import type { ProbeReport } from '../../../src/contract/probe.ts';
import type { ProbeOutcome, ProbeResult } from '../../../src/domain/probe.ts';
import { identityUrl, type ServiceUrl, serviceUrls } from '../../../src/domain/service-urls.ts';
import { probeReportOf } from '../../../src/report/probe.ts';

const probedAt = Date.parse('2026-11-22T10:00:00Z');
const streamlined = serviceUrls('streamlined', 'uk');

function aProbeResult(target: ServiceUrl, outcome: ProbeOutcome, more: Partial<ProbeResult> = {}): ProbeResult {
  return {
    target,
    outcome,
    code: 'ECODE',
    dns: { ipv4: ['192.0.2.1'], ipv6: [] },
    tcp: { address: '192.0.2.1', failed: [] },
    proxy: { mode: 'direct', address: null, status: null, schemes: [] },
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    certificate: null,
    http: null,
    ...more,
  };
}

function aReportOf(results: readonly ProbeResult[]): ProbeReport {
  return probeReportOf(results, probedAt, ['This is the network of the machine that runs changeguard.']);
}

/** Everything is reached. */
export function aGoodReport(): ProbeReport {
  return aReportOf(
    [...streamlined, identityUrl('contoso')].map((target) =>
      aProbeResult(target, 'reached', { http: { status: target.statuses[0] ?? 0, usual: target.statuses[0] ?? null } }),
    ),
  );
}

/** One of each kind of failure. */
export function aBadReport(): ProbeReport {
  const proxy = {
    mode: 'connect',
    address: 'proxy.example:8080',
    status: 407,
    schemes: ['Negotiate', 'NTLM'],
  } as const;
  const certificate = {
    subject: 'CN=*.uk.endpoint.security.microsoft.com',
    issuer: 'CN=Corp Proxy CA',
    root: 'CN=Corp Root CA, O=Bank',
    origin: 'unnamed',
    validFrom: 'Jan  1 00:00:00 2026 GMT',
    validTo: 'Jan  1 00:00:00 2027 GMT',
    keys: [],
  } as const;
  const failures: readonly (readonly [ProbeOutcome, Partial<ProbeResult>])[] = [
    ['inspected', { code: 'private-root', certificate }],
    ['inspected', { code: 'private-root', certificate }],
    ['name-not-found', { code: 'ENOTFOUND' }],
    ['refused', { code: 'ECONNREFUSED' }],
    ['timed-out', { code: 'tls-timed-out' }],
    ['tls-too-old', { tls: { version: 'TLSv1.1', cipher: '' } }],
    ['proxy-wants-credentials', { code: 'proxy-407', proxy }],
    ['unexpected-status', { code: 'http-302', http: { status: 302, usual: 200 } }],
    ['certificate-expired', { code: 'expired', certificate }],
    ['certificate-wrong-name', { code: 'ERR_TLS_CERT_ALTNAME_INVALID', certificate }],
    ['issuer-unverified', { code: 'root-missing', certificate }],
  ];
  const targets = [...streamlined, ...serviceUrls('standard', 'uk').filter((one) => one.isNeeded)];
  return aReportOf(
    targets.slice(0, failures.length + 1).map((target, at) => {
      const [outcome, more] = failures[at] ?? ['reached', { http: { status: 404, usual: 200 } }];
      return aProbeResult(target, outcome, more);
    }),
  );
}
