import type { Requirement } from '../../contract/rulebook.ts';
import { basisWords } from '../../contract/state-words.ts';

/** What a check demands. */
export function demandLine({ title, value }: Requirement): string {
  return value === null ? `required: ${title}` : `required: ${title}: ${value}`;
}

/** Where a demand comes from: each page with its days and its address, or whose own it is, and the reason. */
export function groundLines({ basis, pages, note }: Requirement): readonly string[] {
  const words = basisWords[basis];
  const reason = note === null ? [] : [note];
  if (pages.length === 0) return [[`${words}:`, ...reason].join(' ')];
  return [
    ...pages.map(({ title, url, datedOn, copied, seenOn }) => {
      const dated = datedOn === null ? '' : `, dated ${datedOn}`;
      const copy = copied === null ? '' : `, a copy made between ${copied.from} and ${copied.to}`;
      return `${words} "${title}"${dated}${copy}, seen ${seenOn}: ${url}`;
    }),
    ...reason,
  ];
}
