import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Principal } from '../../../src/api/principal.ts';
import { buildApi } from '../../../src/api/server.ts';
import type { TwinDoor } from '../../../src/api/twin-door.ts';
import { run } from '../../../src/cli/run.ts';
import { graphLimits } from '../../../src/connectors/graph/limits.ts';
import { graphService } from '../../../src/connectors/graph/service.ts';
import type { Journey } from '../../../src/domain/journey.ts';
import { minuteMs } from '../../../src/domain/time.ts';
import { systemClocks } from '../../../src/engine/clock.ts';
import { cachedServices, type EngineContext } from '../../../src/engine/context.ts';
import type { Control } from '../../../src/engine/control.ts';
import { createControl } from '../../../src/engine/create-control.ts';
import { seededIdentity } from '../../../src/engine/identity.ts';
import { createRunner } from '../../../src/engine/runner.ts';
import { sensorV3 } from '../../../src/journeys/sensor-v3/journey.ts';
import { checkCatalogue } from '../../../src/main/check-catalogue.ts';
import { rehearsalDesk } from '../../../src/main/rehearsal/desk.ts';
import { connectSample, sampleRate, sampleStartAt } from '../../../src/main/sample.ts';
import { sampleSeed } from '../../../src/main/sample-choice.ts';
import { twinDoor } from '../../../src/main/sample-door.ts';
import { verifyPackBytes } from '../../../src/main/verify-pack.ts';
import { bankEstate } from '../../../src/twin/bank.ts';
import { TwinClock } from '../../../src/twin/clock.ts';
import { createTwin } from '../../../src/twin/twin.ts';
import { openPlayedStore } from '../../support/played-stores.ts';
import { fixedReportKeys } from '../../support/report-key.ts';
import { aTerminal } from './terminal.ts';
import { wordsOf } from './transcript.ts';

/** How wide the terminal of the documents is. */
const columns = 100;
/** Where the sample's cloud would listen; requests reach it in this process. */
const cloudUrl = 'http://127.0.0.1:45017';

const owner: Principal = {
  actor: 'os:anna',
  role: 'administrator',
  tenantId: null,
  kind: 'door',
  credential: 'os:anna',
};
/** Threads load the same sources through the hooks for TypeScript. */
const hooks = ['--import', new URL('../../support/run-typescript.mjs', import.meta.url).href];
/** What a reader has in the folder of the product, and plans may be made with. */
const rulesFile = 'docs/operate/rules.example.json';

/** The sample estate behind the real API, and a person at a terminal. Nothing moves unless a command moves it. */
interface SampleTerminal extends AsyncDisposable {
  /** What a line prints, as a terminal shows it; lines end without spaces. */
  type(line: string): Promise<string>;
  /** Of the last line. */
  exitCode(): number;
}

/** The product as `npm start` brings it up, with seeded ids and a wall clock that stands still: the same commands print the same text. */
export async function aSampleTerminal(): Promise<SampleTerminal> {
  const clock = new TwinClock({ startAt: sampleStartAt, rate: sampleRate, wallNow: () => sampleStartAt });
  const { context, control, door } = await aSample(clock);
  const rehearsals = rehearsalDesk(control, { execArgv: hooks });
  const api = await buildApi({
    control,
    clocks: context.clocks,
    identity: context.identity,
    catalogue: checkCatalogue,
    version: '0.1.0',
    twin: door,
    rehearsals,
    reportKeys: fixedReportKeys(),
    // Whoever gives no token is the owner of the data directory, as in the product.
    trust: ({ headers }) => (headers.authorization === undefined ? owner : undefined),
  });
  await api.listen({ host: '127.0.0.1', port: 0 });
  const terminal = aTerminal({
    server: `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`,
    columns,
    env: { NO_COLOR: '1' },
    files: { [rulesFile]: await readFile(new URL(`../../../${rulesFile}`, import.meta.url), 'utf8') },
    door: { verifyPack: verifyPackBytes },
    // The only thing that a command waits for here is a rehearsal; asking for it all the time would only take its processor.
    sleep: () => rehearsals.idle(),
  });
  let exitCode = 0;
  return {
    type: async (line) => {
      if (line === 'echo $?') return String(exitCode);
      const [program, ...words] = wordsOf(line);
      if (program !== 'changeguard') throw new Error(`The transcript types "${line}", which is no command of ours.`);
      let shown = '';
      const write = (text: string) => {
        shown += text;
      };
      exitCode = await run(words, {
        ...terminal.io,
        stdout: { write },
        stderr: { write },
        now: () => clock.now(),
      });
      return shown.replace(/[ \t]+$/gm, '').trimEnd();
    },
    exitCode: () => exitCode,
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await rehearsals.close();
      await context.store.close();
    },
  };
}

/** Store, engine and twin, connected as the product connects them. */
async function aSample(clock: TwinClock): Promise<{ context: EngineContext; control: Control; door: TwinDoor }> {
  const machineNow = () => clock.now();
  const twin = createTwin({ estate: bankEstate(sampleStartAt), seed: sampleSeed, clock, machineNow });
  const identity = seededIdentity('tour');
  const store = await openPlayedStore(seededIdentity('tour-store'), machineNow);
  const clocks = systemClocks(machineNow);
  const context: EngineContext = {
    store,
    clocks,
    identity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: twin.fetch as never,
        tenantNow: () => clock.now(),
        machineNow,
        newId: identity.newId,
        readSecret: async () => ({ value: twin.credentials.clientSecret }),
        limits: graphLimits,
      }),
    ),
    worker: 'tour',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: () => undefined,
  };
  const runner = createRunner(context);
  const control = createControl(context, runner);
  const tenantId = await connectSample({ control, clocks }, twin, {
    url: cloudUrl,
    secretFile: 'client-secret',
    twinAt: 'a test',
  });
  const door = twinDoor({ runner, context, control }, twin, tenantId);
  // Whoever comes to a terminal finds a product that has run for a while.
  await door.turn({ advanceMs: 20 * minuteMs });
  return { context, control, door };
}
