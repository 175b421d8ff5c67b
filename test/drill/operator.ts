import { as, type TenantId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Engine } from '../../src/main/engine.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import { sampleCredentials } from '../../src/twin/twin.ts';
import { waiversOfTheLonely } from '../support/world.ts';

const actor = 'user:drill';
const because = 'The drill decides so.';
/** Files in one import: what a collector of a whole site would bring. */
const factsAtOnce = 250;

/** A tenant of the drill, with the cloud that it is connected to. */
export interface DrilledTenant {
  readonly tenantId: TenantId;
  readonly url: string;
  readonly cap: number;
}

/** A person who connects tenants, starts a campaign in each, and decides what people are asked. The engine of this process never looks by itself. */
export class Operator {
  readonly #engine: Engine;
  readonly #controlKey: string;

  constructor(engine: Engine, controlKey: string) {
    this.#engine = engine;
    this.#controlKey = controlKey;
  }

  async connect(url: string, cap: number, secretFile: string): Promise<DrilledTenant> {
    const { control, clocks } = this.#engine;
    const { tenantId, version } = await control.makeTenant(actor, `Drill ${url}`);
    await control.changeTenant(actor, tenantId, { usesVpnIntegration: false, usesSyslog: false }, version);
    await control.connect(actor, tenantId, {
      cloud: 'custom',
      loginUrl: url,
      graphUrl: url,
      directoryId: sampleCredentials.tenantId,
      clientId: sampleCredentials.clientId,
      secretRef: `file:${secretFile}`,
    });
    const bytes = new TextEncoder().encode(await this.#twin(url, '/twin/csv/ad-computers'));
    const observedAt = clocks.tenantNow(tenantId);
    await control.importEvidence(actor, tenantId, { bytes, fileName: 'ad.csv', observedAt, dryRun: false });
    await control.setArmed(actor, tenantId, true, because);
    await control.check(actor, tenantId, 'all', true);
    return { tenantId, url, cap };
  }

  async start({ tenantId, cap }: DrilledTenant): Promise<void> {
    const { control, store, context } = this.#engine;
    const waivers = await waiversOfTheLonely({ store, tenantId, context });
    const plan = await control.makePlan(actor, tenantId, {
      selector: 'all',
      name: 'drill',
      rules: { caps: { inFlight: cap }, floor: { waivers }, budget: { failures: 100_000 } },
      demand: 'service',
    });
    await control.apply(actor, tenantId, plan, false);
  }

  /** Lets failed attempts be tried again, held campaigns go on, and observed servers be committed. */
  async decide({ tenantId }: DrilledTenant): Promise<void> {
    const { control, store } = this.#engine;
    // Only what it answers: a large tenant has more tasks about its servers than one page takes.
    const open = await store.tasks(tenantId, { state: ['open'], kind: Object.keys(choices) }, { top: 500 });
    for (const { taskId, kind } of open.value) {
      const choice = choices[kind];
      if (choice === undefined) continue;
      // A worker may change the move in the same moment; then it is asked again at the next look.
      await control.completeTask(actor, tenantId, as(taskId), { choice, because }).catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
      });
    }
  }

  /** Brings what collectors on all servers would bring now. */
  async collect({ tenantId, url }: DrilledTenant): Promise<void> {
    const { control } = this.#engine;
    const { servers } = await this.ledger(url);
    for (let first = 0; first < servers.length; first += factsAtOnce) {
      const names = servers.slice(first, first + factsAtOnce).map(({ host }) => host.split('.')[0] ?? '');
      const texts = await Promise.all(names.map((name) => this.#twin(url, `/twin/host-facts?host=${name}`)));
      const bytes = new TextEncoder().encode(`[${texts.join(',')}]`);
      await control.importEvidence(actor, tenantId, { bytes, fileName: 'collected.json', dryRun: false });
    }
  }

  /** The truth about every server, from the twin's own books. */
  async ledger(url: string): Promise<{ readonly servers: readonly LedgerEntry[] }> {
    return JSON.parse(await this.#twin(url, '/twin/ledger')) as { readonly servers: readonly LedgerEntry[] };
  }

  async #twin(url: string, path: string): Promise<string> {
    const answer = await fetch(`${url}${path}`, { headers: { [controlKeyHeader]: this.#controlKey } });
    if (!answer.ok) throw new Error(`The twin answered ${path} with ${answer.status}.`);
    return answer.text();
  }
}

const choices: Readonly<Record<string, string>> = {
  'acknowledge-failure': 'retry',
  'campaign-tripped': 'resume',
  'commit-decision': 'let-commit',
};

interface LedgerEntry {
  readonly host: string;
  readonly sensorId: string;
  readonly migrateCalls: number;
  readonly restarts: number;
  readonly unprotectedMs: number;
  readonly duplicateMs: number;
  readonly intervals: readonly { readonly by: string; readonly to: string | null }[];
}
