import type { z } from 'zod';
import type { diagnosis } from '../contract/servers.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import { evidenceShape } from './verdict.ts';

export function diagnosisShape(found: Diagnosis): z.infer<typeof diagnosis> {
  return {
    code: found.code,
    title: found.title,
    severity: found.severity,
    confidence: found.confidence,
    because: found.because,
    remedy: found.remedy,
    requirement: found.requirement,
    evidence: found.evidence.map(evidenceShape),
  };
}
