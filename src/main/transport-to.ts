import { createHttpTransport } from '../cli/http-transport.ts';
import type { Target } from '../cli/io.ts';
import type { Transport } from '../cli/transport.ts';
import { dataDirectory } from './data-directory.ts';
import { readRunFile } from './run-file.ts';

/** A named server; else the one that runs on this data directory, which then must be used; else this very process. */
export async function transportTo(
  target: Target,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Transport> {
  const data = dataDirectory(target.dataDirectory);
  const run = await readRunFile(data.runFile);
  if (target.server !== undefined && target.server !== run?.url) {
    return createHttpTransport({ baseUrl: target.server, token: target.token });
  }
  if (run) return createHttpTransport({ baseUrl: run.url, token: target.token ?? `door_${run.doorSecret}` });
  const { inProcess } = await import('./in-process.ts');
  return inProcess(target, environment);
}
