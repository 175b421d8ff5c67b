import { canonicalJson, type Json, type Sha256 } from '../canonical.ts';
import type { ProofVerdict } from '../proof.ts';
import type { WaveView } from './wave-view.ts';

/** A view as it is kept: everything that a judge looks at, and of proofs no more than that, because a wave has many. */
export interface KeptView {
  readonly digest: string;
  /** Canonical JSON; the digest is of it. */
  readonly text: string;
}

/** Makes of a view what can be kept and judged again: the judges say the same of it, word by word. */
export function keepView(view: WaveView, sha256: Sha256): KeptView {
  const hosts = view.hosts.map((host) => ({ ...host, proofs: host.proofs.map(keepProof) }));
  const text = canonicalJson({ ...view, hosts } as unknown as Json);
  return { digest: sha256(text), text };
}

function keepProof({ proof, verdict, isRequired, evidence, judgedAt }: ProofVerdict) {
  const instants = [...new Set(evidence.map(({ observedAt }) => observedAt))];
  return { proof, verdict, isRequired, judgedAt, evidence: instants.map((observedAt) => ({ observedAt })) };
}
