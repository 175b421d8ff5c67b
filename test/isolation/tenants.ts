import type { FastifyInstance } from 'fastify';
import { createCommitNotifier } from '../../src/api/commit-notifier.ts';
import { buildApi } from '../../src/api/server.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import { type AuditForwarder, createAuditForwarder } from '../../src/engine/audit-forwarder.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { Control } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import { tick } from '../../src/engine/tick.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { diagnoseFile } from '../../src/main/diagnose-file.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { cheap, testIdentity } from '../api/world.ts';
import { notifyPorts, signingKey } from '../engine/notify-ports.ts';
import { aWorld, type World, waiversOfTheLonely } from '../support/world.ts';
import { type Desks, openDesks } from './desks.ts';
import { type DrawnRun, estateFrom } from './draws.ts';
import { type Marks, marksOf } from './marks.ts';

/** One of the tenants that live side by side. */
export interface Side {
  readonly at: number;
  readonly world: World;
  readonly tenantId: TenantId;
  readonly marks: Marks;
  readonly spice: string;
  /** What it ever said itself about others, in something that was accepted. */
  readonly said: Set<string>;
  /** And in whatever it asked: the answer to a request that is sent again is kept with the credential, also a refusal. */
  readonly tried: Set<string>;
}

export interface Tenants extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly control: Control;
  readonly desks: Desks;
  readonly sides: readonly Side[];
  /** Lines of the engine's log with the tenant that they name. */
  readonly lines: readonly { readonly tenant: string | undefined; readonly text: string }[];
  readonly heardByAll: () => readonly string[];
  /** Time passes for some of them, and the engine looks. */
  pass(sides: readonly Side[], minutes: number): Promise<void>;
  /** Whoever is to be told is told. */
  tell(): Promise<void>;
}

/** One store, one engine, one API, and tenants on clouds of their own, each in the middle of something. */
export async function openTenants(run: DrawnRun): Promise<Tenants> {
  const desks = await openDesks();
  const worlds: World[] = [];
  const marks = run.stems.map(marksOf);
  for (const [at, tenant] of run.tenants.entries()) {
    const own = marks[at] as Marks;
    const seed = tenant.seed + at * 1_000_000;
    const [first] = worlds;
    worlds.push(await aWorld({ seed, estate: estateFrom(tenant, own), ...(first ? { store: first.store } : {}) }));
  }
  const [first] = worlds;
  if (first === undefined) throw new Error('There is no tenant.');
  const lines: { tenant: string | undefined; text: string }[] = [];
  const commits = createCommitNotifier();
  const urls = Object.fromEntries(run.stems.map((stem) => [`TEAMS_${stem}`, `${desks.hookUrl}/teams/${stem}`]));
  const context = contextOf(
    worlds,
    lines,
    { ...first.context, onCommit: commits.notify },
    { KEY: signingKey, ...urls },
  );
  const control = createControl(context);
  const app = await buildApi({
    control,
    clocks: context.clocks,
    identity: testIdentity,
    catalogue: checkCatalogue,
    version: '0.0.0-test',
    reportKeys: reportKeys(desks.folder),
    explainFile: diagnoseFile,
    onCommit: commits.listen,
    options: { signInsPerMinute: 1_000_000, passwordCost: cheap },
  });
  const sides = worlds.map((world, at): Side => {
    const { tenantId } = world;
    const { spice = '' } = run.tenants[at] ?? {};
    return { at, world, tenantId, marks: marks[at] as Marks, spice, said: new Set(), tried: new Set() };
  });
  const notifier = createNotifier(context);
  const siem = await desks.collectorsFor(sides.map((side) => ({ whose: side.marks.stem, tenantId: side.tenantId })));
  const forwarder: AuditForwarder = createAuditForwarder(context, siem.collectors);
  for (const side of sides) await furnish(control, desks, side);
  return {
    app,
    control,
    desks,
    sides,
    lines,
    heardByAll: siem.heardByAll,
    pass: async (some, minutes) => {
      for (const { world } of some) {
        world.twin.clock.advanceBy(minutes * 60_000);
        world.twin.step();
        await tick(context, world.tenantId);
      }
    },
    tell: async () => {
      await notifier.look();
      await notifier.settled();
      await forwarder.look();
    },
    [Symbol.asyncDispose]: async () => {
      await notifier.stop();
      await forwarder.stop();
      await app.close();
      await desks[Symbol.asyncDispose]();
      for (const world of worlds.toReversed()) await world[Symbol.asyncDispose]();
    },
  };
}

/** One engine for all: each tenant has its own cloud and its own clock. */
function contextOf(
  worlds: readonly World[],
  lines: { tenant: string | undefined; text: string }[],
  context: EngineContext,
  environment: Readonly<Record<string, string>>,
): EngineContext {
  const worldOf = (tenantId: string) => {
    const found = worlds.find((world) => world.tenantId === tenantId);
    if (found === undefined) throw new Error(`Nobody has the tenant ${tenantId}.`);
    return found;
  };
  const write = (fields: Readonly<Record<string, unknown>>, text: string) =>
    void lines.push({ tenant: fields.tenant as string | undefined, text: `${JSON.stringify(fields)} ${text}` });
  const machineNow = () => Math.max(...worlds.map(({ twin }) => twin.clock.now()));
  return {
    ...context,
    services: (connection) => worldOf(connection.tenantId).context.services(connection),
    clocks: { machineNow, tenantNow: (tenantId) => worldOf(tenantId).twin.clock.now() },
    notify: notifyPorts(machineNow, environment),
    log: { info: write, warn: write, error: write },
  };
}

/** Gives a tenant something of everything, each with a mark: a name, receivers, evidence, plans with their approvals, a campaign, trouble. */
async function furnish(control: Control, desks: Desks, side: Side): Promise<void> {
  const { tenantId, marks, world, spice } = side;
  const actor = `user:${marks.next()}` as const;
  const text = () => `${spice} ${marks.next()} ${spice}`.trim();
  const { version = 0 } = (await world.store.tenant(tenantId)) ?? {};
  await control.changeTenant(actor, tenantId, { name: `Bank ${text()}` }, version);
  const { stem } = marks;
  const addresses = [
    { kind: 'webhook', url: `${desks.hookUrl}/hook/${stem}`, secretRef: 'env:KEY' },
    { kind: 'teams', urlRef: `env:TEAMS_${stem}` },
    {
      kind: 'mail',
      server: desks.mailServer,
      from: `guard@${stem}.example`,
      to: [`${stem}@mail.example`],
      login: null,
    },
  ] as const;
  for (const address of addresses)
    await control.addReceiver(actor, tenantId, { name: marks.next(), address, kinds: null, quietHours: null });
  const tagged = new TextEncoder().encode(
    `Name,Domain,Tags\nPC-${marks.next()},${marks.next()}.example,${marks.next()}\n`,
  );
  const observedAt = world.twin.clock.now();
  await control.importEvidence(actor, tenantId, {
    bytes: tagged,
    fileName: `${marks.next()}.csv`,
    observedAt,
    dryRun: false,
  });
  await world.collect(...world.twin.estate().map(({ host }) => host));
  await control.check(actor, tenantId, 'all', true);
  const rules = {
    floor: { waivers: (await waiversOfTheLonely(world)).map((one) => ({ ...one, because: text() })) },
    calendars: [
      {
        name: marks.next(),
        zone: 'UTC',
        open: [],
        closed: [{ from: '2027-01-01T00:00', to: '2027-01-02T00:00', because: text() }],
      },
    ],
    gate: [{ kind: 'manual', question: text() }],
    approval: { people: 1 },
  } as const;
  const request = { selector: 'all', demand: 'service', rules } as const;
  const plan = await control.makePlan(actor, tenantId, { ...request, name: text() });
  const spare = await control.makePlan(actor, tenantId, { ...request, name: text() });
  const approval = { decision: 'approve', comment: text(), ticket: marks.next() } as const;
  await control.decideOnPlan(`user:${marks.next()}`, tenantId, plan.digest, approval, false);
  world.twin.inject({ kind: 'connection-reset', operation: 'listSensors', count: 2 });
  await control.apply(actor, tenantId, plan, false);
  const refusal = { decision: 'refuse', comment: text() } as const;
  await control.decideOnPlan(`user:${marks.next()}`, tenantId, spare.digest, refusal, false);
}
