import { z } from 'zod';
import { factValue, instant, verdictValue } from './words.ts';

const place = z.object({
  member: z.string().optional(),
  line: z.number().int().optional(),
  record: z.number().int().optional().describe('Of an event log: the number that the log gave the record'),
});

/** What `diagnose FILE --json` prints, one document a file: what was read, what follows from it, and what could not be read. */
export const fileDiagnosis = z
  .object({
    file: z.string(),
    format: z.string().describe('What the content shows it to be; docs/reference/evidence.md lists all kinds'),
    host: z.string().nullable(),
    asOf: instant.nullable().describe('The time of the evidence; verdicts hold for then'),
    facts: z.array(
      z.object({ key: z.string(), value: factValue, source: z.string(), observedAt: instant, place: place.optional() }),
    ),
    verdicts: z.array(
      z.object({
        journey: z.string().describe('Of which journey it is a check'),
        check: z.string(),
        title: z.string(),
        verdict: verdictValue,
        reason: z.string(),
        summary: z.string(),
        remedy: z.string().optional(),
        howToGet: z.string().optional(),
        edition: z.string(),
        evidence: z.array(place.extend({ key: z.string() })),
      }),
    ),
    findings: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(['high', 'medium', 'low']),
        confidence: z.enum(['proven', 'likely', 'possible']),
        title: z.string(),
        because: z.string(),
        remedy: z.string(),
        evidence: z.array(place.extend({ key: z.string() })),
      }),
    ),
    problems: z.array(
      z.object({ code: z.string(), detail: z.string(), remedy: z.string(), line: z.number().int().optional() }),
    ),
  })
  .meta({ id: 'FileDiagnosis' });
export type FileDiagnosis = z.infer<typeof fileDiagnosis>;
