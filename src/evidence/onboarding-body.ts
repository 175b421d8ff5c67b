/** What is kept of an onboarding body while it is looked at. The organisation's id is for comparing only and goes into no fact. */
export interface OnboardingBody {
  /** null when the body names none, undefined when what it names cannot be a geography. */
  readonly geo: string | null | undefined;
  readonly isStreamlined: boolean | undefined;
  readonly orgId: string;
}

/** Values are some ten kilobytes, most of it certificates. */
const longestBody = 1024 * 1024;

/**
 * The body of a package, or the whole value of the registry, `{"body":"{…}","sig":…}`, with the body inside as a text. Undefined for anything else,
 * also when a part of it is lacking: then nothing is known of it.
 */
export function readOnboardingBody(text: string): OnboardingBody | undefined {
  const outer = objectOf(text);
  const body = typeof outer?.body === 'string' ? objectOf(outer.body) : outer;
  if (body === undefined || typeof body.orgId !== 'string' || body.orgId.trim() === '') return undefined;
  const { partnerGeoLocation, vortexGeoLocation } = body;
  const isOdd =
    partnerGeoLocation !== undefined && partnerGeoLocation !== null && typeof partnerGeoLocation !== 'string';
  const partner = typeof partnerGeoLocation === 'string' ? partnerGeoLocation.trim() : '';
  return {
    orgId: body.orgId.trim().toLowerCase(),
    // Only this prefix makes a package streamlined; government clouds have a partner geography without it.
    isStreamlined: isOdd ? undefined : partner.startsWith('GW_'),
    geo: isOdd ? undefined : geoOf(partner === '' ? vortexGeoLocation : partner),
  };
}

function geoOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' && /^[a-z0-9_-]{1,32}$/i.test(value.trim()) ? value.trim() : undefined;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  if (text.length > longestBody) return undefined;
  try {
    const value: unknown = JSON.parse(text.replaceAll('\0', '').replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Not JSON; the caller says so.
    return undefined;
  }
}

/**
 * A new package was applied and the sensor still runs with the old one: it takes the new one when the host starts. The other way round nothing is
 * documented, and another geography may wait for a restart too: then it is not known.
 */
export function isRestartOutstanding(policy: OnboardingBody, active: OnboardingBody): boolean | undefined {
  if (policy.isStreamlined === undefined || active.isStreamlined === undefined) return undefined;
  if (policy.isStreamlined && !active.isStreamlined) return true;
  return policy.isStreamlined === active.isStreamlined && policy.geo === active.geo ? false : undefined;
}

/** A value of nothing but blanks, a byte order mark or zeros counts as missing. */
export function isBlank(text: string): boolean {
  return text.replaceAll('\0', '').trim() === '';
}
