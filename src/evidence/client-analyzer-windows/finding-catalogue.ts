import { classifyFinding } from '../analyzer-finding.ts';

/** One of the tool's rules, in our words. */
interface KnownFinding {
  readonly title: string;
  /** Whether the tool's own text adds something that may be kept: it names no account, tenant or command line. */
  readonly hasUsefulText?: true;
}

const cloudChecks = [
  ['command and control', 130_017, 131_013, 132_021],
  ['cyber data', 130_018, 131_014, 132_022],
  ['automated investigation', 130_019, 131_015, 132_023],
  ['sample upload', 130_020, 131_016, 132_024],
  ['settings management', 130_021, 131_017, 132_025],
] as const;

/**
 * The rules as the tool's rule file of April 2022 and its script of May 2024 have them, and as learn.microsoft.com/defender-endpoint/run-analyzer-windows
 * describes the report (seen 2026-09). Later versions have more; an id that is not here is told by its digits.
 */
const rules: Readonly<Record<string, KnownFinding>> = {
  110003: { title: 'Onboarded as non-persistent VDI' },
  110005: { title: 'Sense runs as a protected process' },
  111021: { title: 'Too old for security settings management', hasUsefulText: true },
  111022: { title: 'Domain controller: not managed by security settings management' },
  112002: { title: 'Operating system not supported', hasUsefulText: true },
  112004: { title: 'Sense does not run as a protected process' },
  112006: { title: 'Hyper-V Server: not supported', hasUsefulText: true },
  112020: { title: 'Onboarding through the monitoring agent is not supported here' },
  120021: { title: 'Bound to a tenant' },
  120037: { title: 'Anti-spoofing is stable' },
  121001: { title: 'Several workspaces in the monitoring agent' },
  121009: { title: 'Policy keeps publishers from being trusted' },
  121012: { title: 'Security intelligence is outdated' },
  121013: { title: 'Certificate trust list expired (automatic update)' },
  121014: { title: 'Certificate trust list expired (manual update)' },
  121016: { title: 'Service connection point cannot be read' },
  121017: { title: 'Service connection point is of a kind that is not supported' },
  121018: { title: 'Service connection point is not configured' },
  121019: { title: 'No domain controller to read the service connection point from' },
  121020: { title: 'Unified agent is not installed' },
  121022: { title: 'Service connection point names another tenant' },
  121032: { title: 'Clock differs from that of the cloud' },
  121033: { title: 'Settings management: a name cannot be resolved' },
  121035: { title: 'Anti-spoofing is not deployed' },
  121036: { title: 'Anti-spoofing is not stable' },
  122003: { title: 'Folders of the sensor are missing' },
  122004: { title: 'Onboarding by Configuration Manager failed' },
  122005: { title: 'Reports to an organisation that expired' },
  122006: { title: 'Private key of the client certificate cannot be read' },
  122007: { title: 'Clock differs from that of the cloud' },
  122008: { title: 'Endpoint Protection is too old' },
  122010: { title: 'Antivirus platform is outdated' },
  122011: { title: 'Antivirus engine is outdated' },
  122015: { title: 'Rights on the registry key of Sense are missing' },
  122038: { title: 'Defender for Endpoint sensor is outdated' },
  122039: { title: 'Sense crashed while starting' },
  122041: { title: 'Windows setup is not complete' },
  122043: { title: 'Image path of Sense was changed' },
  122044: { title: 'None of the cipher suites that the service takes is enabled' },
  122045: { title: 'TLS 1.2 is disabled' },
  122046: { title: 'ECDH is disabled' },
  130009: { title: 'Root certificates are not updated by themselves' },
  130010: { title: 'Certificate revocation can be checked' },
  130011: { title: 'Antivirus cloud: reached' },
  130012: { title: 'Network is not metered' },
  131001: { title: 'Connectivity test did not run' },
  131002: { title: 'Proxy value has a blank in it' },
  131003: { title: 'Root certificates cannot be updated' },
  131004: { title: 'Certificate revocation was not tested' },
  131005: { title: 'Certificate revocation cannot be checked' },
  131007: { title: 'Antivirus cloud: not reached', hasUsefulText: true },
  131008: { title: 'Network is metered' },
  131018: { title: 'Streamlined connectivity needs the unified agent' },
  131019: { title: 'Streamlined connectivity is only partly supported on this build' },
  131020: { title: 'Streamlined connectivity needs newer components', hasUsefulText: true },
  131028: { title: 'Issuer of a service certificate has no known root', hasUsefulText: true },
  132006: { title: 'ECC curves are wrongly set' },
  132012: { title: 'A secure connection could not be negotiated' },
  132026: { title: 'Root of a service certificate is not the expected one', hasUsefulText: true },
  132027: { title: 'Issuer of a service certificate is not the expected one', hasUsefulText: true },
  140004: { title: 'DiagTrack listener is there' },
  140005: { title: 'Sense is protected by exploit protection' },
  140006: { title: 'SenseOms listener is there' },
  141001: { title: 'DiagTrack is disabled' },
  141002: { title: 'DiagTrack listener is missing' },
  141003: { title: 'SenseOms listener is missing' },
  141004: { title: 'Custom indicators are old' },
  142007: { title: 'DiagTrack cannot start' },
  142008: { title: 'A network provider failed to start' },
  142009: { title: 'An outdated firewall client breaks network providers' },
  ...Object.fromEntries(
    cloudChecks.flatMap(([what, ok, one, several]): [number, KnownFinding][] => [
      [ok, { title: `All URLs for ${what} reached` }],
      [one, { title: `One URL for ${what} not reached`, hasUsefulText: true }],
      [several, { title: `No URL for ${what} reached`, hasUsefulText: true }],
    ]),
  ),
  ...Object.fromEntries(
    // 121032 and 121033 have titles of their own.
    [23, 24, 25, 26, 27, 28, 29, 30, 31, 34].map((n) => [121_000 + n, { title: 'Settings management: not enrolled' }]),
  ),
};

export function knownFinding(id: string): KnownFinding | undefined {
  return Object.hasOwn(rules, id) ? rules[id] : undefined;
}

const categories = {
  environment: 'the environment',
  configuration: 'the configuration',
  connectivity: 'connectivity',
  telemetry: 'telemetry',
} as const;
/** As the report writes them. */
const severities = { information: 'Informational', warning: 'Warning', error: 'Error' } as const;

/** What the digits of an id say, in the words of the report. Undefined for what is no id of a Windows rule. */
export function classOfFinding(id: string): { readonly about: string; readonly severity: string } | undefined {
  const found = classifyFinding(id);
  return found?.platform === 'windows'
    ? { about: categories[found.category], severity: severities[found.severity] }
    : undefined;
}

/** What the tool claims of one function of the service, by its rules about the cloud. */
export function cloudClaimOf(
  id: string,
): { readonly purpose: string; readonly claim: 'all' | 'one-failed' | 'none' } | undefined {
  for (const [what, ok, one, all] of cloudChecks) {
    const claim =
      Number(id) === ok ? 'all' : Number(id) === one ? 'one-failed' : Number(id) === all ? 'none' : undefined;
    if (claim !== undefined) return { purpose: what, claim };
  }
  return undefined;
}
