/** The few things of an onboarding value that are looked at. The organisation's id is for comparing only and goes into no fact. */
export interface OnboardingInfo {
  readonly isStreamlined: boolean;
  readonly geo: string | undefined;
  readonly orgId: string | undefined;
}

/** Blobs are some ten kilobytes, most of it certificates. */
const maxLength = 1024 * 1024;

/**
 * The value is JSON with the settings as JSON inside a text, `{"body":"{…}","sig":…}`. It is of the streamlined package if and only if
 * `partnerGeoLocation` begins with `GW_`; government clouds have the member without that beginning.
 */
export function readOnboardingInfo(text: string): OnboardingInfo | undefined {
  const outer = text.length > maxLength ? undefined : objectIn(text);
  const body = outer?.body === undefined ? outer : typeof outer.body === 'string' ? objectIn(outer.body) : undefined;
  if (body === undefined || !('orgId' in body || 'geoLocationUrl' in body || 'version' in body)) return undefined;
  const partner = wordOf(body.partnerGeoLocation);
  return {
    isStreamlined: partner?.startsWith('GW_') === true,
    geo: partner ?? wordOf(body.vortexGeoLocation),
    orgId: typeof body.orgId === 'string' ? body.orgId.trim().toLowerCase() : undefined,
  };
}

/** A value of nothing but blanks, a byte order mark or zeros counts as missing. */
export function isBlank(text: string): boolean {
  return text.replaceAll('\0', '').trim() === '';
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,32}$/.test(value) ? value : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not JSON: then nothing is known of the content.
    return undefined;
  }
}
