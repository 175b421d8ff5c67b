import { type HuntingQueryName, huntingQueries } from '../../domain/hunting-queries.ts';

export type QueryName = HuntingQueryName;

/** What is sent to the service, by name. */
export const queries: Readonly<Record<QueryName, string>> = {
  'device-identity': huntingQueries['device-identity'].kql,
  'identity-activity': huntingQueries['identity-activity'].kql,
};

/** First signs of device ids, which are hexadecimal digits. What begins with none of them is in the last part: no record falls between the parts. */
const beginnings = ['0123', '4567', '89ab'];

/**
 * The devices of an inventory that is larger than an answer may be, in parts of about the same size. All records of a name must be known to tell whether
 * it has one, so that either every part is read or nothing.
 */
export const deviceParts: readonly string[] = [
  ...beginnings.map((digits) => partOf('in', digits)),
  partOf('!in', beginnings.join('')),
];

function partOf(operator: 'in' | '!in', digits: string): string {
  const list = [...digits].map((digit) => `"${digit}"`).join(', ');
  return `${queries['device-identity']}\n| where substring(tolower(DeviceId), 0, 1) ${operator} (${list})`;
}
