import type { PackVerification } from '../../contract/pack-verification.ts';
import { canonicalJson, type Json, type Sha256 } from '../../domain/canonical.ts';
import type { TenantId } from '../../domain/ids.ts';
import { digestOfExport, genesisHash, nextHash } from '../../domain/log.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { manifestName, type PackManifest, partName } from '../pack/form.ts';
import { type Court, judgeEntry } from './decisions.ts';
import type { Findings } from './findings.ts';
import { Ledger } from './ledger.ts';
import { linkIn, type PackedEvent, type PackedLink } from './link.ts';
import type { Material } from './material.ts';

interface ReaderGiven {
  readonly tenantId: TenantId;
  readonly material: Material;
  readonly findings: Findings;
  readonly sha256: Sha256;
}

/** Walks the log of a pack from its beginning: chain, digests of entries, and every decision on what was known before it. */
export class LogReader {
  readonly #given: ReaderGiven;
  readonly #ledger: Ledger;
  readonly #court: Court;
  #seq = 0;
  #hash = genesisHash;
  #entries = 0;
  #bare = 0;
  #redacted = 0;

  constructor(given: ReaderGiven) {
    this.#given = given;
    this.#ledger = new Ledger(given.tenantId);
    this.#court = { ledger: this.#ledger, ...given };
  }

  get counts(): PackVerification['log'] {
    return { links: this.#seq, entries: this.#entries, bareLinks: this.#bare, redactedLinks: this.#redacted };
  }

  /** One link. @throws when it is none. */
  take(value: unknown, where: string): void {
    const { findings, sha256 } = this.#given;
    const { link, events } = linkIn(value);
    if (link.seq !== this.#seq + 1)
      findings.differ(where, 'chain', `Link ${this.#seq + 1} was expected, link ${link.seq} is there.`);
    if (nextHash(this.#hash, link.digest, sha256) !== link.hash)
      findings.differ(where, 'chain', `Link ${link.seq} does not follow from the one before.`);
    this.#seq = link.seq;
    this.#hash = link.hash;
    if (events === undefined) {
      this.#bare += 1;
      return;
    }
    this.#entries += events.length;
    this.#digest(link, events, where);
    for (const [ordinal, event] of events.entries())
      this.#entry(event, link.at, `${where}, entry ${link.seq}.${ordinal}`);
  }

  #digest(link: PackedLink['link'], events: readonly PackedEvent[], where: string): void {
    const { tenantId, material, findings, sha256 } = this.#given;
    if (events.length !== link.eventCount)
      findings.differ(
        where,
        'chain',
        `Link ${link.seq} has ${events.length} entries; ${link.eventCount} were written.`,
      );
    else if (!material.isRedacted && events.some(hasHidden))
      findings.differ(where, 'chain', `A name in link ${link.seq} is hidden, in a pack that says it hides none.`);
    else if (material.isRedacted && events.some(({ isRedacted }) => isRedacted === true)) this.#redacted += 1;
    else if (digestOfExport({ tenantId, at: link.at, events }, sha256) !== link.digest)
      findings.differ(where, 'chain', `An entry of link ${link.seq} is not what was written.`);
  }

  #entry(event: PackedEvent, at: number, where: string): void {
    const { findings } = this.#given;
    this.#plan(event, where);
    try {
      judgeEntry({ event, at, where }, this.#court);
      this.#ledger.add(event, at);
    } catch (error) {
      findings.differ(
        where,
        'record',
        `It cannot be understood: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** A plan is bound by its digest, wherever it stands in the log. */
  #plan({ kind, subjectId, payload, personal }: PackedEvent, where: string): void {
    const text = personal.plan?.value;
    if (text === undefined || this.#given.material.isRedacted) return;
    const digest = kind === 'plan-saved' ? subjectId : (payload as { planDigest?: unknown } | null)?.planDigest;
    const plan = JSON.parse(text) as Plan;
    if (plan.digest !== digest || planDigest(plan, this.#given.sha256) !== digest)
      this.#given.findings.differ(where, 'plan', 'The plan in it is not the one of its digest.');
  }

  /** After the last link: the end of the chain, and whether the pack's own lists are what the log tells. */
  end({ head, key, members }: PackManifest): void {
    const { findings } = this.#given;
    if (head.seq !== this.#seq || head.hash !== this.#hash)
      findings.differ(
        partName('log', 1),
        'chain',
        `The log ends at link ${this.#seq}; the manifest says ${head.seq}, or another hash.`,
      );
    if (members.length > 0 && !this.#ledger.keys.has(key.fingerprint))
      findings.differ(manifestName, 'key', 'The log does not tell of the key that it was signed with.');
    this.#compare(partName('plans', 1), this.#given.material.plans, (digest) => this.#ledger.plans.get(digest)?.plan);
    this.#compare(partName('approvals', 1), this.#given.material.approvals, (approvalId) =>
      this.#ledger.approvals.get(approvalId),
    );
    const digests = new Set(this.#given.material.plans.keys());
    for (const [approvalId, { digest }] of this.#ledger.approvals)
      if (digests.has(digest) && !this.#given.material.approvals.has(approvalId))
        findings.differ(partName('approvals', 1), 'record', `The decision ${approvalId} is in the log and not here.`);
  }

  #compare(member: string, packed: ReadonlyMap<string, unknown>, inLog: (id: string) => unknown): void {
    for (const [id, value] of packed) {
      const told = inLog(id);
      if (told === undefined) this.#given.findings.differ(member, 'record', `${id} is here and not in the log.`);
      else if (canonicalJson(told as Json) !== canonicalJson(value as Json))
        this.#given.findings.differ(member, 'record', `${id} is not as the log tells of it.`);
    }
  }
}

/** A digest in the place of a value binds nothing that stands beside it. */
function hasHidden({ personal }: PackedEvent): boolean {
  for (const name in personal) if ('digest' in (personal[name] ?? {})) return true;
  return false;
}
