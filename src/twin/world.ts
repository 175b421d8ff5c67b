import { Agenda, type AgendaEntry } from './agenda.ts';
import type { ClockState, TwinClock } from './clock.ts';
import { Dice } from './dice.ts';
import { FaultBox, type FaultBoxState } from './fault-box.ts';
import { type HealthIssue, type IssueKindName, issueKinds } from './health.ts';
import { noteProtection, protectionOf } from './ledger.ts';
import { deviceRows, sensorRow } from './sensor-row.ts';
import { type Estate, fqdnOf, type ServerFacts, type TenantSettings } from './server.ts';
import { isReporting, type SensorRow, serverState, type TwinServer } from './server-state.ts';
import type { TwinTimes } from './times.ts';

/** Everything a restart needs; plain JSON. */
export interface WorldState {
  readonly schema: 'changeguard.twin/1';
  readonly seed: number;
  readonly estateName: string;
  readonly clock: ClockState;
  readonly tenant: TenantSettings;
  readonly servers: readonly TwinServer[];
  readonly issues: readonly HealthIssue[];
  readonly agenda: readonly AgendaEntry[];
  readonly faults: FaultBoxState;
  readonly requests: number;
  readonly tokenEpoch: number;
  readonly huntingCallsAt: readonly number[];
}

/** How many earlier rows a server keeps for stale and late reads. */
const pastRowsKept = 16;
/** And for how long: a read that lags further behind shows the oldest that is kept. A month of a large estate would be mostly rows that nobody asks for. */
const pastKeptMs = 24 * 60 * 60_000;

/** The simulated cloud and estate. Every change of a server goes through `change`, which keeps history and ledger. */
export class World {
  readonly seed: number;
  readonly clock: TwinClock;
  readonly times: TwinTimes;
  readonly agenda = new Agenda();
  readonly faults: FaultBox;
  estateName: string;
  tenant: TenantSettings;
  servers: TwinServer[];
  issues: HealthIssue[] = [];
  requests = 0;
  /** Tokens of an earlier epoch are refused. */
  tokenEpoch = 1;
  huntingCallsAt: number[] = [];
  /** Grows with every change that a snapshot should keep. */
  revision = 0;
  #byName = new Map<string, TwinServer>();
  #bySensorId = new Map<string, TwinServer>();
  #issuesByKey = new Map<number, HealthIssue[]>();

  constructor(options: { estate: Estate; seed: number; clock: TwinClock; times: TwinTimes }) {
    this.seed = options.seed;
    this.clock = options.clock;
    this.times = options.times;
    this.faults = new FaultBox(options.seed);
    this.estateName = options.estate.name;
    this.tenant = { ...options.estate.tenant };
    const at = this.clock.now();
    this.servers = options.estate.servers.map((facts, key) => serverState(key, facts, at));
    this.#index();
    for (const { server, issue } of options.estate.issues) {
      const host = this.byName(server);
      if (host === undefined) throw new RangeError(`the estate has an issue for an unknown server ${server}`);
      this.#addIssue(host, issue, at);
    }
  }

  /** By name, original name or FQDN, in any case. */
  byName(name: string): TwinServer | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  byKey(key: number): TwinServer | undefined {
    return this.servers[key];
  }

  bySensorId(id: string): TwinServer | undefined {
    return this.#bySensorId.get(id);
  }

  openIssuesOf(server: TwinServer): HealthIssue[] {
    return this.issuesOf(server).filter((issue) => issue.status === 'open');
  }

  issuesOf(server: TwinServer): readonly HealthIssue[] {
    return this.#issuesByKey.get(server.key) ?? [];
  }

  rowOf(server: TwinServer): SensorRow {
    return sensorRow(server, this.openIssuesOf(server));
  }

  /** The row as a read showed it at an earlier instant. */
  rowAsOf(server: TwinServer, at: number): SensorRow {
    return server.past.find((past) => past.untilAt > at)?.row ?? this.rowOf(server);
  }

  /** Lets go of earlier rows that no read shows any more. */
  forgetPast(server: TwinServer, now: number): void {
    while ((server.past[0]?.untilAt ?? now) <= now - pastKeptMs) server.past.shift();
  }

  /**
   * The only way a server changes.
   * @param because what the ledger writes beside a change of protection.
   */
  change(server: TwinServer, at: number, because: string, mutate: (facts: ServerFacts) => void): void {
    const rowBefore = this.rowOf(server);
    const devicesBefore = deviceRows(server.facts);
    mutate(server.facts);
    this.revision += 1;
    const rowAfter = this.rowOf(server);
    if (JSON.stringify(rowBefore) !== JSON.stringify(rowAfter)) {
      server.past.push({ untilAt: at, row: rowBefore });
      if (server.past.length > pastRowsKept) server.past.shift();
    }
    if (rowBefore.id !== rowAfter.id || rowBefore.displayName !== rowAfter.displayName) this.#index();
    noteProtection(server.protection, { fromAt: at, by: protectionOf(server.facts), because });
    this.#noteSilence(server, at);
    const devicesAfter = deviceRows(server.facts);
    if (JSON.stringify(devicesBefore) !== JSON.stringify(devicesAfter)) {
      server.reported ??= devicesBefore;
      this.agenda.plan(at + this.times.huntingLagMs, { kind: 'device-report', key: server.key, rows: devicesAfter });
    }
  }

  /** Opens an issue, or the closed one of the same kind again: a host that comes and goes does not fill the list. */
  openIssue(server: TwinServer, kind: IssueKindName, at: number): void {
    const known = this.issuesOf(server).find((issue) => issue.kind === kind);
    if (known !== undefined && known.status !== 'closed') return;
    this.change(server, at, 'health-issue', () => {
      if (known === undefined) this.#addIssue(server, kind, at);
      else Object.assign(known, { status: 'open', modifiedAt: at });
    });
  }

  closeIssues(server: TwinServer, at: number, which: (kind: IssueKindName) => boolean): void {
    const closing = this.openIssuesOf(server).filter((issue) => which(issue.kind));
    if (closing.length === 0) return;
    this.change(server, at, 'health-issue', () => {
      for (const issue of closing) {
        issue.status = 'closed';
        issue.modifiedAt = at;
      }
    });
  }

  closeV2Issues(server: TwinServer, at: number): void {
    this.closeIssues(server, at, (kind) => issueKinds[kind].v2Only);
  }

  /** Plans the host faults that wait for this moment of a migration. */
  planStrikes(server: TwinServer, when: 'migrating' | 'observing', at: number): void {
    for (const injection of this.faults.active(at)) {
      if (injection.when !== when || injection.keys?.includes(server.key) !== true) continue;
      this.agenda.plan(at + injection.afterMs, { kind: 'fault-strikes', key: server.key, faultId: injection.id });
    }
  }

  toJSON(): WorldState {
    return {
      schema: 'changeguard.twin/1',
      seed: this.seed,
      estateName: this.estateName,
      clock: this.clock.toJSON(),
      tenant: { ...this.tenant },
      servers: structuredClone(this.servers),
      issues: structuredClone(this.issues),
      agenda: this.agenda.toJSON(),
      faults: this.faults.toJSON(),
      requests: this.requests,
      tokenEpoch: this.tokenEpoch,
      huntingCallsAt: [...this.huntingCallsAt],
    };
  }

  /** Takes over a snapshot whole, except for the clock, which its owner resumes. */
  restore(state: WorldState): void {
    this.estateName = state.estateName;
    this.tenant = { ...state.tenant };
    this.servers = structuredClone([...state.servers]);
    this.issues = structuredClone([...state.issues]);
    this.agenda.restore(state.agenda);
    this.faults.restore(state.faults);
    this.requests = state.requests;
    this.tokenEpoch = state.tokenEpoch;
    this.huntingCallsAt = [...state.huntingCallsAt];
    this.#index();
    this.#issuesByKey = new Map();
    for (const issue of this.issues) this.#keepIssue(issue);
  }

  #addIssue(server: TwinServer, kind: IssueKindName, at: number): void {
    const id = new Dice(this.seed, 'issue', server.key, this.issuesOf(server).length).guid();
    const issue: HealthIssue = { id, key: server.key, kind, status: 'open', createdAt: at, modifiedAt: at };
    this.issues.push(issue);
    this.#keepIssue(issue);
  }

  #keepIssue(issue: HealthIssue): void {
    const kept = this.#issuesByKey.get(issue.key);
    if (kept === undefined) this.#issuesByKey.set(issue.key, [issue]);
    else kept.push(issue);
  }

  #noteSilence(server: TwinServer, at: number): void {
    if (isReporting(server.facts)) server.reportingStoppedAt = null;
    else server.reportingStoppedAt ??= at;
    if (server.facts.powered) {
      const wasSilent = server.silentSinceAt !== null;
      server.silentSinceAt = null;
      if (wasSilent) this.closeIssues(server, at, (kind) => kind === 'stopped-communicating');
    } else if (server.silentSinceAt === null) {
      server.silentSinceAt = at;
      this.agenda.plan(at + this.times.silenceNoticedMs, {
        kind: 'silence-noticed',
        key: server.key,
        silentSinceAt: at,
      });
    }
  }

  #index(): void {
    this.#byName = new Map();
    this.#bySensorId = new Map();
    for (const server of this.servers) {
      this.#byName.set(server.originalName.toLowerCase(), server);
      this.#byName.set(fqdnOf({ ...server.facts, name: server.originalName }).toLowerCase(), server);
    }
    for (const server of this.servers) {
      this.#byName.set(server.facts.name.toLowerCase(), server);
      this.#byName.set(fqdnOf(server.facts).toLowerCase(), server);
      if (server.facts.sensorType !== null) this.#bySensorId.set(server.facts.sensorId, server);
    }
  }
}
