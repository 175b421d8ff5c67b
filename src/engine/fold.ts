import type { LogEvent } from '../domain/log.ts';
import type { StoredViews } from './ports/store.ts';

type Row = Readonly<Record<string, unknown>>;

/** The views as the log alone gives them: what may differ for good reasons (times of looking, versions) is not in them. */
interface FoldedViews {
  readonly hosts: ReadonlyMap<string, Row>;
  readonly plans: ReadonlyMap<string, Row>;
  readonly approvals: ReadonlyMap<string, Row>;
  readonly campaigns: ReadonlyMap<string, Row>;
  readonly moves: ReadonlyMap<string, Row>;
  readonly tasks: ReadonlyMap<string, Row>;
}

/** Folds events one by one; memory is that of the views, not of the log. */
export function createFold(): { add(event: LogEvent): void; views(): FoldedViews } {
  const hosts = new Map<string, Row>();
  const plans = new Map<string, Row>();
  const approvals = new Map<string, Row>();
  const campaigns = new Map<string, Row>();
  const moves = new Map<string, Row>();
  const tasks = new Map<string, Row>();
  const patch = (view: Map<string, Row>, id: string, more: Row) => view.set(id, { ...(view.get(id) ?? {}), ...more });
  return {
    add: (event) => {
      const payload = event.payload as Row;
      switch (event.kind) {
        case 'host-registered':
        case 'host-changed':
          patch(hosts, event.subjectId, {
            ...privateValues(event, ['name', 'fqdn', 'domain', 'site', 'sensorId']),
            ...payload,
          });
          break;
        case 'host-seen':
        case 'verdict-changed':
          patch(hosts, event.subjectId, payload);
          break;
        case 'host-held':
          patch(hosts, event.subjectId, {
            hold: { since: payload.since, ...renamed(event, { actor: 'by', because: 'because' }) },
          });
          break;
        case 'host-released':
          patch(hosts, event.subjectId, { hold: null });
          break;
        case 'plan-saved':
          plans.set(event.subjectId, { ...payload, ...privateValues(event, ['name', 'author', 'savedBy']) });
          break;
        case 'approval-given':
        case 'approval-refused':
        case 'approval-withdrawn':
          patch(approvals, String(payload.approvalId), {
            digest: event.subjectId,
            ...payload,
            ...privateValues(event, ['person', 'comment', 'ticket', 'withdrawnBy', 'withdrawnBecause']),
          });
          break;
        case 'campaign-created':
        case 'campaign-changed':
          patch(campaigns, event.subjectId, { ...payload, ...privateValues(event, ['name']) });
          break;
        case 'move-created':
        case 'move-changed':
          moves.set(event.subjectId, payload);
          break;
        case 'task-opened':
        case 'task-closed':
          tasks.set(event.subjectId, payload);
          break;
        default:
          break;
      }
    },
    views: () => ({ hosts, plans, approvals, campaigns, moves, tasks }),
  };
}

function privateValues(event: LogEvent, names: readonly string[]): Row {
  return Object.fromEntries(
    names.flatMap((name) => (event.personal[name] ? [[name, event.personal[name]?.value]] : [])),
  );
}

/** Private values under the names that a view has for them. */
function renamed(event: LogEvent, names: Readonly<Record<string, string>>): Row {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [to, event.personal[from]?.value]));
}

const compared = {
  hosts: [
    'name',
    'fqdn',
    'domain',
    'site',
    'sensorId',
    'migrationState',
    'sensorVersion',
    'verdict',
    'disposition',
    'reasons',
    'edition',
    'isPinned',
    'hold',
  ],
  plans: ['name', 'author', 'savedBy', 'createdAt', 'savedAt', 'servers', 'waves', 'demand'],
  approvals: [
    'digest',
    'wave',
    'person',
    'decision',
    'comment',
    'ticket',
    'decidedAt',
    'expiresAt',
    'withdrawnAt',
    'withdrawnBy',
    'withdrawnBecause',
  ],
  campaigns: ['name', 'state', 'cap', 'progress', 'journey', 'edition', 'version'],
  moves: [
    'hostId',
    'campaignId',
    'attempt',
    'origin',
    'wave',
    'state',
    'inFlight',
    'isActive',
    'waitingFor',
    'snapshot',
  ],
  tasks: ['key', 'kind', 'state', 'choice', 'hostId', 'moveId', 'campaignId'],
} as const;

/** What a view says before anything was told about it; the log keeps no event for "still nothing". */
const defaults: Readonly<Record<string, unknown>> = {
  domain: '',
  site: '',
  migrationState: 'unknown',
  sensorVersion: '',
  verdict: null,
  disposition: null,
  reasons: [],
  edition: null,
  isPinned: false,
  hold: null,
};

/** Every difference between the folded and the stored views, a sentence each, at most `limit`. None is what I16 demands. */
export function compareViews(folded: FoldedViews, stored: StoredViews, limit = 50): readonly string[] {
  const differences: string[] = [];
  const compare = (view: keyof FoldedViews, rows: readonly (readonly [string, Row])[]) => {
    const log = folded[view];
    const seen = new Set<string>();
    for (const [id, row] of rows) {
      seen.add(id);
      const told = log.get(id);
      if (!told) differences.push(`${view} ${id} is stored and the log does not know it.`);
      else
        for (const name of compared[view])
          if (!isEqual(told[name] ?? defaults[name], row[name] ?? defaults[name]))
            differences.push(
              `${view} ${id}: "${name}" is stored as ${text(row[name])}, the log says ${text(told[name])}.`,
            );
    }
    for (const id of log.keys()) if (!seen.has(id)) differences.push(`${view} ${id} is in the log and not stored.`);
  };
  compare(
    'hosts',
    stored.hosts.map((row) => [row.hostId, row as unknown as Row]),
  );
  compare(
    'plans',
    stored.plans.map((row) => [row.digest, row as unknown as Row]),
  );
  compare(
    'approvals',
    stored.approvals.map(({ withdrawn, ...row }) => [
      row.approvalId,
      { ...row, withdrawnAt: withdrawn?.at, withdrawnBy: withdrawn?.by, withdrawnBecause: withdrawn?.because },
    ]),
  );
  compare(
    'campaigns',
    stored.campaigns.map((row) => [row.campaignId, row as unknown as Row]),
  );
  compare(
    'moves',
    stored.moves.map((row) => [
      row.moveId,
      { ...row, inFlight: row.schedule.inFlight, isActive: row.schedule.isActive } as unknown as Row,
    ]),
  );
  compare(
    'tasks',
    stored.tasks.map((row) => [row.taskId, row as unknown as Row]),
  );
  return differences.slice(0, limit);
}

function isEqual(a: unknown, b: unknown): boolean {
  return sorted(a ?? null) === sorted(b ?? null);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function text(value: unknown): string {
  return JSON.stringify(value ?? null);
}
