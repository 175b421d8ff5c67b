import { usageProblem } from '../cli/problem.ts';
import { hourMs, minuteMs } from '../domain/time.ts';
import { sealLog } from '../engine/seal-log.ts';
import type { Application } from './application.ts';
import type { DataDirectory } from './data-directory.ts';
import { archiveKeeper } from './log-archive/keeper.ts';
import { reportKeys } from './report-keys.ts';
import { dumpDaily } from './transfers.ts';

interface UpkeepOrder {
  /** How many daily dumps are kept; 0 makes none. */
  readonly dumps: number;
  /** How old entries of a log are that go into sealed archives; undefined: they stay. */
  readonly sealAfterDays: number | undefined;
}

/** What a server does once an hour beside its work. */
export interface Upkeep {
  /** Begins nothing more, and waits for what must not be cut off; a dump is made again. */
  stop(): Promise<void>;
}

/** Every hour: what is no longer kept goes, the dump of the day is written, old parts of the logs are sealed. What fails is told, and tried again an hour later. */
export function startUpkeep(app: Application, data: DataDirectory, { dumps, sealAfterDays }: UpkeepOrder): Upkeep {
  const seals = sealAfterDays === undefined ? undefined : sealLogs(app, sealAfterDays, data);
  const dump = () => void dumpToday(app, data.backups, dumps);
  let tidying = Promise.resolve();
  const tidy = () => {
    tidying = app.tidyUp();
  };
  const timers = [
    setInterval(tidy, hourMs),
    setInterval(dump, hourMs),
    setInterval(() => seals?.look(), hourMs),
    // Soon after the start, so that a machine that runs for an hour a day has its dump as well.
    setTimeout(dump, minuteMs),
  ];
  for (const timer of timers) timer.unref();
  return {
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      await tidying;
      await seals?.settled();
    },
  };
}

async function dumpToday(app: Application, folder: string, keep: number): Promise<void> {
  try {
    const path = await dumpDaily(app.store, folder, keep, app.clocks.machineNow());
    if (path !== undefined) app.logger.info({ path }, 'The dump of today was written.');
  } catch (error) {
    app.logger.error({ err: error }, 'The dump of today failed; it is tried again in an hour.');
  }
}

interface Seals {
  look(): void;
  /** Waits for the archive that is being written. */
  settled(): Promise<void>;
}

/** Seals what of each log is older than so many days. One at a time: the log of years may take longer than until the next look. */
function sealLogs(app: Application, days: number, data: DataDirectory): Seals {
  const keeper = archiveKeeper(data.archives, reportKeys(data.keys));
  const sealAll = async () => {
    for (const { tenantId } of await app.store.tenants()) {
      const seal = await sealLog(app.context, tenantId, days, keeper);
      if (seal !== undefined) app.logger.info({ tenant: tenantId, ...seal }, 'A part of the log was sealed.');
    }
  };
  const report = (error: unknown) =>
    app.logger.error({ err: error }, 'A log was not sealed, and nothing of it was cut; it is tried again in an hour.');
  let busy = Promise.resolve();
  let isBusy = false;
  return {
    look: () => {
      if (isBusy) return;
      isBusy = true;
      busy = sealAll()
        .catch(report)
        .finally(() => {
          isBusy = false;
        });
    },
    settled: () => busy,
  };
}

const usualDumpsKept = 7;

/** @throws the command line's usage problem. */
export function dumpsKept(text: string | undefined): number {
  if (text === undefined || text === '') return usualDumpsKept;
  const keep = Number(text);
  if (/^\d+$/.test(text) && keep <= 365) return keep;
  throw usageProblem(`CHANGEGUARD_DUMPS is "${text}".`, 'Give how many daily dumps are kept, 0 to 365; 0 makes none.');
}
