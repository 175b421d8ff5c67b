import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../../test/support/world.ts';
import { play } from './ansible.ts';
import type { Ansible } from './ansible-installation.ts';

/** What became of four hosts in two waves of two, the first of which goes dark. */
export interface DarkHostOutcome {
  readonly who: string;
  readonly brakes: string;
  /** What it says of the dark host. */
  readonly darkHost: string;
  readonly isSecondWaveStarted: boolean;
  readonly end: string;
}

const seed = 43;
const perWave = 2;
/** Three times as long as the service lets an attempt last. */
const watchedHours = 6;

/** Ansible #56265: an unreachable host in the first batch, with both of the play's brakes on. The port is closed, on loopback. */
export async function darkHostInAnsible(ansible: Ansible, folder: string): Promise<DarkHostOutcome> {
  const local = (name: string) => `${name} ansible_connection=local`;
  const dark = 'wave1-dark ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1';
  const { exitCode, recap } = await play(ansible, folder, {
    hosts: [dark, ...['wave1-other', 'wave2-a', 'wave2-b'].map(local)],
    serial: perWave,
    keywords: ['max_fail_percentage: 0', 'any_errors_fatal: true'],
    step: ['ansible.builtin.raw: "true"'],
    forks: perWave,
  });
  const touched = [...recap].filter(([name, { ok }]) => name.startsWith('wave2') && ok > 0);
  const { unreachable = 0, failed = 0 } = recap.get('wave1-dark') ?? {};
  return {
    who: `ansible-core ${ansible.version}`,
    brakes: 'max_fail_percentage: 0, any_errors_fatal: true',
    darkHost: unreachable > 0 ? 'unreachable' : failed > 0 ? 'failed' : 'not told of',
    isSecondWaveStarted: touched.length > 0,
    end: `ansible-playbook ended with ${exitCode}; ${touched.length} of ${perWave} hosts of the second batch were changed`,
  };
}

/** The same here: a real campaign on the twin, with the rules as shipped, in which a server of the first wave goes dark while it migrates. */
export async function darkHostInOurs(): Promise<DarkHostOutcome> {
  await using world = await aWorld({ seed, estate: estateOf({ hosts: 2 * perWave, seed, troubledShare: 0 }) });
  const { control, store, tenantId, twin } = world;
  const plan = await control.makePlan('user:bench', tenantId, {
    selector: 'all',
    demand: 'service',
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: perWave } },
  });
  const dark = plan.waves[0]?.hosts[0]?.name;
  if (dark === undefined) throw new Error('The plan has no first wave.');
  twin.inject({ kind: 'host-dark', hosts: [dark], when: 'migrating', afterMs: 5 * 60_000 });
  const { campaign } = await control.apply('user:bench', tenantId, plan, false);
  if (!campaign) throw new Error('Nothing was started.');
  await world.turn({ hours: watchedHours });
  const after = await store.campaign(tenantId, campaign.campaignId);
  const started = await store.moves(tenantId, { campaignId: campaign.campaignId, wave: 2 }, { top: 10 });
  const { steering } = after?.progress ?? {};
  const count = started.value.filter(({ state }) => state.kind !== 'queued').length;
  const why = steering?.kind === 'tripped' ? `held for a person: ${steering.because}` : (steering?.kind ?? 'gone');
  return {
    who: 'changeguard',
    brakes: 'the rules as shipped: no failure is forgiven',
    darkHost: (await world.newestMove(dark)).state.kind,
    isSecondWaveStarted: count > 0,
    end: `the campaign is ${why} ${count} of ${perWave} servers of the second wave were started within ${watchedHours} hours`,
  };
}
