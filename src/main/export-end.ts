import { z } from 'zod';
import { type ExportEnd, exportFormat, unsignedExportFormat } from '../store/transfer/tenant-export.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const rows = z.record(z.string(), z.number().int().positive());
const digests = z.record(z.string(), digest);

const signedLine = z.strictObject({
  end: z.strictObject({
    format: z.literal(exportFormat),
    tenantId: z.string().min(1),
    head: z.strictObject({ seq: z.number().int().nonnegative(), hash: digest }),
    rows,
    digests,
    sha256: digest,
    key: z.strictObject({ fingerprint: digest, publicKey: z.string().max(1_000) }),
  }),
  signature: z.string().max(200),
});
const bareLine = z.strictObject({ end: rows, digests, sha256: digest });

/** What an export says of its lines, and who signed that. */
export interface ToldEnd extends Pick<ExportEnd, 'rows' | 'digests' | 'sha256'> {
  /** undefined: exports of this form have none. */
  readonly signed: { readonly end: ExportEnd; readonly signature: string } | undefined;
}

export type ExportFormat = typeof exportFormat | typeof unsignedExportFormat;

export function isExportFormat(format: unknown): format is ExportFormat {
  return format === exportFormat || format === unsignedExportFormat;
}

/** The last line, in the form that the first one announced: a signature cannot just be left out. @returns undefined when it is none. */
export function toldEnd(format: ExportFormat, line: unknown): ToldEnd | undefined {
  if (format === unsignedExportFormat) {
    const { data } = bareLine.safeParse(line);
    return data && { rows: data.end, digests: data.digests, sha256: data.sha256, signed: undefined };
  }
  const { data } = signedLine.safeParse(line);
  return data && { ...data.end, signed: data };
}
