/**
 * Compares two dotted version numbers part by part, as numbers: 2.254 is newer than 2.99, which comparing texts gets wrong.
 * Missing parts count as 0, so 10.8735 is the least of all 10.8735.x.
 * @returns negative, 0 or positive; undefined when either text is not such a version.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) return undefined;
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The parts of a dotted version.
 * @returns undefined unless the whole text is 1 to 8 numbers of at most 9 digits with dots between: half a version decides nothing.
 */
export function parseVersion(text: string): readonly number[] | undefined {
  const parts: number[] = [];
  let part = 0;
  let digits = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : dot;
    if (code === dot) {
      if (digits === 0 || parts.length === 8) return undefined;
      parts.push(part);
      part = 0;
      digits = 0;
    } else if (code >= zero && code <= nine && digits < 9) {
      part = part * 10 + (code - zero);
      digits += 1;
    } else {
      return undefined;
    }
  }
  return parts;
}

const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
