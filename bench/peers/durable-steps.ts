import { as, type CampaignId, type MoveId } from '../../src/domain/ids.ts';
import type { TestPostgres } from '../../test/support/postgres.ts';
import { figure, interleaved, type Measured, median } from '../figure.ts';
import { dbosSteps } from './dbos.ts';
import type { Installation } from './installation.ts';
import { ourSteps } from './our-steps.ts';
import { restateSteps } from './restate.ts';
import { concurrency } from './steps-worker.ts';
import { peerNames } from './versions.ts';

const stepsPerServer = 3;
const demand = 5;
const trialServers = 100;

/** What each of the three steps has to record, on all sides: as much as our events hold. */
const recorded = JSON.stringify(recordedBySteps());

/** Three durable steps a server: DBOS and we on one PostgreSQL, Restate on its own store, all in turns on this machine. */
export async function durableSteps(given: {
  readonly installation: Installation;
  readonly postgres: TestPostgres;
  readonly servers: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}): Promise<readonly Measured[]> {
  const { installation, postgres, servers, rounds, say } = given;
  const trial = Math.min(trialServers, servers);
  const dbosUrl = await postgres.createDatabase('peer_dbos');
  await using ours = await ourSteps(await postgres.createDatabase('peer_ours'));
  await using dbos = await dbosSteps(installation, dbosUrl, { recorded, trial, say });
  await using restate = await restateSteps(installation, recorded);
  let round = 0;
  const sayRound = () => {
    round += 1;
    say(round === 1 ? 'warming up' : `round ${round - 1} of ${rounds}`);
  };
  const times = await interleaved(rounds, {
    round: sayRound,
    ours: () => ours.run(servers),
    dbos: () => dbos.run(servers),
    restate: () => restate.run(servers),
  });
  const rate = (name: 'ours' | 'dbos' | 'restate') => (servers * stepsPerServer * 1_000) / median(times[name]);
  const common = { unit: 'steps/s', kind: 'peer', better: 'higher', demand, n: rounds, value: rate('ours') } as const;
  return [
    figure({ name: 'durable-steps-dbos', limit: rate('dbos'), ...common, how: howDbos(servers) }),
    figure({ name: 'durable-steps-restate', limit: rate('restate'), ...common, how: howRestate(servers) }),
  ];
}

const howOurs = (servers: number) =>
  `Three durable steps for each of ${servers.toLocaleString('en')} servers. Ours: moves begun, granted, seen migrating and seen on v3.x, by the production's table and store on PostgreSQL, up to 500 servers a transaction, each with its event, the link of the chain and at the start a request for every ten in the outbox; the beginning is in the time, only the steps are counted.`;

const howDbos = (servers: number) =>
  `${howOurs(servers)} ${peerNames.dbos}: a workflow a server with three steps that record as much, on the same PostgreSQL, ${concurrency} at once, through its queue or started at once, whichever was faster in a trial before; a pool of 20 connections; its process runs on a newer Node than ours. It commits each step by itself: that we take 500 servers in one transaction is the difference that is measured.`;

const howRestate = (servers: number) =>
  `${howOurs(servers)} ${peerNames.restate}: one call of a handler a server, with three durable steps that record as much, ${concurrency} calls at once over HTTP; its server has its own store and its settings as shipped, which wait for the disk; its service is a process of its own, on the same newer Node.`;

function recordedBySteps() {
  const at = Date.parse('2026-06-01T08:00:00Z');
  const common = {
    moveId: as<MoveId>('018f0000-0000-7000-8000-000000000000'),
    campaignId: as<CampaignId>('018f0000-0000-7000-8000-000000000001'),
    ...{ journey: 'sensor-v3', attempt: 1, origin: 'campaign', wave: 1 },
  };
  const running = { startedFrom: at, startedAt: at, expectedBy: at, deadlineAt: at };
  const requested = { requestedAt: at, startByAt: at, deadlineAt: at, expectedBy: at };
  return {
    granted: { ...common, state: { kind: 'requested', ...requested, isAccepted: false, isUncertain: false } },
    migrating: { ...common, state: { kind: 'migrating', ...running } },
    observing: { ...common, state: { kind: 'observing', seenFrom: at, seenAt: at, isLate: false, commitDueAt: at } },
  };
}
