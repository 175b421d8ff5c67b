import type { ProblemRef } from '../domain/problem.ts';
import { problems } from '../domain/problem-catalogue.ts';

interface ProblemText {
  code: string;
  title: string;
  detail: string;
  remedy: string;
}

/** A refusal with its title and remedy from the one catalogue. */
export function problemShape(refusal: ProblemRef): ProblemText {
  const { title, remedy } = problems[refusal.code];
  return { code: refusal.code, title, detail: refusal.detail, remedy };
}
