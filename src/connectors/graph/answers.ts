import { type FailedCall, unreadable } from './failures.ts';

/** @throws Terminal, or Retryable after a request with an effect: `connection-answer-invalid`. */
export function jsonIn(text: string, failed: FailedCall): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, so it is not passed on.
    const isPage = /^\s*</.test(text);
    throw unreadable(failed, isPage ? 'a web page came instead of data; a proxy may have answered.' : 'no JSON came.');
  }
}

export interface ListPage {
  readonly value: readonly unknown[];
  readonly nextLink: string | undefined;
}

/** @returns undefined when the answer is no page of a list. A next link of another type is no page either: it would cut the list short unseen. */
export function pageIn(json: unknown): ListPage | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { value, '@odata.nextLink': nextLink } = json as { value?: unknown; '@odata.nextLink'?: unknown };
  if (!Array.isArray(value)) return undefined;
  if (nextLink !== undefined && nextLink !== null && typeof nextLink !== 'string') return undefined;
  return { value, nextLink: nextLink ?? undefined };
}

/** Code and message of Graph's error body, on one line and cut. For people only: program code looks at the status. */
export function errorInWords(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    const parts = [error?.code, error?.message].filter((part) => typeof part === 'string' && part !== '');
    return parts
      .join(': ')
      .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .slice(0, 300);
  } catch {
    // An error without a readable body is told by its status alone.
    return '';
  }
}
