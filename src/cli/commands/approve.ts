import type { Plan } from '../../contract/campaigns.ts';
import { type PlanDetail, type PlanSummary, planSummary } from '../../contract/plans.ts';
import type { BodyIn } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes, usageProblem } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { plural } from '../words.ts';
import { readPlan } from './plan-file.ts';

/** What is to happen to the plan; exactly one. */
type Act = 'approve' | 'refuse' | 'withdraw';

const verbs: Readonly<Record<Act, string>> = { approve: 'Approve', refuse: 'Refuse', withdraw: 'Take back' };

/** The plan that is meant, by its file or by its digest. */
interface Meant {
  readonly id: string;
  /** The document of the file, sent along: what was looked at is what is approved. */
  readonly document?: Plan | undefined;
}

/** `approve PLAN`: shows what the server has saved under the digest, asks, and records the decision. */
export const approve: Handler = async (invocation) => {
  const { given, screen, prompt } = invocation;
  if (given.flag('list') || given.word(0) === '') return listPlans(invocation);
  const act = actOf(invocation);
  const isJson = given.json() !== false;
  const isDryRun = given.flag('dryRun');
  if (!isDryRun && !given.flag('yes') && (!prompt.isPossible || isJson))
    throw usageProblem(
      'A decision on a plan needs a confirmation, and nobody can be asked here.',
      'Look at it with --dry-run, then give --yes.',
    );
  const meant = await meantPlan(invocation);
  const client = await invocation.client();
  if (given.flag('handIn')) return handIn(invocation, client, meant);
  const detail = await client.call('showPlan', { params: { id: meant.id } });
  // What the server refuses is said before anybody is asked.
  const preview = await decide(invocation, client, act, meant, true);
  if (!isJson) showForApproval(screen, detail, given.whole('wave', 1, 10_000));
  if (isDryRun) return told(invocation, preview, act, true);
  if (!given.flag('yes') && !(await isConfirmed(invocation, act, detail))) {
    screen.note('Nothing was decided.');
    return exitCodes.failed;
  }
  return told(invocation, await decide(invocation, client, act, meant, false), act, false);
};

function actOf({ given }: Invocation): Act {
  if (given.flag('refuse') && given.flag('withdraw'))
    throw usageProblem('--refuse and --withdraw are two decisions.', 'Give one of them.');
  const act = given.flag('refuse') ? 'refuse' : given.flag('withdraw') ? 'withdraw' : 'approve';
  if (act !== 'approve' && given.text('because') === undefined)
    throw usageProblem(`--${act} needs a reason.`, 'Give it with --because; it is kept in the log.');
  if (act === 'approve' && given.text('because') !== undefined)
    throw usageProblem('An approval has a comment, not a reason.', 'Give it with --comment.');
  return act;
}

/** A word that can only be a digest is one; everything else is a file. */
async function meantPlan(invocation: Invocation): Promise<Meant> {
  const word = invocation.given.word(0);
  if (/^[0-9a-f]{8,64}$/.test(word)) {
    if (invocation.given.flag('handIn'))
      throw usageProblem('Only a document can be handed in.', 'Give the file of the plan.');
    return { id: word };
  }
  const { shaped, raw } = await readPlan(invocation.io, invocation.given.word(0));
  return { id: shaped.digest, document: raw as Plan };
}

function decide(
  { given }: Invocation,
  client: Client,
  act: Act,
  { id, document }: Meant,
  isDryRun: boolean,
): Promise<PlanSummary> {
  const options = { params: { id }, query: { dryRun: isDryRun ? 'true' : 'false' } } as const;
  const wave = given.whole('wave', 1, 10_000);
  const ofWave = wave === undefined ? {} : { wave };
  const because = given.text('because') ?? '';
  if (act === 'withdraw') return client.call('withdrawFromPlan', { ...options, body: { ...ofWave, because } });
  const ticket = given.text('ticket');
  const common = {
    ...ofWave,
    ...(ticket === undefined ? {} : { ticket }),
    ...(document === undefined ? {} : { plan: document }),
  };
  if (act === 'refuse') return client.call('refusePlan', { ...options, body: { ...common, because } });
  const comment = given.text('comment');
  const validMs = given.durationMs('valid');
  const body: BodyIn<'approvePlan'> = {
    ...common,
    ...(comment === undefined ? {} : { comment }),
    ...(validMs === undefined ? {} : { validMs }),
  };
  return client.call('approvePlan', { ...options, body });
}

async function handIn({ given, screen }: Invocation, client: Client, { id, document }: Meant): Promise<ExitCode> {
  if (document === undefined) return exitCodes.usage;
  if (given.flag('dryRun')) throw usageProblem('--hand-in has no dry run.', 'Handing in only saves the document.');
  const saved = await client.call('handInPlan', { params: { id }, body: { plan: document } });
  if (given.json() !== false) screen.json(saved);
  else {
    screen.line(plainText(`"${saved.name}" is saved for others to approve; you count as its author.`));
    screen.next(`changeguard approve ${saved.digest.slice(0, 12)}`);
  }
  return exitCodes.done;
}

/** Name, digest, servers, waves and rules, as the server has them: what is read here is what the digest stands for. */
function showForApproval(screen: Screen, detail: PlanDetail, wave: number | undefined): void {
  const { plan } = detail;
  screen.line(
    `${toned('strong', plainText(detail.name))}  ${plural(detail.servers, 'server')} in ${plural(detail.waves, 'wave')}`,
  );
  screen.line(`  digest ${detail.digest}`);
  screen.prose(plainText(`made by ${authors(detail)}, ${screen.times.at(detail.createdAt)}`), '  ');
  plan.waves.forEach((one, at) => {
    const isAsked = wave === undefined || wave === at + 1;
    const name = one.name === `wave ${at + 1}` ? '' : `  ${one.name}`;
    const text = plainText(`wave ${at + 1}${name}  ${plural(one.hosts.length, 'server')}: ${namesOf(one.hosts)}`);
    screen.prose(isAsked ? text : toned('dim', text), '  ');
  });
  for (const rule of detail.rules) screen.prose(plainText(rule), '  ');
  screen.prose(plainText(rehearsedInWords(screen, detail)), '  ');
  for (const one of detail.approvals) screen.prose(plainText(approvalInWords(screen, one)), '  ');
}

/** More than this is no reading; `--json` of the plan has everything. */
const mostNames = 20;

function namesOf(hosts: Plan['waves'][number]['hosts']): string {
  const more = hosts.length > mostNames ? ` and ${hosts.length - mostNames} more` : '';
  return `${hosts
    .slice(0, mostNames)
    .map((host) => host.name)
    .join(', ')}${more}`;
}

function authors({ author, savedBy }: PlanSummary): string {
  return author === savedBy ? author : `${author}, handed in by ${savedBy}`;
}

function approvalInWords(screen: Screen, one: PlanSummary['approvals'][number]): string {
  const did = one.decision === 'approve' ? 'approved' : 'refused';
  const what = one.wave === 0 ? 'it' : `wave ${one.wave}`;
  const ticket = one.ticket === null ? '' : `, ticket ${one.ticket}`;
  const comment = one.comment === null ? '' : `: ${one.comment}`;
  const end =
    one.withdrawn === null
      ? one.expiresAt === null
        ? ''
        : ` (${one.counts ? 'good until' : 'ran out'} ${screen.times.at(one.expiresAt)})`
      : ` (taken back ${screen.times.at(one.withdrawn.at)}: ${one.withdrawn.because})`;
  return `${one.person} ${did} ${what} ${screen.times.at(one.decidedAt)}${ticket}${comment}${end}`;
}

async function isConfirmed({ given, prompt }: Invocation, act: Act, { name, digest }: PlanDetail): Promise<boolean> {
  const wave = given.whole('wave', 1, 10_000);
  const what = `${act === 'withdraw' ? 'what you decided on ' : ''}${wave === undefined ? '' : `wave ${wave} of `}"${plainText(name)}" (${digest.slice(0, 12)})`;
  const answer = await prompt.ask(`${verbs[act]} ${what}? Type yes:`);
  return answer.toLowerCase() === 'yes';
}

function told({ given, screen }: Invocation, summary: PlanSummary, act: Act, isDryRun: boolean): ExitCode {
  if (given.json() !== false) {
    screen.json(summary);
    return exitCodes.done;
  }
  screen.line();
  for (const one of summary.standings)
    screen.line(plainText(`${one.wave === 0 ? 'The plan' : `Wave ${one.wave}`}: ${one.words}${untilOf(screen, one)}`));
  if (isDryRun) {
    screen.note('Nothing was decided; so it would stand.');
    return exitCodes.done;
  }
  const digest = summary.digest.slice(0, 12);
  screen.note('It stays in the log with your name.');
  if (act === 'withdraw') screen.next(`changeguard approve --list`);
  else screen.note(`To undo: "changeguard approve ${digest} --withdraw --because REASON".`);
  return exitCodes.done;
}

function untilOf(screen: Screen, { until }: PlanSummary['standings'][number]): string {
  return until === null ? '' : ` until ${screen.times.at(until)}`;
}

/** `approve --list`. */
async function listPlans({ given, screen, client: connect }: Invocation): Promise<ExitCode> {
  const client = await connect();
  const limit = given.whole('limit', 1, 100_000) ?? 50;
  const { items, hasMore } = await client.items('listPlans', { query: { top: Math.min(limit, 200) } }, limit);
  const json = given.json();
  if (json !== false) {
    screen.jsonList(items, json, Object.keys(planSummary.shape));
    return exitCodes.done;
  }
  if (items.length === 0) {
    screen.note('No plan is saved yet.');
    screen.next('changeguard plan -o FILE');
    return exitCodes.done;
  }
  screen.table(
    [
      { title: 'Plan', cell: (plan) => plan.name, min: 12 },
      { title: 'Digest', cell: (plan) => plan.digest.slice(0, 12) },
      { title: 'Author', cell: authors, drop: 2 },
      { title: 'Servers', cell: (plan) => String(plan.servers), drop: 1 },
      { title: 'Approval', cell: approvalCell, min: 16 },
    ],
    items,
  );
  if (hasMore) screen.note(`There are more than ${limit} plans; --limit shows more.`);
  const first = items.find((plan) => plan.standings.some((one) => one.left > 0));
  if (first !== undefined) screen.next(`changeguard approve ${first.digest.slice(0, 12)}`);
  return exitCodes.done;
}

/** By waves, what is still to come stands first: that is what somebody looks for. */
function approvalCell({ standings }: PlanSummary) {
  const open = standings.find((one) => one.state !== 'granted');
  if (open === undefined) {
    const text = standings[0]?.words ?? '';
    return text === 'approved' ? { text: `✓ ${text}`, tone: 'good' as const } : `– ${text}`;
  }
  const text = `${open.wave === 0 ? '' : `wave ${open.wave}: `}${open.words}`;
  return open.state === 'refused'
    ? { text: `✗ ${text}`, tone: 'bad' as const }
    : { text: `? ${text}`, tone: 'warn' as const };
}

/** What was rehearsed is named by its digest, so that who approves can be shown that very result. */
function rehearsedInWords(screen: Screen, { rehearsal }: PlanSummary): string {
  if (rehearsal === null) return 'Not rehearsed.';
  const { digest, seeds, finished, estate, rehearsedBy, rehearsedAt } = rehearsal;
  const where = estate === 'mine' ? '' : ` on the sample estate (${estate})`;
  return `Rehearsed${where}: it ends in ${finished} of ${plural(seeds, 'seed')} (${digest.slice(0, 12)}, ${rehearsedBy}, ${screen.times.at(rehearsedAt)}).`;
}
