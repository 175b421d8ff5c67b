import { type Archive, isZip, openArchive } from './archive.ts';
import { decodeText } from './decode.ts';
import type { ColumnMapping, EvidenceFormat, EvidenceRow, ProblemList, ReadOptions } from './reading.ts';

const headBytes = 32 * 1024;

/** A file as recognisers and readers see it; text and archive are made once, when first asked for. */
export class EvidenceFile {
  readonly bytes: Uint8Array;
  readonly #problems: ProblemList;
  #text: string | undefined;
  #head: string | undefined;
  #archive: Promise<Archive | undefined> | undefined;

  constructor(bytes: Uint8Array, problems: ProblemList) {
    this.bytes = bytes;
    this.#problems = problems;
  }

  get isArchive(): boolean {
    return isZip(this.bytes);
  }

  /** The decoded text; of a binary file, nonsense. */
  get text(): string {
    this.#text ??= decodeText(this.bytes);
    return this.#text;
  }

  /** The beginning of the text, for recognisers: a large file is not decoded to be told apart, and an archive has no text. */
  get head(): string {
    this.#head ??= this.isArchive ? '' : decodeText(wholeSigns(this.bytes.subarray(0, headBytes)));
    return this.#head;
  }

  /** Undefined when the file is no archive, or a broken one, which is then a problem already. */
  archive(): Promise<Archive | undefined> {
    this.#archive ??= this.isArchive ? openArchive(this.bytes, this.#problems) : Promise.resolve(undefined);
    return this.#archive;
  }
}

/** Without a sign of UTF-8 that is cut in two: it would make the rest look like a code page. */
function wholeSigns(bytes: Uint8Array): Uint8Array {
  if (bytes.length < headBytes) return bytes;
  let end = bytes.length;
  while (end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  // An even length keeps UTF-16 whole; the lead byte of a cut sign goes as well.
  if (((bytes[end - 1] ?? 0) & 0xc0) === 0xc0) end -= 1;
  return bytes.subarray(0, end & ~1);
}

interface FormatReading {
  readonly rows: readonly EvidenceRow[];
  readonly mapping?: readonly ColumnMapping[];
}

/** One kind of file. Recognising looks at the content, never at the name. */
export interface FileFormat {
  readonly format: EvidenceFormat;
  /** What it is and where it comes from, for the list of what can be read: "Client Analyzer result (ZIP)". */
  readonly title: string;
  recognises(file: EvidenceFile): boolean | Promise<boolean>;
  read(file: EvidenceFile, options: ReadOptions, problems: ProblemList): FormatReading | Promise<FormatReading>;
}
