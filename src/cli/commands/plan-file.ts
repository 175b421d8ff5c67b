import type { z } from 'zod';
import { type Plan, plan as planShape } from '../../contract/campaigns.ts';
import type { Io } from '../io.ts';
import { cliProblem } from '../problem.ts';
import { resolve } from '../settings.ts';

/** A plan as its file has it: `raw` to the byte of its values, since the digest covers every member, and `shaped` as far as this version knows it. */
export async function readPlan(io: Io, path: string): Promise<{ readonly shaped: Plan; readonly raw: Plan }> {
  const raw = await readJson(io, path, 'plan-unreadable');
  const form = typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined;
  if (form === 'changeguard.plan/1')
    throw cliProblem('plan-unreadable', `${path} is a plan of the earlier form ${form}, which had no rules.`, {
      remedy: 'Make it again with "changeguard plan -o FILE"; campaigns that were begun with it go on.',
    });
  const read = planShape.safeParse(raw);
  if (!read.success)
    throw cliProblem('plan-unreadable', `${path} does not hold a plan of the form changeguard.plan/2.`, {
      errors: errorsOf(read.error),
    });
  return { raw: raw as Plan, shaped: read.data };
}

/** What a file that a person wrote says. @throws CliProblem that names every fault with its place. */
export async function readShaped<T>(io: Io, path: string, what: string, shape: z.ZodType<T>): Promise<T> {
  const read = shape.safeParse(await readJson(io, path, 'rules-unreadable'));
  if (read.success) return read.data;
  throw cliProblem('rules-unreadable', `${path} does not hold ${what}.`, { errors: errorsOf(read.error) });
}

async function readJson(io: Io, path: string, code: 'plan-unreadable' | 'rules-unreadable'): Promise<unknown> {
  const bytes = await io.readFile(resolve(io, path));
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw cliProblem(code, `${path} is no JSON.`, { cause });
  }
}

function errorsOf(error: z.ZodError): readonly { readonly at: string; readonly message: string }[] {
  return error.issues.map(({ path, message }) => ({ at: path.length === 0 ? 'the file' : placeIn(path), message }));
}

/** `gate[0].atLeast`. */
function placeIn(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}
