import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { as, installationLog, type TenantId } from '../../domain/ids.ts';
import { logEntryShape, logVerificationShape } from '../../report/log-entry.ts';
import { type Call, type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { keeper, publishedKey } from '../published-keys.ts';
import { signerOf } from '../report-keys.ts';
import { noSuchTenant } from '../tenant-of-request.ts';
import { requireInstallation } from './access.ts';
import { fileNameOf } from './file-name.ts';
import { seqOf } from './log.ts';
import { shownIn } from './tenants.ts';

type LifeHandlers = Pick<
  Handlers,
  'archiveTenant' | 'reopenTenant' | 'exportTenant' | 'deleteTenant' | 'listInstallationLog' | 'verifyInstallationLog'
>;

export function tenantLifeHandlers(context: ApiContext): LifeHandlers {
  const { control } = context;
  const shown = shownIn(context);
  return {
    archiveTenant: async ({ tenantId, body, principal }) => ({
      body: shown(await control.archiveTenant(principal.actor, tenantId, body.because)),
    }),
    reopenTenant: async ({ tenantId, body, principal }) => ({
      body: shown(await control.reopenTenant(principal.actor, tenantId, body.because)),
    }),
    exportTenant: (call) => exportTenant(context, call),
    deleteTenant: async ({ id, body, principal }) => {
      requireInstallation(principal, 'Deleting a tenant needs a credential of the installation');
      const tenant = await control.store.tenant(as<TenantId>(id));
      if (tenant === undefined) throw noSuchTenant();
      await control.deleteTenant(principal.actor, tenant.tenantId, body);
      context.knownTenants.delete(id);
      // Nothing is left that it could sign for.
      await context.reportKeys?.forget(tenant.tenantId);
      return { body: undefined };
    },
    listInstallationLog: (call) => listInstallationLog(context, call),
    verifyInstallationLog: async ({ principal }) => {
      requireInstallation(principal, 'The log of the installation needs a credential of it');
      return { body: logVerificationShape(await control.verifyLog(installationLog)) };
    },
  };
}

/** The file is made first and sent then: a store cannot stand still for as long as somebody's network takes. */
async function exportTenant(context: ApiContext, { tenantId, principal }: Call<'exportTenant'>) {
  const { control } = context;
  const key = await publishedKey(context, tenantId, principal.actor);
  const signer = signerOf(keeper(context), tenantId, key);
  const folder = await mkdtemp(join(tmpdir(), 'changeguard-export-'));
  const path = join(folder, 'tenant.jsonl.gz');
  try {
    await control.exportTenant(principal.actor, tenantId, path, signer);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const file: Readable = createReadStream(path).once('close', () => void rm(folder, { recursive: true, force: true }));
  const name = (await control.store.tenant(tenantId))?.name ?? '';
  return { file, type: 'application/gzip', name: `${fileNameOf('tenant', name)}.jsonl.gz` };
}

async function listInstallationLog(
  { control }: ApiContext,
  { principal, query, request }: Call<'listInstallationLog'>,
) {
  requireInstallation(principal, 'The log of the installation needs a credential of it');
  const afterSeq = query.after === undefined ? undefined : seqOf(query.after);
  const filter = { newestFirst: true, afterSeq };
  const events = await control.store.events(installationLog, filter, query.top);
  const last = events.at(-1);
  const isMore = last !== undefined && events.length >= query.top && last.seq > 1;
  return {
    body: {
      value: events.map((event) => logEntryShape(event)),
      ...nextLink(request, isMore ? String(last.seq) : undefined),
    },
  };
}
