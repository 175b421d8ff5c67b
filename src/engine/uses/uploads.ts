import type { TenantId } from '../../domain/ids.ts';
import { type ProblemCode, ProblemError } from '../../domain/problem.ts';
import { problems } from '../../domain/problem-catalogue.ts';
import type { Instant } from '../../domain/time.ts';
import type { EngineContext } from '../context.ts';
import type { ImportOutcome, TokenUpload } from '../control.ts';
import { matchHosts } from '../match-hosts.ts';
import type { UploadToken } from '../ports/store.ts';
import { type ReadUpload, readUpload, saveUpload } from './evidence.ts';
import { recordAccess } from './tenant-life.ts';

/** After so many refused files a token is revoked: a collector that goes wrong is mended by a person, and the log is not filled by it. */
const mostRefusals = 10;

/**
 * Takes the file of an upload token: read wholly, of the token's host and no other, else it is refused and the token stays good. A refused file
 * changes nothing, and who has collected on the wrong host shall need no new token; one that was taken uses the token up.
 * The same file again is taken again, since a collector that lost the answer cannot know that its file arrived.
 * @throws ProblemError when the file is refused.
 */
export async function receiveUpload(
  context: EngineContext,
  tenantId: TenantId,
  token: UploadToken,
  given: TokenUpload,
  isLoopRunning: boolean,
): Promise<ImportOutcome> {
  const actor = `upload:${token.host}`;
  const upload = { ...given, host: token.host, dryRun: false };
  const { digest, machineNow, fileName } = given;
  if (token.usedDigest !== null && token.usedDigest !== digest) return refuse(context, token, machineNow, usedUp());
  const read = await readUpload(context, tenantId, upload);
  const fault = await faultOf(context, tenantId, read);
  if (fault !== undefined) return refuse(context, token, machineNow, fault);
  await recordAccess(context, actor, tenantId, 'upload-token-used', `Token ${token.tokenId}, file "${fileName}".`);
  const isOurs = await context.store.spendUploadToken(tenantId, token.tokenId, digest, machineNow);
  if (!isOurs) return refuse(context, token, machineNow, usedUp());
  return saveUpload(context, actor, tenantId, upload, read, isLoopRunning);
}

function usedUp(): ProblemError {
  return new ProblemError('upload-token-used', 'Another file was taken with this token before.');
}

/** Why a file must not be taken: it speaks of another host, fits several, or nothing of it can be used. */
async function faultOf(
  context: EngineContext,
  tenantId: TenantId,
  { reading, rows, owners, problems: found }: ReadUpload,
): Promise<ProblemError | undefined> {
  const matching = await matchHosts(context, tenantId, rows, { ownersOf: (row) => owners.of(row) });
  const all = [...found, ...matching.problems];
  const hosts = new Set(matching.matches.map(({ host }) => host.hostId));
  // Whose file it really is stays here: whoever has the token of one host shall not learn the names of others.
  if (all.some(({ code }) => code === 'host-mismatch') || hosts.size > 1)
    return new ProblemError('host-mismatch', 'The file is not of the host of this token, or not of it alone.');
  if (hosts.size === 1 && !all.some(({ code }) => code === 'host-ambiguous')) return undefined;
  const worst = all.find(({ code }) => isRefusal(code));
  const detail = worst?.detail ?? `Nothing of it can be used; it was read as ${reading.format}.`;
  return new ProblemError(worst?.code ?? 'file-unrecognised', detail);
}

function isRefusal(code: ProblemCode): boolean {
  return problems[code].status >= 400;
}

async function refuse(
  context: EngineContext,
  { tenantId, tokenId, host }: UploadToken,
  machineNow: Instant,
  fault: ProblemError,
): Promise<never> {
  const detail = `Token ${tokenId}: ${fault.message} (${fault.code})`;
  await recordAccess(context, `upload:${host}`, tenantId, 'upload-refused', detail);
  const refusals = await context.store.countUploadRefusal(tenantId, tokenId, mostRefusals, machineNow);
  if (refusals === mostRefusals)
    await recordAccess(
      context,
      'engine',
      tenantId,
      'upload-token-revoked',
      `Token ${tokenId}: ${refusals} refused files.`,
    );
  throw fault;
}
