import { z } from 'zod';

/** What an evidence pack is: a ZIP of these members, a manifest that names each by its digest, and a signature of the manifest. */
export const packSchema = 'changeguard.pack/1';
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';

export const readmeName = 'README.txt';
export const reportName = 'report.json';

/** What the other members hold: JSON lines in numbered parts, so that none is larger than a reader takes. In the order in which they are read. */
export const memberKinds = ['rules', 'plans', 'approvals', 'gates', 'documents', 'verdicts', 'log'] as const;
export type MemberKind = (typeof memberKinds)[number];

/** `log/00001.jsonl`; parts are counted from 1. */
export function partName(kind: MemberKind, part: number): string {
  return `${kind}/${String(part).padStart(5, '0')}.jsonl`;
}

/** What a member holds by its name; undefined: nothing that is read line by line. */
export function kindOf(name: string): MemberKind | undefined {
  const [, found] = /^([a-z]+)\/\d{5}\.jsonl$/.exec(name) ?? [];
  return memberKinds.find((kind) => kind === found);
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.number().int();
const scope = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('campaign'),
    campaignId: z.string(),
    name: z.string(),
    planDigests: z.array(digest),
  }),
  z.strictObject({ kind: z.literal('period'), from: instant, to: instant }),
]);

export const manifestShape = z.strictObject({
  schema: z.literal(packSchema),
  tool: z.strictObject({ name: z.literal('changeguard'), version: z.string() }),
  tenantId: z.string(),
  tenant: z.string(),
  madeAt: instant,
  scope,
  /** `names`: names of hosts, sites and people are replaced by stand-ins. */
  redaction: z.enum(['none', 'names']),
  head: z.strictObject({ seq: z.number().int().nonnegative(), hash: digest }),
  key: z.strictObject({ fingerprint: digest, publicKey: z.string().max(1_000) }),
  members: z
    .array(z.strictObject({ name: z.string(), sha256: digest, bytes: z.number().int().nonnegative() }))
    .max(5_000),
});
export type PackManifest = z.infer<typeof manifestShape>;
export type PackScope = PackManifest['scope'];

const factValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export const documentShape = z.object({
  digest,
  source: z.string(),
  facts: z.record(z.string(), factValue),
  isRedacted: z.literal(true).optional(),
});

/** The verdicts of a host as they stand, and the documents that it has now. */
export const verdictsShape = z.object({
  hostId: z.string(),
  factsDigest: digest.nullable(),
  documents: z.array(z.object({ digest, source: z.string(), observedAt: instant })),
  /** The documents that each of its starts was granted on. */
  snapshots: z.array(z.array(digest)),
  eligibility: z
    .object({ verdict: z.string(), disposition: z.string(), reasons: z.array(z.string()), evaluatedAt: instant })
    .loose()
    .nullable(),
});

export const gateShape = z.object({ digest, view: z.unknown(), isRedacted: z.literal(true).optional() });
export const planShape = z.object({ digest, plan: z.unknown(), isRedacted: z.literal(true).optional() });
export const rulesShape = z.object({ edition: z.string(), values: z.unknown() });
