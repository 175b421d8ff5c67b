import { requestMigration, rollBack } from './migration.ts';
import { fqdnOf, type TenantSettings } from './server.ts';
import type { TwinServer } from './server-state.ts';
import type { World } from './world.ts';

/** What the portal answers to a person's press of a button. */
export type PortalAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly code: 'unknown-server' | 'not-migratable' | 'not-migrated' | 'already-committed' | 'unreachable';
    };

const accepted: PortalAnswer = { accepted: true };

interface PortalOptions {
  readonly world: World;
  /** Lets everything happen that is due, and says what time it is. */
  readonly settle: () => number;
  /** Told after every press. */
  readonly done: () => void;
}

/** What a person does in the portal, where Graph has no call. */
export class Portal {
  readonly #options: PortalOptions;

  constructor(options: PortalOptions) {
    this.#options = options;
  }

  /** Settings > Identities > Sensors > Migrate. */
  migrate(host: string): PortalAnswer {
    return this.#press(host, (server, at) => {
      const answer = requestMigration(this.#options.world, server, 'portal', at);
      return answer === 'accepted' ? accepted : { accepted: false, code: 'not-migratable' };
    });
  }

  /** The way back to v2, in the week of observation and never after the commit. */
  rollback(host: string): PortalAnswer {
    return this.#press(host, (server, at) => {
      if (server.migration.kind === 'committed') return { accepted: false, code: 'already-committed' };
      if (server.migration.kind !== 'observing') return { accepted: false, code: 'not-migrated' };
      if (!server.facts.powered) return { accepted: false, code: 'unreachable' };
      rollBack(this.#options.world, server, at);
      return accepted;
    });
  }

  /** Assets > Devices: removes every record of the server but the one it reports under now, under its present name. */
  removeStaleDevices(host: string): PortalAnswer {
    return this.#press(host, (server, at) => {
      this.#options.world.change(server, at, 'devices-cleaned', (facts) => {
        const current = facts.devices.find((device) => device.id === facts.deviceId);
        facts.devices = current ? [{ ...current, fqdn: fqdnOf(facts), lastSeenAt: null, mergedTo: null }] : [];
      });
      return accepted;
    });
  }

  /** The tenant's switches: syslog, VPN, action account, RPC auditing. */
  set(settings: Partial<TenantSettings>): TenantSettings {
    const { world, settle, done } = this.#options;
    const at = settle();
    Object.assign(world.tenant, settings);
    if (settings.actionAccount === 'localSystem') world.tenant.actionAccountName = null;
    world.revision += 1;
    if (settings.rpcAuditing === true) {
      for (const server of world.servers) world.closeIssues(server, at, (kind) => kind === 'rpc-audit-missing');
    }
    done();
    return { ...world.tenant };
  }

  settings(): TenantSettings {
    return { ...this.#options.world.tenant };
  }

  #press(host: string, act: (server: TwinServer, at: number) => PortalAnswer): PortalAnswer {
    const { world, settle, done } = this.#options;
    const at = settle();
    const server = world.byName(host);
    const answer: PortalAnswer = server === undefined ? { accepted: false, code: 'unknown-server' } : act(server, at);
    done();
    return answer;
  }
}
