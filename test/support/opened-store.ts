import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';

/** A store with its tables, that the end of the test closes unless the test did. @param ends what a test has to end */
export async function openedStore(
  at: StorePlace,
  options: Parameters<typeof openStore>[1],
  ends: (() => unknown)[],
): Promise<Store> {
  const store = await openStore(at, options);
  let isOpen = true;
  const close = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  ends.push(close);
  await store.migrate();
  return { ...store, close };
}
