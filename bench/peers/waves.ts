import type { TestPostgres } from '../../test/support/postgres.ts';
import { figure, interleaved, type Measured, median } from '../figure.ts';
import { noOps, play } from './ansible.ts';
import type { Ansible } from './ansible-installation.ts';
import { ourWaves } from './our-waves.ts';

const demand = 20;
/** More than there are processors, so that none waits for a fork; many more made it slower. */
const forks = 10;
const warmUpHosts = 50;

interface WavesGiven {
  readonly ansible: Ansible;
  readonly folder: string;
  readonly postgres: TestPostgres;
  readonly hosts: number;
  readonly waves: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** A step that does nothing on each host, wave after wave: Ansible and we in turns. */
export async function waves(given: WavesGiven): Promise<readonly Measured[]> {
  const { hosts, postgres, rounds, say } = given;
  let database = 0;
  say('warming up');
  await ourWaves(await postgres.createDatabase('peer_waves_warm'), Math.min(hosts, warmUpHosts), 2);
  const ours = async () => {
    database += 1;
    say(`ours, run ${database}`);
    const url = await postgres.createDatabase(`peer_waves_${database}`);
    const run = await ourWaves(url, hosts, given.waves);
    if (run.done !== hosts || run.waves !== given.waves)
      throw new Error(`Our campaign moved ${run.done} servers in ${run.waves} waves.`);
    own.push(run.ms);
  };
  const own: number[] = [];
  const pieces = { ours, debug: () => theirs(given, 'debug'), meta: () => theirs(given, 'meta') };
  const times = await interleaved(rounds, pieces, 0);
  const rate = (ms: readonly number[]) => (hosts * 1_000) / median(ms);
  // What our campaign needs before anybody orders its start is in no median: the inventory of the other side is written by then, too.
  const common = { unit: 'hosts/s', kind: 'peer', better: 'higher', demand, n: rounds } as const;
  const value = rate(own);
  return [
    figure({ name: 'waves-ansible-debug', value, limit: rate(times.debug), ...common, how: how(given, 'debug') }),
    figure({ name: 'waves-ansible-meta', value, limit: rate(times.meta), ...common, how: how(given, 'meta') }),
  ];
}

async function theirs(
  { ansible, folder, hosts, waves: batches, say }: WavesGiven,
  step: keyof typeof noOps,
): Promise<void> {
  let told = 0;
  let done = 0;
  say(`Ansible, ${step}`);
  const names = Array.from({ length: hosts }, (_, index) => `server-${String(index).padStart(5, '0')}`);
  const { exitCode, recap, output } = await play(ansible, folder, {
    hosts: names.map((name) => `${name} ansible_connection=local`),
    serial: Math.ceil(hosts / batches),
    keywords: [],
    step: noOps[step],
    forks,
    onOutput: (text) => {
      done += text.split('ok: [').length - 1;
      if (done < told + hosts / 10) return;
      told = done;
      say(`Ansible, ${step}: ${done} of ${hosts}`);
    },
  });
  if (exitCode !== 0) throw new Error(`Ansible ended with ${exitCode}: ${output.slice(-2_000)}`);
  if (step === 'debug' && recap.size !== hosts) throw new Error(`Ansible told of ${recap.size} hosts.`);
}

function how({ ansible, hosts, waves: batches }: WavesGiven, step: keyof typeof noOps): string {
  const theirStep = {
    debug: 'its step is ansible.builtin.debug, which a worker runs for each host',
    meta: 'its step is ansible.builtin.meta: noop, which its controller passes over without a worker or a result for any host',
  }[step];
  return `A step that does nothing on ${hosts.toLocaleString('en')} hosts in ${batches} waves. ansible-core ${ansible.version}: ansible-playbook from its start to its end with serial, local connections, no facts and ${forks} forks; ${theirStep}. Ours: from the order to start the campaign until each server was seen to have done its step, by the engine as it is on PostgreSQL, with the checks, the floor, the cap, the log, the outbox and a gate after each wave; the service is one in memory that reports each step as done at once, and of the proofs only that one is left. The minutes between two looks are turned.`;
}
