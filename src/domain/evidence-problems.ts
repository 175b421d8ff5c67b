import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with a file of evidence. Status 200 stands for what is worth a word and hinders nothing. */
export const evidenceProblems = {
  'file-unrecognised': {
    title: 'The file is of no kind that we read',
    status: 422,
    remedy: 'Give one of the files that docs/reference/evidence.md lists; the detail says what was looked for.',
  },
  'reader-too-slow': {
    title: 'Reading the file took too long and was given up',
    status: 422,
    remedy: 'Copy or export the file again; if it is sound, split it, and tell us what kind of file it is.',
  },
  'reader-failed': {
    title: 'Reading the file broke off',
    status: 422,
    remedy: 'Copy or export the file again; if it is sound, split it, and tell us what kind of file it is.',
  },
  'file-damaged': {
    title: 'A part of the file is damaged',
    status: 422,
    remedy: 'Copy or export the file again; what was sound has been read.',
  },
  'archive-broken': {
    title: 'The archive cannot be read',
    status: 422,
    remedy: 'Copy the archive again, or zip the unpacked folder anew.',
  },
  'archive-member-refused': {
    title: 'A member of the archive was refused',
    status: 422,
    remedy: 'Make the archive anew with the tool itself; a good one holds nothing like that.',
  },
  'archive-member-skipped': {
    title: 'A member of the archive was not looked into',
    status: 200,
    remedy: 'Nothing; or give the file by itself when it matters.',
  },
  'member-missing': {
    title: 'The archive lacks a file that it should hold',
    status: 200,
    remedy: 'Run the tool again as administrator and let it end.',
  },
  'tool-failed': {
    title: 'The tool that made the file could not look',
    status: 200,
    remedy: 'Run it again as administrator on the host itself; the detail has its own code.',
  },
  'xml-refused': {
    title: 'The XML is not well-formed, or holds what is not allowed',
    status: 422,
    remedy: 'Export it again; document types and entities are never read.',
  },
  'text-unread': {
    title: 'A part of the text was not understood',
    status: 200,
    remedy: 'Nothing; look at the line when a fact is missing.',
  },
  'value-unknown': {
    title: 'A word is not known; it was kept and decides nothing',
    status: 200,
    remedy: 'Nothing; tell us the word when it matters.',
  },
  'evidence-contradictory': {
    title: 'The file contradicts itself',
    status: 200,
    remedy: 'Run the tool again; where it stays so, believe the single lines and not the summary.',
  },
  'evidence-incomplete': {
    title: 'Something is missing from the evidence',
    status: 200,
    remedy: 'Export it whole, without a filter; what cannot be told without the missing part was left out.',
  },
  'evidence-stale': {
    title: 'The evidence is older than what happened since',
    status: 200,
    remedy: 'Collect it again.',
  },
  'host-unnamed': {
    title: 'The file does not say which host it is of',
    status: 422,
    remedy: 'Say it with --host NAME.',
  },
  'host-mismatch': {
    title: 'The evidence is of another host',
    status: 422,
    remedy: 'Collect it on the right host, or import it for the host that it names.',
  },
  'time-ambiguous': {
    title: 'The time in the file can be read in more than one way',
    status: 200,
    remedy: 'Give --observed-at with the time of the run; until then the earliest reading counts.',
  },
  'file-too-large': { title: 'The file is too large', status: 413, remedy: 'Split it; the limit is in the detail.' },
  'row-invalid': {
    title: 'A row could not be read',
    status: 422,
    remedy: 'Correct the row named in the detail and import it again.',
  },
  'column-missing': {
    title: 'A column that identifies the host is missing',
    status: 422,
    remedy: 'Name the column with --map, or export the list again with it.',
  },
  'column-unknown': {
    title: 'A column was not used',
    status: 200,
    remedy: 'Nothing; or map it with --map if it holds a known fact.',
  },
  'collector-problem': {
    title: 'The collector could not find something out',
    status: 200,
    remedy:
      'Run it again as administrator or root, or get the fact in another way; what the document leaves out stays unknown.',
  },
  'fact-unknown': {
    title: 'A fact is of a kind we do not know; it was kept but decides nothing',
    status: 200,
    remedy: 'Nothing.',
  },
  'fact-invalid': {
    title: 'A fact has a value of the wrong shape',
    status: 422,
    remedy: 'Collect it again with a current collector.',
  },
  'time-missing': {
    title: 'The file does not say when it was made',
    status: 422,
    remedy: 'Give --observed-at with the time of the export, RFC 3339 with zone.',
  },
  'host-ambiguous': {
    title: 'The row fits several hosts',
    status: 422,
    remedy: 'Use the fully qualified name in the file.',
  },
} as const satisfies Record<string, ProblemEntry>;
