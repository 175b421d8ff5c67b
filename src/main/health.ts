import type { Health } from '../cli/io.ts';
import { secondMs } from '../domain/time.ts';
import { readRunFile } from './run-file.ts';

const answerMs = 5 * secondMs;

/** Whether the server of a data directory, or one that is named, is ready: the database answers, and the engine looks. */
export async function healthOf(server: string | undefined, runFile: string): Promise<Health> {
  const url = server ?? (await readRunFile(runFile))?.url;
  if (url === undefined) return { isReady: false, where: null, detail: 'No server runs on this data directory.' };
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(answerMs), redirect: 'manual' });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.status === 200)
      return { isReady: true, where: url, detail: 'The database answers and the engine works.' };
    const { detail } = (body ?? {}) as { readonly detail?: unknown };
    const why = typeof detail === 'string' ? detail : `It answers with ${answer.status}.`;
    return { isReady: false, where: url, detail: why };
  } catch (error) {
    const { name, cause } = error as { readonly name: string; readonly cause?: { readonly code?: string } };
    const why = name === 'TimeoutError' ? 'It does not answer in time.' : `No answer came (${cause?.code ?? name}).`;
    return { isReady: false, where: url, detail: why };
  }
}
