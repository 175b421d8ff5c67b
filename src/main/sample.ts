import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { TwinDoor } from '../api/twin-door.ts';
import type { SampleWish } from '../cli/io.ts';
import type { TenantId } from '../domain/ids.ts';
import { as } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Actor } from '../engine/control.ts';
import { TwinClock } from '../twin/clock.ts';
import { controlKeyHeader } from '../twin/control.ts';
import type { Listener } from '../twin/listener.ts';
import { createTwin, sampleCredentials, type Twin } from '../twin/twin.ts';
import type { Application } from './application.ts';
import { type DataDirectory, readJson, replaceFile } from './data-directory.ts';
import { chosenSample, estateOfChoice, sampleChoiceShape } from './sample-choice.ts';
import { twinDoor } from './sample-door.ts';

/** The sample estate's clock runs sixty times faster than the wall: a migration of 20 minutes takes 20 seconds. */
export const sampleRate = 60;
/** The first instant of the sample: a Monday morning after the March 2026 update. */
export const sampleStartAt = Date.parse('2026-03-30T06:00:00Z');
/** At most this often the twin's state is written, and less often the larger it is; a crash in between loses less than this of an emulation. */
const saveEveryMs = 1_000;
const saveEveryMsAHost = 1;
const actor = 'os:changeguard';

const settingsShape = sampleChoiceShape.extend({
  tenantId: z.string(),
  port: z.number().int(),
  controlKey: z.string(),
  startAt: z.number(),
});
type Settings = z.infer<typeof settingsShape>;

export interface Sample {
  readonly tenantId: TenantId;
  /** Whose estate it is, and of how many hosts. */
  readonly title: string;
  readonly door: TwinDoor;
  close(): Promise<void>;
}

/**
 * Brings the sample estate up when it was made before, or when nothing is connected and it is not refused.
 * The product reaches it over HTTP on loopback with a client secret, as it would reach a real tenant.
 */
export async function openSample(
  app: Application,
  data: DataDirectory,
  wish: SampleWish | false | undefined,
  say: (line: string) => void = () => undefined,
  by: Actor = actor,
): Promise<Sample | undefined> {
  const known = settingsShape.safeParse(await readJson(data.twin.settings));
  const tenants = await app.store.tenants();
  const isThere = known.success && tenants.some((tenant) => tenant.tenantId === known.data.tenantId);
  const twinAt = `${data.path} on ${hostname()}`;
  // Also where it is not wanted now: by the wall clock nobody may work for it.
  if (isThere) await app.store.markTwin(as<TenantId>(known.data.tenantId), twinAt);
  if (wish === false) return undefined;
  if (!isThere && (tenants.length > 0 || app.store.description.kind === 'server') && wish === undefined)
    return undefined;
  const choice = chosenSample(wish, isThere ? known.data : undefined);
  const startAt = isThere ? known.data.startAt : sampleStartAt;
  const controlKey = isThere ? known.data.controlKey : randomBytes(24).toString('base64url');
  const clock = new TwinClock({ startAt, rate: sampleRate });
  const estate = estateOfChoice(choice, startAt);
  const title = `${estate.tenant.name}, ${estate.servers.length.toLocaleString('en')} hosts`;
  if (!isThere) say(`Making the sample estate: ${title}.`);
  const twin = createTwin({ estate, seed: choice.seed, clock, controlKey });
  if (isThere) await resume(app, data, twin, as<TenantId>(known.data.tenantId));
  const listener = await listen(twin, isThere ? known.data.port : 0);
  await replaceFile(data.twin.secret, twin.credentials.clientSecret);
  const tenantId = isThere
    ? as<TenantId>(known.data.tenantId)
    : await connectSample(app, twin, { url: listener.url, secretFile: data.twin.secret, twinAt }, by);
  app.clocks.setTenantClock(tenantId, () => clock.now());
  if (isThere) await repoint(app, tenantId, listener);
  const settings: Settings = { ...choice, tenantId, port: Number(new URL(listener.url).port), controlKey, startAt };
  await replaceFile(data.twin.settings, `${JSON.stringify(settings)}\n`);
  const saver = saveChanges(app, data, twin);
  const door = twinDoor(app, twin, tenantId);
  return {
    tenantId,
    title,
    door,
    close: async () => {
      await listener.close();
      await saver.stop();
    },
  };
}

/** The twin goes on from its last state, never earlier than what the log has seen of it. */
async function resume(app: Application, data: DataDirectory, twin: Twin, tenantId: TenantId): Promise<void> {
  const state = await readJson(data.twin.state);
  if (state === undefined) return;
  const [last] = await app.store.events(tenantId, { newestFirst: true }, 1);
  twin.restore(state, { downtime: 'stands', notBeforeAt: last?.at ?? 0 });
}

/** The port of last time, so that the connection still fits; another one when somebody took it. */
async function listen(twin: Twin, port: number): Promise<Listener> {
  try {
    return await twin.listen({ port });
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return twin.listen({ port: 0 });
  }
}

/** Where the sample's cloud answers, and where the secret for it lies. */
interface SamplePlace {
  readonly url: string;
  readonly secretFile: string;
  /** For people, where another process asks for the tenant. */
  readonly twinAt: string;
}

/** Makes the sample's tenant as an administrator would make any: connected, told what Graph cannot tell, armed. */
export async function connectSample(
  app: Pick<Application, 'control' | 'clocks'>,
  twin: Twin,
  place: SamplePlace,
  by: Actor = actor,
): Promise<TenantId> {
  const { control } = app;
  const { clock } = twin;
  const { name, vpnIntegration, syslogNotifications } = twin.portal.settings();
  const tenant = await control.makeTenant(by, `${name} (sample)`);
  const { tenantId } = tenant;
  app.clocks.setTenantClock(tenantId, (): Instant => clock.now());
  // Before anything is connected: until then there is nothing that another process would do by its own clock.
  await control.store.markTwin(tenantId, place.twinAt);
  const because = 'What the sample estate is like.';
  const features = { usesVpnIntegration: vpnIntegration, usesSyslog: syslogNotifications };
  await control.changeTenant(actor, tenantId, { ...features, because }, tenant.version);
  await control.connect(actor, tenantId, {
    cloud: 'custom',
    loginUrl: place.url,
    graphUrl: place.url,
    directoryId: sampleCredentials.tenantId,
    clientId: sampleCredentials.clientId,
    secretRef: `file:${place.secretFile}`,
  });
  // Sites are in no list of Microsoft's; here they come as in any estate, with an export of Active Directory.
  const computers = twin.handle({
    method: 'GET',
    url: `${place.url}/twin/csv/ad-computers`,
    headers: { [controlKeyHeader]: twin.controlKey },
    body: '',
  });
  if (computers.kind === 'answer') {
    const bytes = new TextEncoder().encode(computers.body);
    await control.importEvidence(actor, tenantId, {
      bytes,
      fileName: 'ad-computers.csv',
      observedAt: clock.now(),
      dryRun: false,
    });
  }
  await control.setArmed(actor, tenantId, true, 'The sample estate is a twin: nothing real is touched.');
  return tenantId;
}

/** Where the port changed, the connection follows; everything else of it stays. */
async function repoint(app: Application, tenantId: TenantId, listener: Listener): Promise<void> {
  const connection = await app.store.connection(tenantId);
  if (connection && connection.graphUrl !== listener.url)
    await app.control.moveConnection(actor, tenantId, listener.url);
}

/** Writes the twin's state soon after it changed, one write at a time, and once more at the end. */
function saveChanges(app: Application, data: DataDirectory, twin: Twin): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    timer = undefined;
    writing = writing
      .then(() => replaceFile(data.twin.state, JSON.stringify(twin.snapshot())))
      .catch((error: unknown) =>
        app.logger.error({ err: error }, 'The state of the sample estate could not be saved.'),
      );
  };
  const everyMs = Math.max(saveEveryMs, saveEveryMsAHost * twin.estate().length);
  const forget = twin.onChange(() => {
    timer ??= setTimeout(save, everyMs);
  });
  save();
  return {
    stop: async () => {
      forget();
      clearTimeout(timer);
      save();
      await writing;
    },
  };
}
