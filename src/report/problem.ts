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

/** One that was kept in a store, perhaps by another version, whose codes this one need not know. */
export function keptProblemShape({ code, detail }: { readonly code: string; readonly detail: string }): ProblemText {
  if (Object.hasOwn(problems, code)) return problemShape({ code: code as ProblemRef['code'], detail });
  return { code, title: code, detail, remedy: 'This version does not know the code: run "changeguard doctor".' };
}
