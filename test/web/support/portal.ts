import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { buildWeb } from '../../../scripts/build-web.mjs';
import { alone } from '../../../scripts/checkout.mjs';
import { createCommitNotifier } from '../../../src/api/commit-notifier.ts';
import type { EntraSignIn } from '../../../src/api/entra-sign-in.ts';
import { sessionCookie } from '../../../src/api/principal.ts';
import { makeSignInLink, newSecret, sessionMs } from '../../../src/api/secret.ts';
import { buildApi } from '../../../src/api/server.ts';
import type { TwinDoor } from '../../../src/api/twin-door.ts';
import { graphLimits } from '../../../src/connectors/graph/limits.ts';
import { graphService } from '../../../src/connectors/graph/service.ts';
import type { TenantId } from '../../../src/domain/ids.ts';
import type { Journey } from '../../../src/domain/journey.ts';
import { minuteMs } from '../../../src/domain/time.ts';
import { systemClocks } from '../../../src/engine/clock.ts';
import { cachedServices, type EngineContext } from '../../../src/engine/context.ts';
import type { Control } from '../../../src/engine/control.ts';
import { createControl } from '../../../src/engine/create-control.ts';
import type { Role, Store } from '../../../src/engine/ports/store.ts';
import { createRunner } from '../../../src/engine/runner.ts';
import { sensorV3 } from '../../../src/journeys/sensor-v3/journey.ts';
import { checkCatalogue } from '../../../src/main/check-catalogue.ts';
import { diagnoseFile } from '../../../src/main/diagnose-file.ts';
import { portalFolder } from '../../../src/main/portal-folder.ts';
import { rehearsalDesk } from '../../../src/main/rehearsal/desk.ts';
import { reportKeys } from '../../../src/main/report-keys.ts';
import { connectSample, sampleRate, sampleStartAt } from '../../../src/main/sample.ts';
import { sampleSeed } from '../../../src/main/sample-choice.ts';
import { twinDoor } from '../../../src/main/sample-door.ts';
import { openStore } from '../../../src/store/open.ts';
import type { StorePlace } from '../../../src/store/place.ts';
import { bankEstate } from '../../../src/twin/bank.ts';
import { TwinClock } from '../../../src/twin/clock.ts';
import { createTwin } from '../../../src/twin/twin.ts';
import { notifyPorts, signingKey } from '../../engine/notify-ports.ts';
import { testIdentity } from '../../support/identity.ts';
import { openPlayedStore } from '../../support/played-stores.ts';

/** The thread of a rehearsal loads the same sources. */
const hooks = ['--import', new URL('../../support/run-typescript.mjs', import.meta.url).href];

/** The product as `npm start` brings it up, on a port of its own; the twin's clock moves only when a test turns it. */
export interface Portal extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  readonly control: Control;
  readonly tenantId: TenantId;
  readonly twin: TwinDoor;
  /** Time goes by in which nothing of the product runs; what it does then begins with the next turn of the clock. */
  standStill(ms: number): void;
  /** A link as the server prints it. */
  link(): Promise<string>;
  /** Signs a window in as somebody of this role, as a link would. */
  signIn(context: BrowserContext, role: Role): Promise<string>;
  /** Plays one seed of a saved plan, with a fault. */
  rehearse(digest: string): Promise<void>;
  /** Stops listening, and listens again at the same address. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

interface PortalOptions {
  /** Where its store is, where a test is about that; else it is one for play. */
  readonly place?: StorePlace;
  /** How people sign in with an identity provider, given the clock by which sessions and tokens end. */
  readonly entra?: (machineNow: () => number) => EntraSignIn;
}

export async function aPortal({ place, entra }: PortalOptions = {}): Promise<Portal> {
  await alone(buildWeb);
  const clock = new TwinClock({ startAt: sampleStartAt, rate: sampleRate, wallNow: () => sampleStartAt });
  const { context, control, twin, tenantId, notifier } = await aSample(clock, place);
  const { store } = context;
  const rehearsals = rehearsalDesk(control, { execArgv: hooks });
  const machineNow = () => clock.now();
  const keys = await mkdtemp(join(tmpdir(), 'changeguard-keys-'));
  const given = { store, identity: testIdentity, machineNow };
  const listen = async (port: number) => {
    const api = await buildApi({
      control,
      clocks: context.clocks,
      identity: context.identity,
      catalogue: checkCatalogue,
      version: '0.0.0-test',
      twin,
      rehearsals,
      explainFile: diagnoseFile,
      onCommit: notifier.listen,
      entra: entra?.(machineNow),
      reportKeys: reportKeys(keys),
      options: { portal: portalFolder(), publicUrl: 'http://127.0.0.1:0' },
    });
    await api.listen({ host: '127.0.0.1', port });
    return api;
  };
  let api = await listen(0);
  const { port } = api.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    store,
    control,
    tenantId,
    twin,
    standStill: (ms) => clock.advanceTo(clock.now() + ms),
    link: async () =>
      (await makeSignInLink(given, { publicUrl: url, actor: 'user:administrator', role: 'administrator' })).link,
    signIn: async (browser, role) => {
      const secret = newSecret();
      const sessionHash = context.identity.sha256(secret);
      const expiresAt = machineNow() + sessionMs;
      await store.putSession({
        sessionHash,
        actor: `user:${role}`,
        role,
        tenantId: null,
        csrfToken: newSecret(),
        expiresAt,
        personId: null,
        // The clock is turned by hours between two looks.
        seenAt: expiresAt,
      });
      await browser.addCookies([{ name: sessionCookie, value: secret, url, httpOnly: true, sameSite: 'Strict' }]);
      return sessionHash;
    },
    rehearse: async (digest) => {
      const { plan } = await control.plan(tenantId, digest);
      const faults = [{ kind: 'slow-response', rate: 0.2 }];
      const wish = { plan, seed: 1, seeds: 1, faults, estate: 'mine', anonymise: false } as const;
      await rehearsals.begin(tenantId, 'os:anna', wish);
      await rehearsals.idle();
    },
    leave: () => api.close(),
    comeBack: async () => {
      api = await listen(port);
    },
    [Symbol.asyncDispose]: async () => {
      await rehearsals.close();
      await api.close();
      await store.close();
      await rm(keys, { recursive: true });
    },
  };
}

async function storeAt(place: StorePlace | undefined, machineNow: () => number): Promise<Store> {
  if (place === undefined) return openPlayedStore(testIdentity, machineNow);
  const store = await openStore(place, { identity: testIdentity, machineNow });
  await store.migrate();
  return store;
}

/** Store, engine and twin, connected as the product connects them. */
async function aSample(clock: TwinClock, storePlace: StorePlace | undefined) {
  const machineNow = () => clock.now();
  const sample = createTwin({ estate: bankEstate(sampleStartAt), seed: sampleSeed, clock, machineNow });
  const store = await storeAt(storePlace, machineNow);
  const clocks = systemClocks(machineNow);
  const notifier = createCommitNotifier();
  const context: EngineContext = {
    store,
    clocks,
    identity: testIdentity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: sample.fetch as never,
        tenantNow: () => clock.now(),
        machineNow,
        newId: testIdentity.newId,
        readSecret: async () => ({ value: sample.credentials.clientSecret }),
        limits: graphLimits,
      }),
    ),
    notify: notifyPorts(machineNow, { WEBHOOK_KEY: signingKey }),
    worker: 'portal',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: notifier.notify,
  };
  const runner = createRunner(context);
  const control = createControl(context, runner);
  const place = { url: 'http://127.0.0.1:45017', secretFile: 'client-secret', twinAt: 'a test' };
  const tenantId = await connectSample({ control, clocks }, sample, place);
  const twin = twinDoor({ runner, context, control }, sample, tenantId);
  // Whoever comes to the portal finds a product that has run for a while.
  await twin.turn({ advanceMs: 20 * minuteMs });
  await twin.turn({ rate: 0 });
  return { context, control, twin, tenantId, notifier };
}
