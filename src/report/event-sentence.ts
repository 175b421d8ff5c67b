import type { Json } from '../domain/canonical.ts';
import { migrationStateNames } from '../domain/host.ts';
import type { LogEvent, LogEventKind } from '../domain/log.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { codeInWords } from './check-catalogue.ts';
import { waitInWords } from './wait.ts';

type Members = Readonly<Record<string, Json | undefined>>;

interface Told {
  readonly payload: Members;
  /** A private value of the event by name. */
  readonly personal: (name: string) => string | undefined;
  readonly subject: string;
}

/** One sentence a kind. Payloads of older versions may lack members, so each sentence also reads without them. */
const sentences: Readonly<Record<LogEventKind, (told: Told) => string>> = {
  'tenant-created': (told) => `made the tenant ${named(told)}`,
  'tenant-changed': ({ payload }) => `changed the tenant${edition(payload)}`,
  'tenant-archived': (told) => `archived the tenant ${named(told)}`,
  'tenant-reopened': (told) => `took the tenant ${named(told)} up again`,
  'tenant-deleted': (told) => `deleted the tenant ${named(told)} with everything of it`,
  'host-registered': (told) => `registered the server ${named(told)}`,
  'host-changed': (told) => `changed the server ${named(told)}`,
  'host-seen': ({ payload }) => `saw the server as ${migrationState(payload)}${version(payload)}`,
  'host-held': (told) => `held the server ${named(told)}: no start of it is sent until somebody releases it`,
  'host-released': (told) => `released the server ${named(told)}, which was held`,
  'verdict-changed': ({ payload }) =>
    `judged the server ${text(payload, 'verdict') ?? 'anew'}${list(payload, 'reasons')}`,
  'evidence-imported': ({ payload, personal }) =>
    `imported evidence from ${personal('fileName') ?? 'a file'}${count(payload, 'rows', 'row')}`,
  'plan-saved': (told) => `saved the plan ${named(told)}${count(told.payload, 'servers', 'server')}`,
  'plan-rehearsed': ({ payload }) => `rehearsed the plan${count(payload, 'seeds', 'seed')}`,
  'approval-given': (told) => `approved ${planPart(told)}${decided(told)}`,
  'approval-refused': (told) => `refused ${planPart(told)}${decided(told)}`,
  'approval-withdrawn': (told) =>
    `took back a decision of ${told.personal('person') ?? 'somebody'} on ${planPart(told)}${bracketed(told.personal('withdrawnBecause'))}`,
  'campaign-created': (told) => `started the campaign ${named(told)}`,
  'campaign-changed': (told) => `changed the campaign ${named(told)}${state(told.payload)}`,
  'move-created': ({ payload }) => `began attempt ${number(payload, 'attempt') ?? 1}${state(payload)}`,
  'move-changed': ({ payload }) => `recorded ${happened(payload)}${state(payload)}${waiting(payload)}`,
  'wait-changed': ({ payload }) =>
    `noted a wait ${waitInWords(text(payload, 'waitingFor') ?? text(payload, 'reason') ?? 'for nothing any more')}`,
  refused: (told) => `was refused ${words(text(told.payload, 'asked')) ?? 'something'}${refusal(told)}`,
  'effect-sent': ({ payload }) => `sent a request to the service${count(payload, 'moveIds', 'server')}`,
  'effect-settled': ({ payload, personal }) => {
    const fault = text(payload, 'problem');
    const found = fault === undefined ? '' : `; ${problemTitle(fault)}${bracketed(personal('detail'))}`;
    return `settled a request to the service${count(payload, 'moves', 'server')}: ${words(text(payload, 'state')) ?? 'settled'}${found}`;
  },
  'proofs-judged': () => 'judged the proofs of a move',
  'task-opened': (told) => `opened the task ${titled(told)}`,
  'task-closed': (told) => `closed the task ${titled(told)}${choice(told.payload)}`,
  'reading-changed': ({ payload, subject, personal }) => {
    const fault = text(payload, 'code');
    const found = fault === undefined ? '' : ` in vain: ${problemTitle(fault)}${bracketed(personal('detail'))}`;
    return `read ${text(payload, 'resource') ?? subject}${found}`;
  },
  'connection-changed': ({ payload }) => `changed the connection${armed(payload)}`,
  'access-changed': (told) => `changed access: ${accessChange(told)}`,
  'signed-in': (told) => `signed in${detail(told)}`,
  'receiver-changed': (told) => `${receiverChange(told)} the receiver ${named(told)} of notifications`,
  'receiver-broken': (told) => {
    const fault = text(told.payload, 'code');
    const found = fault === undefined ? '' : `: ${problemTitle(fault)}${bracketed(told.personal('detail'))}`;
    return `could not reach the receiver ${named(told)} of notifications${found}`;
  },
  'report-key-made': ({ payload, subject }) =>
    `made the key ${(text(payload, 'fingerprint') ?? subject).slice(0, 16)} that signs evidence packs, archives and exports`,
  'log-sealed': ({ payload }) =>
    `sealed the links ${number(payload, 'firstSeq') ?? 0} to ${number(payload, 'lastSeq') ?? 0} of the log in ${text(payload, 'file') ?? 'an archive'}`,
  'commit-passed-unproven': () => 'saw a server pass its irreversible deadline before its evidence was complete',
};

/** An entry as far as a sentence tells it; its names may be stand-ins. */
type ToldEvent = Pick<LogEvent, 'kind' | 'subjectId' | 'payload'> & {
  readonly personal: Readonly<Record<string, { readonly value: string }>>;
};

/** Who did what, and why, in one sentence. */
export function eventSentence(event: ToldEvent): string {
  const payload = isMembers(event.payload) ? event.payload : {};
  const told: Told = { payload, personal: (name) => event.personal[name]?.value, subject: event.subjectId };
  const tell = Object.hasOwn(sentences, event.kind) ? sentences[event.kind] : () => codeInWords(event.kind);
  const because = told.personal('because') ?? text(payload, 'because');
  return `${actorInWords(told.personal('actor'))} ${tell(told)}.${because === undefined ? '' : ` Reason: ${because}`}`;
}

function actorInWords(actor: string | undefined): string {
  return actor === 'engine' ? 'The engine' : (actor ?? 'Somebody');
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(payload: Members, name: string): string | undefined {
  const value = payload[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(payload: Members, name: string): number | undefined {
  const value = payload[name];
  return typeof value === 'number' ? value : undefined;
}

function words(code: string | undefined): string | undefined {
  return code === undefined ? undefined : codeInWords(code).toLowerCase();
}

function named(told: Told): string {
  return told.personal('name') ?? told.personal('fqdn') ?? told.subject;
}

/** "wave 2 of the plan 0123456789ab" */
function planPart({ payload, subject }: Told): string {
  const wave = number(payload, 'wave') ?? 0;
  return `${wave === 0 ? '' : `wave ${wave} of `}the plan ${subject.slice(0, 12)}`;
}

function decided({ personal }: Told): string {
  const ticket = personal('ticket');
  return `${ticket === undefined ? '' : `, ticket ${ticket}`}${bracketed(personal('comment'))}`;
}

function titled(told: Told): string {
  return `"${told.personal('title') ?? words(text(told.payload, 'kind')) ?? told.subject}"`;
}

function edition(payload: Members): string {
  const value = text(payload, 'edition');
  return value === undefined ? '' : ` (edition ${value})`;
}

function migrationState(payload: Members): string {
  const value = text(payload, 'migrationState') ?? '';
  return Object.hasOwn(migrationStateNames, value)
    ? `"${migrationStateNames[value as keyof typeof migrationStateNames]}"`
    : 'something new';
}

function version(payload: Members): string {
  const value = text(payload, 'sensorVersion');
  return value === undefined ? '' : ` with sensor ${value}`;
}

function list(payload: Members, name: string): string {
  const value = payload[name];
  if (!Array.isArray(value) || value.length === 0) return '';
  return `: ${value.map((code) => words(String(code))).join(', ')}`;
}

function count(payload: Members, name: string, noun: string): string {
  const value = payload[name];
  const much = Array.isArray(value) ? value.length : typeof value === 'number' ? value : undefined;
  return much === undefined ? '' : `, ${much} ${noun}${much === 1 ? '' : 's'}`;
}

/** The state of a move or campaign, which stands in the payload as an object or a word. */
function state(payload: Members): string {
  const value = payload.state;
  const kind =
    typeof value === 'string' ? value : isMembers(value ?? null) ? text(value as Members, 'kind') : undefined;
  return kind === undefined ? '' : `: now ${words(kind)}`;
}

function happened(payload: Members): string {
  const event = payload.event ?? null;
  const kind = isMembers(event) ? text(event, 'kind') : typeof event === 'string' ? event : undefined;
  return kind === undefined ? 'a change of a move' : `"${words(kind)}" for a move`;
}

function waiting(payload: Members): string {
  const reason = text(payload, 'waitingFor');
  return reason === undefined ? '' : `, waiting ${waitInWords(reason)}`;
}

function refusal(told: Told): string {
  const code = text(told.payload, 'code');
  if (code === undefined) return '';
  return `: ${problemTitle(code)}${bracketed(told.personal('detail') ?? text(told.payload, 'detail'))}`;
}

function problemTitle(code: string): string {
  return Object.hasOwn(problems, code) ? problems[code as keyof typeof problems].title : codeInWords(code);
}

function bracketed(more: string | undefined): string {
  return more === undefined ? '' : ` (${more.replace(/\.$/, '')})`;
}

function choice(payload: Members): string {
  const value = text(payload, 'choice') ?? text(payload, 'state');
  return value === undefined ? '' : `: ${words(value)}`;
}

function armed(payload: Members): string {
  if (payload.isArmed === true) return ': it is armed, starts are allowed';
  return payload.isArmed === false ? ': it is read-only' : '';
}

function accessChange(told: Told): string {
  return `${words(text(told.payload, 'what')) ?? 'see the payload'}${detail(told)}`;
}

function receiverChange({ payload }: Told): string {
  return words(text(payload, 'what')) ?? 'changed';
}

function detail(told: Told): string {
  return bracketed(told.personal('detail') ?? text(told.payload, 'detail'));
}
