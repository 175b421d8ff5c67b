import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { createCommitNotifier } from '../../src/api/commit-notifier.ts';
import { makeToken } from '../../src/api/secret.ts';
import { buildApi } from '../../src/api/server.ts';
import { apiBase, tenantHeader } from '../../src/contract/routes.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import { tick } from '../../src/engine/tick.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { notifyPorts, signingKey } from '../engine/notify-ports.ts';
import { fixedReportKeys } from '../support/report-key.ts';
import { aWorld, type World } from '../support/world.ts';
import { testIdentity } from './world.ts';

/** One of two tenants that live side by side. */
export interface Side {
  readonly world: World;
  /** Stands in every free field that this side fills. */
  readonly mark: string;
  /** Opens this tenant as its administrator. */
  readonly token: string;
  /** Names and ids by which anything of it could be recognised. */
  readonly marks: Set<string>;
  /** Ids by which its things are asked for. */
  readonly ids: Set<string>;
}

export interface TwoTenants extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly sides: readonly [Side, Side];
  /** What receivers were sent, by the mark in the address that they have. */
  readonly posts: readonly { readonly to: string; readonly body: string }[];
  /** Lines of the engine's log with the tenant that they name. */
  readonly lines: readonly { readonly tenant: string | undefined; readonly text: string }[];
  /** Lets one engine look at both, and tell whom it has to. */
  pass(minutes: number): Promise<void>;
}

/** One store, one engine, one API, and two tenants on clouds of their own. */
export async function twoTenants(): Promise<TwoTenants> {
  const posts: { to: string; body: string }[] = [];
  const desk = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      posts.push({ to: request.url ?? '', body });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(desk, 'listening');
  const { port } = desk.address() as AddressInfo;
  const first = await aWorld({ seed: 61, estate: estateOf({ hosts: 8, seed: 61, troubledShare: 0.3 }) });
  const second = await aWorld({ seed: 62, store: first.store });
  const worlds = [first, second] as const;
  const lines: { tenant: string | undefined; text: string }[] = [];
  const write = (fields: Readonly<Record<string, unknown>>, text: string) =>
    void lines.push({ tenant: fields.tenant as string | undefined, text: `${JSON.stringify(fields)} ${text}` });
  const worldOf = (tenantId: string) => (tenantId === second.tenantId ? second : first);
  const commits = createCommitNotifier();
  const context: EngineContext = {
    ...first.context,
    services: (connection) => worldOf(connection.tenantId).context.services(connection),
    clocks: { ...first.context.clocks, tenantNow: (tenantId) => worldOf(tenantId).twin.clock.now() },
    notify: notifyPorts(() => first.twin.clock.now(), { KEY: signingKey }),
    log: { info: write, warn: write, error: write },
    onCommit: commits.notify,
  };
  const control = createControl(context);
  const notifier = createNotifier(context);
  const app = await buildApi({
    control,
    clocks: context.clocks,
    identity: testIdentity,
    catalogue: checkCatalogue,
    version: '0.0.0-test',
    reportKeys: fixedReportKeys(),
    onCommit: commits.listen,
  });
  const sideOf = async (world: World, mark: string): Promise<Side> => {
    const given = { store: first.store, identity: testIdentity, machineNow: context.clocks.machineNow };
    const { tenantId } = world;
    const row = { name: mark, role: 'administrator', tenantId, days: 30, createdBy: mark } as const;
    const { secret } = await makeToken(given, { ...row, tokenId: testIdentity.newId() });
    const { version } = (await first.store.tenant(tenantId)) ?? { version: 0 };
    await control.changeTenant(`user:${mark}`, tenantId, { name: `Bank of ${mark}` }, version);
    const url = `http://127.0.0.1:${port}/${mark}`;
    const address = { kind: 'webhook', url, secretRef: 'env:KEY' } as const;
    await control.addReceiver(`user:${mark}`, tenantId, { name: mark, address, kinds: null, quietHours: null });
    return { world, mark, token: secret, marks: new Set([mark, tenantId]), ids: new Set([tenantId]) };
  };
  return {
    app,
    sides: [await sideOf(first, 'amber-7431'), await sideOf(second, 'azure-9052')],
    posts,
    lines,
    pass: async (minutes) => {
      for (const world of worlds) {
        world.twin.clock.advanceBy(minutes * 60_000);
        world.twin.step();
      }
      for (const world of worlds) await tick(context, world.tenantId);
      await notifier.look();
      await notifier.settled();
    },
    [Symbol.asyncDispose]: async () => {
      await notifier.stop();
      await app.close();
      desk.close();
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    },
  };
}

let keys = 0;

/** One request in the name of a side; the whole answer as text, headers and all, also where it is packed. */
export async function asked(
  app: FastifyInstance,
  side: Side,
  method: string,
  path: string,
  given: { readonly body?: unknown; readonly tenant?: string; readonly ifMatch?: string } = {},
): Promise<{ readonly status: number; readonly text: string; readonly body: unknown }> {
  const isBytes = given.body instanceof Uint8Array;
  keys += 1;
  const answer = await app.inject({
    method: method as 'GET',
    url: `${apiBase}${path}`,
    headers: {
      authorization: `Bearer ${side.token}`,
      ...(given.tenant === undefined ? {} : { [tenantHeader]: given.tenant }),
      ...(given.ifMatch === undefined ? {} : { 'if-match': given.ifMatch }),
      ...(method === 'GET' ? {} : { 'idempotency-key': `isolation-${keys}` }),
      ...(isBytes ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(given.body === undefined
      ? {}
      : { payload: isBytes ? Buffer.from(given.body as Uint8Array) : (given.body as object) }),
  });
  const type = String(answer.headers['content-type'] ?? '');
  const text = type === 'application/gzip' ? gunzipSync(answer.rawPayload).toString() : answer.payload;
  return {
    status: answer.statusCode,
    text: `${JSON.stringify(answer.headers)}\n${text}`,
    body: type.includes('json') ? JSON.parse(text) : undefined,
  };
}
