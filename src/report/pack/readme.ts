import { type Instant, toRfc3339 } from '../../domain/time.ts';
import type { PackManifest } from './form.ts';

/** What whoever opens a pack without knowing of changeguard reads first. */
export function packReadme(given: {
  readonly version: string;
  readonly at: Instant;
  readonly key: PackManifest['key'];
  readonly isRedacted: boolean;
}): string {
  const { version, at, key, isRedacted } = given;
  return [
    `Evidence pack, made ${toRfc3339(at)} by changeguard ${version}.`,
    '',
    'To verify it, without a server and without a network:',
    '',
    `  changeguard report verify PACK --key ${key.fingerprint}`,
    '',
    'The fingerprint above came with the pack, so that it proves nothing by itself: compare it with one that you have from elsewhere.',
    '',
    'manifest.json   SHA-256 and size of every member, the end of the log, the key; manifest.sig signs it (Ed25519, base64)',
    'report.json     what happened, to read',
    'log/            the hash-chained log, a link a line; links without entries are of transactions that are not of this pack',
    'plans/          the plans with their digests',
    'approvals/      who approved and refused them',
    'gates/          what each gate was judged on',
    'documents/      facts by source; decisions cite them by digest',
    'verdicts/       the verdicts of each server as they stand',
    'rules/          each edition of the rulebook, with the page of every value',
    '',
    isRedacted
      ? 'Names of hosts, sites and people were replaced by stand-ins; the same stand-in is the same name. The chain holds, and what had names in it cannot be digested again.'
      : 'Names of hosts, sites and people are in it as they are.',
    'It holds no onboarding blob, no private key and no password: those are never kept.',
    '',
  ].join('\n');
}
