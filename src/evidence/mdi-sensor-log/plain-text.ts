const maxLength = 240;

/**
 * A message of a log without what belongs to people: the tail of `[key=value]` pairs, which has account names, and in the rest whatever stands in
 * quotes, behind `key=`, or has the form of an account, an address, a path or a SID.
 */
export function plainText(message: string): string {
  const bare = message
    .slice(0, 2_000)
    .replace(/\[[^\]=]{0,80}=[^\]]{0,1500}(?:\]|$)/g, ' ')
    .replace(/"[^"]{0,400}"|(?<!\w)'[^']{1,400}'(?!\w)/g, '…')
    .replace(/\bS-1-\d{1,3}(?:-\d{1,10}){1,15}/g, '…')
    .replace(/\b(user|username|account|accountname|login|identity)\s{0,2}:\s{0,2}[^\s,;]{1,200}/gi, '$1=…')
    .replace(/(\w{1,60})=[^\s,;]{1,400}/g, '$1=…')
    .replace(/\S{0,200}\\\S{0,200}/g, '…')
    .replace(/[^\s@]{1,100}@[^\s@]{1,200}/g, '…')
    .replaceAll('|', '/')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return bare.length > maxLength ? `${bare.slice(0, maxLength)}…` : bare;
}
