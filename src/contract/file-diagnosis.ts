import { z } from 'zod';
import { factValue, instant, verdictValue } from './words.ts';

/** What `diagnose FILE --json` prints, one document a file: what was read, what follows from it, and what could not be read. */
export const fileDiagnosis = z
  .object({
    file: z.string(),
    host: z.string().nullable(),
    facts: z.array(z.object({ key: z.string(), value: factValue, source: z.string(), observedAt: instant })),
    verdicts: z.array(
      z.object({
        check: z.string(),
        verdict: verdictValue,
        reason: z.string(),
        remedy: z.string().optional(),
        edition: z.string(),
      }),
    ),
    findings: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(['high', 'medium', 'low']),
        title: z.string(),
        remedy: z.string(),
      }),
    ),
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'FileDiagnosis' });
export type FileDiagnosis = z.infer<typeof fileDiagnosis>;
