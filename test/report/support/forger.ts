import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson, type Json } from '../../../src/domain/canonical.ts';
import { as, type TenantId } from '../../../src/domain/ids.ts';
import { digestOfExport, genesisHash, type HashedEvent, nextHash } from '../../../src/domain/log.ts';
import { openArchive } from '../../../src/evidence/archive.ts';
import { ProblemList } from '../../../src/evidence/reading.ts';
import { fingerprintOf } from '../../../src/main/report-keys.ts';
import { sha256 } from '../../support/identity.ts';
import { zipOf } from '../../support/zip.ts';

type Members = Map<string, Buffer>;

export async function membersIn(pack: Uint8Array): Promise<Members> {
  const archive = await openArchive(pack, new ProblemList());
  return new Map((archive?.members ?? []).map((member) => [member.path, Buffer.from(member.bytes() ?? [])]));
}

export function packedAgain(members: Members): Buffer {
  return zipOf(Object.fromEntries(members));
}

/** One byte of one member is another one, and nothing else: as on a disk that forgets. */
export function withByte(members: Members, name: string, at: number, mask: number): Buffer {
  const changed = Buffer.from(members.get(name) ?? []);
  const place = at % changed.length;
  changed[place] = (changed[place] ?? 0) ^ mask;
  return packedAgain(new Map([...members, [name, changed]]));
}

export type Line = Record<string, unknown> & {
  link?: { seq: number; at: number; digest: string; hash: string; eventCount: number };
  events?: HashedEvent[];
};

/**
 * What somebody can do who owns the database and a key: change what they like, and make every digest, the chain and the signature anew. `change` gets each
 * line of each member, and gives what shall stand there instead.
 */
export function forged(members: Members, change: (kind: string, line: Line) => Line): Buffer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const key = { fingerprint: fingerprintOf(pem) ?? '', publicKey: pem };
  const manifest = JSON.parse(String(members.get('manifest.json')));
  const tenantId = as<TenantId>(manifest.tenantId);
  let hash = genesisHash;
  const linked = (line: Line): Line => {
    if (line.link === undefined) return line;
    const events = line.events?.map((event) => (event.kind === 'report-key-made' ? { ...event, payload: key } : event));
    const { at } = line.link;
    const digest = events === undefined ? line.link.digest : digestOfExport({ tenantId, at, events }, sha256);
    hash = nextHash(hash, digest, sha256);
    return { link: { ...line.link, digest, hash }, ...(events ? { events } : {}) };
  };
  const next = new Map(members);
  for (const [name, bytes] of members) {
    if (!name.endsWith('.jsonl')) continue;
    const [kind = ''] = name.split('/');
    const lines = String(bytes)
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => linked(change(kind, JSON.parse(text))));
    next.set(name, Buffer.from(lines.map((line) => `${canonicalJson(line as unknown as Json)}\n`).join('')));
  }
  const list = manifest.members.map(({ name }: { name: string }) => {
    const bytes = next.get(name) ?? Buffer.alloc(0);
    return { name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  });
  const text = `${canonicalJson({ ...manifest, members: list, key, head: { ...manifest.head, hash } })}\n`;
  next.set('manifest.json', Buffer.from(text));
  next.set('manifest.sig', Buffer.from(`${sign(null, Buffer.from(text), privateKey).toString('base64')}\n`));
  return packedAgain(next);
}
