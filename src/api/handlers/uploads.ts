import { fqdnOf, isHostLabel } from '../../domain/host-name.ts';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { dayMs, fromRfc3339, minuteMs, parseDuration } from '../../domain/time.ts';
import { evidenceResultShape } from '../../report/evidence-result.ts';
import { uploadTokenShape } from '../../report/upload-token.ts';
import type { Call, Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { digestOfBytes, makeUploadToken } from '../secret.ts';
import { requireFile } from './servers.ts';

type UploadHandlers = Pick<
  Handlers,
  'listUploadTokens' | 'makeUploadToken' | 'revokeUploadToken' | 'postUpload' | 'putUpload'
>;

const lifeMs = { least: minuteMs, most: 7 * dayMs };

/** Tokens for collectors, and the files that come with them. */
export function uploadHandlers(context: ApiContext): UploadHandlers {
  const { control, identity, clocks } = context;
  const { store } = control;
  const receive = async ({ tenantId, query, body, principal }: Call<'postUpload' | 'putUpload'>) => {
    const { uploadToken } = principal;
    if (uploadToken === undefined) throw new Error('An upload came through the door without an upload token.');
    const bytes = requireFile(body);
    const outcome = await control.receiveUpload(tenantId, uploadToken, {
      bytes,
      digest: digestOfBytes(bytes),
      fileName: query.fileName,
      observedAt: query.observedAt === undefined ? undefined : fromRfc3339(query.observedAt),
      machineNow: clocks.machineNow(),
    });
    return { body: evidenceResultShape(outcome) };
  };
  return {
    listUploadTokens: async ({ tenantId }) => {
      const now = clocks.machineNow();
      return { body: { value: (await store.uploadTokens(tenantId)).map((row) => uploadTokenShape(row, now)) } };
    },
    makeUploadToken: async ({ tenantId, body, principal }) => {
      const host = await hostOfToken(context, tenantId, body.host);
      const expiresInMs = lifeOf(body.expiresIn);
      const tokenId = identity.newId();
      const detail = `Token ${tokenId} for one file of ${host}, valid for ${body.expiresIn}.`;
      await control.recordAccess(principal.actor, tenantId, 'upload-token-made', detail);
      const now = clocks.machineNow();
      const { row, secret } = await makeUploadToken(
        { store, identity },
        { tenantId, tokenId, host, createdBy: principal.actor, createdAt: now, expiresAt: now + expiresInMs },
      );
      return { body: { ...uploadTokenShape(row, now), secret }, holdsSecret: true };
    },
    revokeUploadToken: async ({ tenantId, id, principal }) => {
      const token = (await store.uploadTokens(tenantId)).find((row) => row.tokenId === id);
      if (token === undefined) throw new ProblemError('not-found', 'There is no such upload token.');
      if (token.revokedAt === null) {
        const detail = `Token ${id} for ${token.host}.`;
        await control.recordAccess(principal.actor, tenantId, 'upload-token-revoked', detail);
        await store.revokeUploadToken(tenantId, id, clocks.machineNow());
      }
      return { body: undefined };
    },
    postUpload: receive,
    putUpload: receive,
  };
}

/** The full name where the host is known by one: a short name alone could mean a namesake that comes later. */
async function hostOfToken({ control }: ApiContext, tenantId: TenantId, asked: string): Promise<string> {
  const { value } = await control.store.hosts(tenantId, { names: [asked] }, { top: 2 });
  const [known, other] = value;
  if (other !== undefined)
    throw new ProblemError('host-ambiguous', `Several hosts are called "${asked}": give the full name.`);
  if (known !== undefined) return known.fqdn.includes('.') ? known.fqdn : known.name;
  const name = fqdnOf(asked) ?? (isHostLabel(asked) ? asked.toUpperCase() : undefined);
  if (name === undefined)
    throw new ProblemError('request-invalid', `"${asked}" is not the name of a host.`, {
      errors: [{ at: 'body.host', message: 'A name or FQDN.' }],
    });
  return name;
}

/** @throws ProblemError('request-invalid'). */
function lifeOf(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || !(ms >= lifeMs.least && ms <= lifeMs.most))
    throw new ProblemError('request-invalid', `"${text}" is no life for an upload token.`, {
      errors: [{ at: 'body.expiresIn', message: 'A duration from 1m to 7d.' }],
    });
  return ms;
}
