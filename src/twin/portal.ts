import { requestMigration, rollBack } from './migration.ts';
import { fqdnOf, type TenantSettings } from './server.ts';
import type { World } from './world.ts';

/** What the portal answers to a person's press of a button. */
export type PortalAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly code: 'unknown-server' | 'not-migratable' | 'not-migrated' | 'already-committed' | 'unreachable';
    };

const accepted: PortalAnswer = { accepted: true };

/** What a person does in the portal, where Graph has no call. */
export class Portal {
  readonly #world: World;
  readonly #now: () => number;

  constructor(world: World, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  /** Settings > Identities > Sensors > Migrate. */
  migrate(host: string): PortalAnswer {
    const at = this.#now();
    const server = this.#world.byName(host);
    if (server === undefined) return { accepted: false, code: 'unknown-server' };
    const answer = requestMigration(this.#world, server, 'portal', at);
    return answer === 'accepted' ? accepted : { accepted: false, code: 'not-migratable' };
  }

  /** The way back to v2, in the week of observation and never after the commit. */
  rollback(host: string): PortalAnswer {
    const at = this.#now();
    const server = this.#world.byName(host);
    if (server === undefined) return { accepted: false, code: 'unknown-server' };
    if (server.migration.kind === 'committed') return { accepted: false, code: 'already-committed' };
    if (server.migration.kind !== 'observing') return { accepted: false, code: 'not-migrated' };
    if (!server.facts.powered) return { accepted: false, code: 'unreachable' };
    rollBack(this.#world, server, at);
    return accepted;
  }

  /** Assets > Devices: removes every record of the server but the one it reports under now, under its present name. */
  removeStaleDevices(host: string): PortalAnswer {
    const at = this.#now();
    const server = this.#world.byName(host);
    if (server === undefined) return { accepted: false, code: 'unknown-server' };
    this.#world.change(server, at, 'devices-cleaned', (facts) => {
      const current = facts.devices.find((device) => device.id === facts.deviceId);
      facts.devices = current ? [{ ...current, fqdn: fqdnOf(facts), lastSeenAt: null, mergedTo: null }] : [];
    });
    return accepted;
  }

  /** The tenant's switches: syslog, VPN, action account, RPC auditing. */
  set(settings: Partial<TenantSettings>): TenantSettings {
    const at = this.#now();
    const { tenant } = this.#world;
    Object.assign(tenant, settings);
    if (settings.actionAccount === 'localSystem') tenant.actionAccountName = null;
    this.#world.revision += 1;
    if (settings.rpcAuditing === true) {
      for (const server of this.#world.servers) {
        this.#world.closeIssues(server, at, (kind) => kind === 'rpc-audit-missing');
      }
    }
    return { ...tenant };
  }

  settings(): TenantSettings {
    return { ...this.#world.tenant };
  }

  /** Response actions and attack disruption do not work while v3 sensors stand beside a gMSA action account (S3-11). */
  responseActionsWork(host: string): boolean {
    const server = this.#world.byName(host);
    if (server === undefined) return false;
    return server.facts.v3Version === null || this.#world.tenant.actionAccount === 'localSystem';
  }
}
