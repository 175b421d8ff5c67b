/** Names that stand for somebody else in the log: the name in every sign-in link. */
const reserved: ReadonlySet<string> = new Set(['administrator']);

/** An account's name as it is kept and compared: without case, one spelling for what looks the same. */
export function accountName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** What is wrong with a name for a new account; undefined: nothing. */
export function faultOfAccountName(name: string): string | undefined {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u.test(name))
    return 'A name begins with a letter or digit, has at most 100 characters, and of signs only . _ @ + -';
  return reserved.has(name) ? `"${name}" is the name of sign-in links.` : undefined;
}

const leastPasswordLength = 12;

/** What is wrong with a new password; undefined: nothing. Length is what makes guessing hard; rules about signs make people write them down. */
export function faultOfPassword(password: string, name: string): string | undefined {
  const length = [...password].length;
  if (length < leastPasswordLength) return `It has ${length} characters; at least ${leastPasswordLength} are needed.`;
  return accountName(password) === name ? 'It is the name of the account.' : undefined;
}
