import { type Cause, whenNo, whenYes } from '../../domain/cause.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import {
  type ConnectionInput,
  contactFails,
  endpointUnreachable,
  imagePathTampered,
  keysDiffer,
  mdatpUnhealthy,
  mdatpUnlicensed,
  namesUnresolved,
  offboardingPresent,
  oldUrlsTested,
  proxyInspects,
  proxyWantsCredentials,
  restartOutstanding,
  senseUnresponsive,
  thirdPartyProtection,
} from './signs.ts';

/** A migration that did not arrive: by time, by the service's word, or by going back. */
export const notArrived: readonly ProblemCode[] = [
  'timed-out',
  'reverted-early',
  'migration-failed',
  'accepted-never-started',
];
export const timedOutSymptom = 'The migration is not complete after two hours; the service reverts the server.';
export const failedSymptom = 'The state changes to Migration failed.';
/** Of a host that is not on its way, too. */
const silentSymptom = 'The host does not report to Defender for Endpoint, or a migration runs into the two hours.';
const brokenSymptom = 'The host does not report to Defender for Endpoint, or a migration fails.';

/**
 * What keeps a host from the service whichever journey it is on. Sources: the mission's pages, "Troubleshoot ..." and "Verify ...", seen
 * 2026-11-21; learn.microsoft.com/defender-endpoint/troubleshoot-onboarding and /run-analyzer-windows, copies of 2026-09.
 */
export const connectionCauses: readonly Cause<ConnectionInput>[] = [
  {
    code: 'endpoint-unreachable',
    title: 'Defender for Endpoint cannot be reached on port 443',
    requirements: ['S3-13', 'S3-14', 'S3-16'],
    symptom: silentSymptom,
    problems: notArrived,
    explains: ['streamlined-reach'],
    remedy: 'Open outbound TCP 443 to the Defender for Endpoint service URLs in firewall and proxy, then retry.',
    howToProve:
      'Run the Client Analyzer’s connectivity test on the server, and collect host facts; "changeguard probe" gives a hint, from where it runs.',
    look: endpointUnreachable,
  },
  {
    code: 'names-unresolved',
    title: 'Names of the service are not resolved',
    requirements: ['S3-13', 'S3-14'],
    symptom: silentSymptom,
    problems: [],
    explains: ['streamlined-reach'],
    remedy: 'Let the DNS servers of the host resolve the names that its connectivity test did not find, then retry.',
    howToProve: 'Run "nslookup" with each of these names on the host.',
    look: namesUnresolved,
  },
  {
    code: 'proxy-wants-credentials',
    title: 'The proxy wants credentials',
    requirements: ['S3-14', 'SC-05'],
    symptom: silentSymptom,
    problems: [],
    explains: ['streamlined-reach'],
    remedy:
      'Let the service URLs pass the proxy without authentication: the sensor runs as a service and cannot answer a question for credentials.',
    howToProve: 'Run the Client Analyzer’s connectivity test and look for 407, or look into the log of the proxy.',
    look: proxyWantsCredentials,
  },
  {
    code: 'proxy-inspects-tls',
    title: 'The proxy inspects TLS',
    requirements: ['S3-14'],
    symptom: brokenSymptom,
    problems: notArrived,
    explains: [],
    remedy: 'Exempt the Defender for Endpoint and Defender for Identity URLs from TLS inspection, then retry.',
    howToProve: 'Collect host facts on the server, or look at the certificate that the server sees for a service URL.',
    look: proxyInspects,
  },
  {
    code: 'tls12-off',
    title: 'TLS 1.2 is not enabled',
    requirements: ['S3-14', 'S3-16'],
    symptom: brokenSymptom,
    problems: notArrived,
    explains: [],
    remedy: 'Enable TLS 1.2 on the server (and disable older versions where policy asks for it), then retry.',
    howToProve: 'Collect host facts on the server.',
    look: ({ facts }) =>
      whenNo(facts, 'tls12.enabled', 'TLS 1.2 is off on the server; older versions are not accepted.'),
  },
  {
    code: 'sense-unresponsive',
    title: 'The Sense service does not respond',
    requirements: ['S3-12', 'S3-13'],
    symptom: silentSymptom,
    problems: notArrived,
    explains: ['sense-running'],
    remedy:
      'See with the Client Analyzer that Sense (MsSense.exe) runs and is healthy, restart the server if it hangs, then retry.',
    howToProve: 'Run "sc query sense" and the Client Analyzer on the server.',
    look: senseUnresponsive,
  },
  {
    code: 'contact-fails',
    title: 'The newest contact with the service failed',
    requirements: ['S3-12', 'S3-13', 'SC-05'],
    symptom: 'The log of SENSE ends with a failed contact (event 5 or 67).',
    problems: [],
    explains: ['streamlined-contact'],
    remedy:
      'See from the host and the code of the event which way is closed: DNS, proxy, firewall or TLS; open it, then wait for event 4.',
    howToProve: 'Look for events 4 and 5 in Microsoft-Windows-SENSE/Operational on the host.',
    look: contactFails,
  },
  {
    code: 'restart-outstanding',
    title: 'The new package waits for a restart',
    requirements: ['SC-02', 'SC-05'],
    symptom: 'The package was applied and the host still uses the old connection.',
    problems: [],
    explains: ['streamlined-active', 'streamlined-contact'],
    remedy: 'Restart the host (Windows), or the service (Linux: mdatp; macOS: restart or the two launchctl commands).',
    howToProve: 'Run the Client Analyzer and compare the onboarding policy with the active onboarding.',
    look: restartOutstanding,
  },
  {
    code: 'wrong-onboarding-key',
    title: 'The onboarding policy is of another tenant',
    requirements: ['S3-02', 'SC-10'],
    symptom: 'The host reports to another tenant than its policy says.',
    problems: [],
    explains: ['onboarding-policy'],
    remedy:
      'Find out which tenant the host belongs to, remove the other policy, and onboard with the package of the right tenant.',
    howToProve: 'Compare the onboarding package with the tenant in which the device is listed.',
    look: keysDiffer,
  },
  {
    code: 'offboarding-value-present',
    title: 'An offboarding policy is present',
    requirements: ['S3-02', 'SC-03'],
    symptom: 'The host is offboarded again after it was onboarded.',
    problems: [],
    explains: [],
    remedy:
      'Remove the offboarding policy from the host: of the two, the newer is carried out, and that may be the wrong one.',
    howToProve: 'Look for the offboarding value below Policies in the registry.',
    look: offboardingPresent,
  },
  {
    code: 'image-path-tampered',
    title: 'The image path of Sense was changed',
    requirements: ['S3-12', 'S3-13'],
    symptom: 'The Sense service does not start, or another program runs in its name.',
    problems: [],
    explains: ['sense-running'],
    remedy: 'Treat it as an incident: find who changed the service, restore its image path, and restart the host.',
    howToProve: 'Compare ImagePath of the service Sense with that of a healthy host.',
    look: imagePathTampered,
  },
  {
    code: 'clock-wrong',
    title: 'The clock of the host is wrong',
    requirements: ['S3-14'],
    symptom: brokenSymptom,
    problems: [],
    explains: [],
    remedy: 'Let the host take the time from its domain, and see that the domain has the true time.',
    howToProve: 'Run "w32tm /query /status" on the host.',
    look: ({ facts }) => {
      const sign = whenYes(facts, 'clock.skewed', 'The Client Analyzer finds the clock wrong.');
      return sign.says === 'open' ? { ...sign, says: 'excluded' } : sign;
    },
  },
  {
    code: 'third-party-protection',
    title: 'Other protection software may block the new service',
    requirements: ['S3-13'],
    symptom: silentSymptom,
    problems: [],
    explains: [],
    remedy: 'Allow the service of the new sensor in the other protection software, then retry.',
    howToProve: 'Look into the log of the other protection software at the time of the attempt.',
    look: thirdPartyProtection,
  },
  {
    code: 'old-urls-tested',
    title: 'The test was made against the old URLs',
    requirements: ['SC-05', 'SC-09'],
    symptom: 'The connectivity test is good and proves nothing about the streamlined connection.',
    problems: [],
    explains: ['streamlined-reach'],
    remedy:
      'Run the Client Analyzer again with -o and the streamlined package, or -g and the geography (GW_US, GW_EU, GW_UK, GW_AU).',
    howToProve: 'Look which hosts the connectivity part of the analyzer’s log names.',
    look: oldUrlsTested,
  },
  {
    code: 'mdatp-unlicensed',
    title: 'mdatp has no licence',
    requirements: ['SC-06'],
    symptom: 'mdatp is installed and does not report.',
    problems: [],
    explains: [],
    remedy: 'Onboard the device with the package of the tenant, and see that the tenant has a licence for it.',
    howToProve: 'Run "mdatp health --field licensed" on the device.',
    look: mdatpUnlicensed,
  },
  {
    code: 'mdatp-unhealthy',
    title: 'mdatp is not healthy',
    requirements: ['SC-06'],
    symptom: 'mdatp reports health issues.',
    problems: [],
    explains: [],
    remedy: 'Mend the health issues that mdatp names.',
    howToProve: 'Run "mdatp health" on the device.',
    look: mdatpUnhealthy,
  },
];
