import { createHttpTransport } from '../cli/http-transport.ts';
import { createClient } from '../cli/transport.ts';
import { dataDirectory } from './data-directory.ts';
import { readRunFile } from './run-file.ts';
import type { StoreWish } from './store-wish.ts';

/** A link for the owner of the data directory: by its server where one runs, else into its store. */
export async function signInLink(directory: string | undefined, place: StoreWish, newKey: () => string) {
  const run = await readRunFile(dataDirectory(directory).runFile);
  if (run === undefined) return (await import('./bare-store.ts')).linkWithoutServer(directory, place);
  const client = createClient(createHttpTransport({ baseUrl: run.url, token: `door_${run.doorSecret}` }), { newKey });
  try {
    return await client.call('makeSignInLink');
  } finally {
    await client.close();
  }
}
