import { bodyOf, type Field, fieldsBut, textOf, wide, xmlOf } from './analyzer-result.ts';

/** The fields as the script of April 2022 shows them: it knew no streamlined connectivity. */
const fields2022: readonly Field[] = fieldsBut(['general/scriptVersion', 'Script Version: ', '28042022']).filter(
  ([place]) => !place.endsWith('/SimplifiedConnectivity'),
);

/** Which of the two onboardings the host has in its registry. */
interface Onboarding2022 {
  readonly policy?: string | undefined;
  readonly active?: string | undefined;
}

/**
 * A whole result of 2022, by path. That script writes a file of onboarding only where the value exists, so what is missing is absent and never
 * empty; it has no file about offboarding at all, and says in its text when there is no policy.
 */
export function layout2022(
  fields: readonly Field[] = fields2022,
  { policy, active }: Onboarding2022 = { policy: bodyOf(), active: bodyOf() },
): Readonly<Record<string, string | Buffer>> {
  // The line begins with a lone carriage return.
  const after = policy === undefined ? ['\rNote: OnboardingInfo could not be found in the registry'] : [];
  return {
    'MDEClientAnalyzer.htm': '<html></html>',
    'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fields),
    'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf({ fields, after })),
    ...(policy === undefined ? {} : { 'SystemInfoLogs/RegOnboardingInfoPolicy.Json': wide(policy) }),
    ...(active === undefined ? {} : { 'SystemInfoLogs/RegOnboardedInfoCurrent.Json': wide(active) }),
  };
}
