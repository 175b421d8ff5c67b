import { canonicalJson, type Json } from '../../domain/canonical.ts';
import type { Signer } from '../../engine/ports/log-archive.ts';

/*
 * What proves itself ends with one line: a manifest of all lines before, which names their SHA-256 and the key, and the signature of the manifest. Sealed
 * archives of a log and exports of a tenant end so.
 */

/** What is signed of a manifest. */
export function signedBytes(manifest: object): Uint8Array {
  return new TextEncoder().encode(canonicalJson(manifest as Json));
}

/** The last line of a file. */
export async function signedEnd<T extends { readonly key: Signer['key'] }>(
  end: T,
  signer: Signer,
): Promise<{ readonly end: T; readonly signature: string }> {
  return { end, signature: await signer.sign(signedBytes(end)) };
}
