import { type Check, type Finding, fail, missing, notCoveredByAnalyzer, pass, unknown } from '../../domain/check.ts';
import type { FactTable } from '../../domain/fact.ts';
import { type FactOf, listFact, numberFact, textFact, yesNoFact } from '../../domain/fact-reading.ts';
import { isStandardGateway, isStreamlinedHost } from '../../domain/service-host.ts';
import { toRfc3339 } from '../../domain/time.ts';

/** Short titles of the reasons; codes are stable. */
export const connectionReasons = {
  'package-standard': 'The package is not a streamlined one',
  'package-unknown': 'Kind of the package unknown',
  'active-standard': 'The active connection is the standard one',
  'active-unknown': 'Active connection unknown',
  'contact-not-seen': 'No contact with a streamlined host seen',
  'contact-outdated': 'No streamlined contact since the last onboarding or offboarding',
  'contact-standard': 'The last contact is one of the standard connection',
  'contact-failed-since': 'Contact with a streamlined host failed since',
  'contact-unknown': 'Contact with a streamlined host unknown',
  'urls-blocked': 'Streamlined URLs not reached',
  'urls-not-tested': 'Streamlined URLs not tested',
} as const;

type ConnectionReason = keyof typeof connectionReasons;
type ConnectionCheck = Check<Readonly<Record<never, never>>, ConnectionReason>;

const analyzer = 'Run the Client Analyzer on the host and give its result.';

/**
 * What proves a streamlined connection (SC-05, SC-06), each from evidence of the host itself. The mission's page on streamlined
 * connectivity, seen 2026-11-21.
 */
export const connectionChecks: readonly ConnectionCheck[] = [
  {
    id: 'streamlined-package',
    title: 'Streamlined onboarding package applied',
    requirements: ['SC-05', 'SC-10'],
    verify: {
      analyzer: 'RegOnboardingInfoPolicy.Json holds a partnerGeoLocation that begins with GW_.',
      byHand: 'Look for GW_ in the OnboardingInfo value below Policies.',
    },
    remedy: 'Download the streamlined package in the portal and apply it.',
    howToGet: analyzer,
    owners: { mends: 'endpoint', finds: 'server' },
    acceptsServiceVerdict: [],
    reads: ['onboarding.policyStreamlined'],
    rules: [],
    decide: ({ facts, now }) => {
      const policy = yesNoFact(facts, 'onboarding.policyStreamlined');
      if (policy === undefined) return missing('package-unknown', 'onboarding.policyStreamlined', { facts, now });
      return policy.value
        ? pass('The onboarding policy is of the streamlined package.', [policy])
        : fail('package-standard', 'The onboarding policy is of the standard package.', [policy]);
    },
  },
  {
    id: 'streamlined-active',
    title: 'Streamlined connection active',
    requirements: ['SC-05', 'SC-06'],
    verify: {
      analyzer: '"Device Onboarded via Streamlined Connectivity" reads YES.',
      byHand: 'Linux and macOS: "mdatp health --details edr" shows edr_partner_geo_location with GW_.',
    },
    remedy: 'Restart the host, or mdatp on Linux, after the package was applied.',
    howToGet: analyzer,
    owners: { mends: 'endpoint', finds: 'server' },
    acceptsServiceVerdict: [],
    reads: ['onboarding.activeStreamlined', 'edr.partnerGeo'],
    rules: [],
    decide: ({ facts, now }) => {
      const active = yesNoFact(facts, 'onboarding.activeStreamlined');
      if (active !== undefined)
        return active.value
          ? pass('The active onboarding is streamlined.', [active])
          : fail('active-standard', 'The active onboarding is the standard one.', [active]);
      const geo = facts.fresh.get('edr.partnerGeo');
      if (geo === undefined) return missing('active-unknown', 'onboarding.activeStreamlined', { facts, now });
      return typeof geo.value === 'string' && /^GW_\w+$/.test(geo.value)
        ? pass(`The partner geography is ${geo.value}.`, [geo])
        : fail('active-standard', 'There is no partner geography: the connection is the standard one.', [geo]);
    },
  },
  {
    id: 'streamlined-contact',
    title: 'Streamlined host contacted',
    requirements: ['SC-05'],
    verify: {
      analyzer: notCoveredByAnalyzer,
      byHand:
        'Look for event 4 with a host below endpoint.security.microsoft.com in Microsoft-Windows-SENSE/Operational.',
    },
    remedy: 'See why the contact fails: event 5 names host and code.',
    howToGet: 'Export Microsoft-Windows-SENSE/Operational from the host and give the file.',
    owners: { mends: 'network', finds: 'server' },
    acceptsServiceVerdict: [],
    reads: [
      'sense.streamlinedContactAt',
      'sense.contactAt',
      'sense.contactHost',
      'sense.failureAt',
      'sense.failureHost',
      'sense.reonboardedAt',
      'sense.offboardedAt',
    ],
    rules: [],
    decide: ({ facts, now }) => {
      const good = numberFact(facts, 'sense.streamlinedContactAt');
      const contact = good ?? numberFact(facts, 'sense.contactAt');
      if (contact === undefined) return missing('contact-unknown', 'sense.streamlinedContactAt', { facts, now });
      const against =
        contactOfStandard(facts, contact) ?? contactOutdated(facts, contact) ?? contactFailed(facts, contact);
      if (against !== undefined) return against;
      if (good === undefined)
        return fail('contact-not-seen', 'No good contact with a streamlined host was seen.', [contact]);
      return pass(`A streamlined host was contacted ${toRfc3339(good.value)}.`, [good]);
    },
  },
  {
    id: 'streamlined-reach',
    title: 'Streamlined URLs reached',
    requirements: ['SC-05', 'SC-06', 'SC-09'],
    verify: {
      analyzer:
        'Run with -o or -g, so that the streamlined URLs are tested; every URL must be reached by one proxy mode.',
      byHand: 'Linux and macOS: "mdatp connectivity test" shows OK for every URL.',
    },
    remedy: 'Open outbound TCP 443 to *.endpoint.security.microsoft.com in firewall and proxy.',
    howToGet: 'Run the Client Analyzer with -o and the streamlined package, or "mdatp connectivity test".',
    owners: { mends: 'network', finds: 'server' },
    acceptsServiceVerdict: [],
    reads: ['connectivity.streamlined', 'connectivity.urlSet', 'connectivity.blocked'],
    rules: [],
    decide: ({ facts, now }) => {
      const reached = yesNoFact(facts, 'connectivity.streamlined');
      const set = textFact(facts, 'connectivity.urlSet');
      if (reached === undefined && set?.value === 'standard')
        return unknown('urls-not-tested', 'Only the standard URLs were tested, which proves nothing here.', [set]);
      if (reached === undefined) return missing('urls-not-tested', 'connectivity.streamlined', { facts, now });
      if (reached.value) return pass('All streamlined URLs were reached.', [reached]);
      const blocked = listFact(facts, 'connectivity.blocked');
      return fail('urls-blocked', 'Some streamlined URLs were not reached.', blocked ? [reached, blocked] : [reached]);
    },
  },
];

/*
 * What takes a contact back. The reader of a log leaves out what was taken back in that log; yet the contact and what speaks against it may be of two logs,
 * of which the older one is still fresh.
 */

type Against = Finding<ConnectionReason> | undefined;
type Contact = FactOf<number>;

/** SC-07: a device that talks to the standard command and control was moved back. */
function contactOfStandard(facts: FactTable, contact: Contact): Against {
  const last = numberFact(facts, 'sense.contactAt');
  const host = textFact(facts, 'sense.contactHost');
  if (last === undefined || host === undefined || !isStandardGateway(host.value)) return undefined;
  if (last.value < contact.value || last.value < (lastStep(facts)?.value ?? 0)) return undefined;
  const evidence = last === contact ? [last, host] : [last, host, contact];
  return fail(
    'contact-standard',
    `The last contact was with ${host.value}, a host of the standard connection.`,
    evidence,
  );
}

/** A contact under the package of before proves nothing about the one that was applied since. */
function contactOutdated(facts: FactTable, contact: Contact): Against {
  const step = lastStep(facts);
  if (step === undefined || step.value <= contact.value) return undefined;
  const when = `${step.key === 'sense.offboardedAt' ? 'offboarding' : 'onboarding'} was completed ${toRfc3339(step.value)}`;
  return fail('contact-outdated', `No good contact with a streamlined host was seen since the ${when}.`, [
    step,
    contact,
  ]);
}

/** The later one of the last onboarding and the last offboarding. */
function lastStep(facts: FactTable): FactOf<number> | undefined {
  const onboarded = numberFact(facts, 'sense.reonboardedAt');
  const offboarded = numberFact(facts, 'sense.offboardedAt');
  return (offboarded?.value ?? 0) > (onboarded?.value ?? 0) ? offboarded : onboarded;
}

function contactFailed(facts: FactTable, contact: Contact): Against {
  const failure = numberFact(facts, 'sense.failureAt');
  const host = textFact(facts, 'sense.failureHost');
  // A failure of an old host takes nothing back; one of an unnamed host may.
  const isAbout = host === undefined || isStreamlinedHost(host.value);
  if (failure === undefined || !isAbout || failure.value <= contact.value) return undefined;
  const where = host === undefined ? '' : ` with ${host.value}`;
  const evidence = host === undefined ? [failure, contact] : [failure, host, contact];
  return fail('contact-failed-since', `The contact${where} failed after the last good one.`, evidence);
}
