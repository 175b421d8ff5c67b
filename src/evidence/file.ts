import { type Archive, isZip, openArchive } from './archive.ts';
import { decodeText } from './decode.ts';
import type { ColumnMapping, EvidenceFormat, EvidenceRow, ProblemList, ReadOptions } from './reading.ts';

/** A file as recognisers and readers see it; text and archive are made once, when first asked for. */
export class EvidenceFile {
  readonly bytes: Uint8Array;
  readonly #problems: ProblemList;
  #text: string | undefined;
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

  /** The beginning of the text, for recognisers. An archive has none: taking megabytes of it for text costs more than reading it. */
  get head(): string {
    return this.isArchive ? '' : this.text.slice(0, 16_384);
  }

  /** Undefined when the file is no archive, or a broken one, which is then a problem already. */
  archive(): Promise<Archive | undefined> {
    this.#archive ??= this.isArchive ? openArchive(this.bytes, this.#problems) : Promise.resolve(undefined);
    return this.#archive;
  }
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
