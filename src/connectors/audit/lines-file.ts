import { open } from 'node:fs/promises';
import { Retryable } from '../../domain/problem.ts';
import type { AuditRecord } from '../../engine/ports/audit.ts';

const newline = 0x0a;

/**
 * Adds a line of JSON for each record, and comes back when they are on the disk. The file is opened anew each time, so that it can be moved away for
 * rotation. A line that a crash cut off is closed; the record comes once more, whole.
 * @throws Retryable('audit-undelivered')
 */
export async function appendLines(path: string, records: readonly AuditRecord[]): Promise<void> {
  try {
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      const torn = size > 0 && last[0] !== newline ? '\n' : '';
      await file.appendFile(torn + records.map((record) => `${JSON.stringify(lineOf(record))}\n`).join(''));
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Retryable('audit-undelivered', `The file ${path} did not get the audit: ${code ?? message}.`, { cause });
  }
}

function lineOf({ at, ...record }: AuditRecord) {
  return { ...record, at: new Date(at).toISOString() };
}
