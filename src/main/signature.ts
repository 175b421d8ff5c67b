import { signedBytes } from '../store/transfer/signed-end.ts';
import { fingerprintOf, isSigned } from './report-keys.ts';

/** What the signature of an end is worth. */
interface Signature {
  /** Whoever has the key signed exactly this. */
  readonly isGood: boolean;
  /** Of the key that the end names; null: it names none that can be read. */
  readonly fingerprint: string | null;
}

/** Looks at the signature of an end with nothing but the end, which names its key. */
export function signatureOf(
  end: { readonly key: { readonly fingerprint: string; readonly publicKey: string } },
  signature: string,
): Signature {
  const { fingerprint, publicKey } = end.key;
  const found = fingerprintOf(publicKey) ?? null;
  return { isGood: found === fingerprint && isSigned(signedBytes(end), signature, publicKey), fingerprint: found };
}
