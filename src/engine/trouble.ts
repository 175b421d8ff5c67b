import type { EngineContext } from './context.ts';
import { isPassing } from './tick.ts';

/** What goes away by itself is a warning; anything else is a fault of ours, and its place in the program is told. */
export function tellTrouble(
  { log }: Pick<EngineContext, 'log'>,
  about: Readonly<Record<string, unknown>>,
  error: unknown,
): void {
  const message = error instanceof Error ? error.message : String(error);
  if (isPassing(error)) log.warn(about, message);
  else log.error({ ...about, error: error instanceof Error ? error.stack : String(error) }, message);
}
