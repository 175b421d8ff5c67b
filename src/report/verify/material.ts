import { canonicalJson, type Json, type Sha256 } from '../../domain/canonical.ts';
import type { WaveView } from '../../domain/gate/wave-view.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { editions, rulebookFor } from '../../journeys/sensor-v3/rulebook.ts';
import { documentShape, gateShape, type MemberKind, planShape, rulesShape, verdictsShape } from '../pack/form.ts';
import type { Findings } from './findings.ts';

/** What decisions rest on, as a pack has it: each thing was checked against its own digest before it is used. */
export class Material {
  readonly documents = new Map<
    string,
    { readonly source: string; readonly facts: Readonly<Record<string, unknown>> }
  >();
  readonly views = new Map<string, WaveView>();
  readonly plans = new Map<string, Plan>();
  readonly approvals = new Map<string, Json>();
  readonly isRedacted: boolean;
  readonly #sets = new Map<string, readonly (readonly string[])[]>();
  readonly #findings: Findings;
  readonly #sha256: Sha256;

  constructor(isRedacted: boolean, findings: Findings, sha256: Sha256) {
    this.isRedacted = isRedacted;
    this.#findings = findings;
    this.#sha256 = sha256;
  }

  /** Which sets of documents a server is known to have had: now, and at each of its starts. */
  documentSets(hostId: string): readonly (readonly string[])[] {
    return this.#sets.get(hostId) ?? [];
  }

  /** Takes one line of a member. @throws when it is not of the member's shape. */
  take(kind: MemberKind, value: unknown, where: string): void {
    if (kind === 'documents') this.#document(value, where);
    else if (kind === 'verdicts') this.#verdicts(value);
    else if (kind === 'gates') this.#gate(value, where);
    else if (kind === 'plans') this.#plan(value, where);
    else if (kind === 'rules') this.#rules(value, where);
    else if (kind === 'approvals')
      this.approvals.set(String((value as { approvalId?: unknown }).approvalId), value as Json);
  }

  #document(value: unknown, where: string): void {
    const { digest, source, facts, isRedacted } = documentShape.parse(value);
    if (this.#isOwn(isRedacted) && this.#sha256(canonicalJson({ facts, source })) !== digest)
      this.#findings.differ(where, 'document', `The document of source ${source} is not the one of its digest.`);
    this.documents.set(digest, { source, facts });
  }

  #verdicts(value: unknown): void {
    const { hostId, documents, snapshots } = verdictsShape.parse(value);
    this.#sets.set(hostId, [documents.map(({ digest }) => digest), ...snapshots]);
  }

  #gate(value: unknown, where: string): void {
    const { digest, view, isRedacted } = gateShape.parse(value);
    if (this.#isOwn(isRedacted) && this.#sha256(canonicalJson(view as Json)) !== digest)
      this.#findings.differ(where, 'document', 'What a gate was judged on is not what its digest says.');
    this.views.set(digest, view as WaveView);
  }

  #plan(value: unknown, where: string): void {
    const { digest, plan, isRedacted } = planShape.parse(value);
    if (this.#isOwn(isRedacted) && planDigest(plan as Plan, this.#sha256) !== digest)
      this.#findings.differ(where, 'plan', `The plan is not the one of its digest ${digest.slice(0, 12)}.`);
    this.plans.set(digest, plan as Plan);
  }

  /** The verifier judges by its own rulebook; the pack's must be the same, or it was judged by other rules. */
  #rules(value: unknown, where: string): void {
    const { edition, values } = rulesShape.parse(value);
    const own = editions.find((one) => one === edition);
    if (own === undefined)
      this.#findings.differ(where, 'rules', `The edition ${edition} is not known to this version.`);
    else if (canonicalJson(rulebookFor(own, []) as unknown as Json) !== canonicalJson(values as Json))
      this.#findings.differ(where, 'rules', `The rules of edition ${edition} are not those of this version.`);
  }

  /** What had names replaced has another digest; only a pack that says so as a whole may hold such things. */
  #isOwn(isRedacted: true | undefined): boolean {
    return !(this.isRedacted && isRedacted === true);
  }
}
