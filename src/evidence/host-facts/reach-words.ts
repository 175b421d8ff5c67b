import type { FactKey, FactValue } from '../../domain/fact.ts';

/** Why something was not reached: what .NET and curl call it, in the words of the other readers. */
const codes: ReadonlyMap<string, string> = new Map([
  ['NameResolutionFailure', 'name'],
  ['ProxyNameResolutionFailure', 'name'],
  ['ConnectFailure', 'connect'],
  ['Timeout', 'timeout'],
  ['SecureChannelFailure', 'tls'],
  ['TrustFailure', 'certificate'],
  ['ReceiveFailure', 'cut'],
  ['SendFailure', 'cut'],
  ['ConnectionClosed', 'cut'],
  ['curl 5', 'name'],
  ['curl 6', 'name'],
  ['curl 7', 'connect'],
  ['curl 28', 'timeout'],
  ['curl 35', 'tls'],
  ['curl 51', 'certificate'],
  ['curl 52', 'cut'],
  ['curl 56', 'cut'],
  ['curl 60', 'certificate'],
]);

/** What a URL is for. A collector writes it as one word. */
const functions: ReadonlyMap<string, string> = new Map([
  ['commandAndControl', 'command and control'],
  ['cyberData', 'cyber data'],
  ['automatedInvestigation', 'automated investigation'],
  ['sampleUpload', 'sample upload'],
  ['antivirusCloud', 'antivirus cloud'],
  ['updates', 'packages'],
  ['identitySensor', 'identity sensor'],
]);

/** Where code and function stand in a line, from the left. */
const places: ReadonlyMap<FactKey, number> = new Map([
  ['connectivity.blocked', 0],
  ['connectivity.urls', 1],
]);

/** A list of URLs that a collector tested, in the words that rules know; every other value as it is. */
export function inReachWords(key: FactKey, value: FactValue): FactValue {
  const at = places.get(key);
  if (at === undefined || typeof value !== 'object' || value === null) return value;
  return value.map((line) => {
    const parts = line.split('|');
    const [code, called] = [parts[at], parts[at + 1]];
    if (code !== undefined) parts[at] = codes.get(code) ?? code;
    if (called !== undefined) parts[at + 1] = functions.get(called) ?? called;
    return parts.join('|');
  });
}
