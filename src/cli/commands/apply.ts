import type { Plan } from '../../contract/campaigns.ts';
import type { Answer } from '../../contract/routes.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';
import { readPlan } from './plan-file.ts';
import { showPlan } from './plan-words.ts';

type ApplyResult = Answer<'applyPlan'>;

/** `apply FILE`: shows what the server says would happen, asks, and sends the very document of the file. */
export const apply: Handler = async (invocation) => {
  const { given, io, screen, prompt } = invocation;
  const { shaped, raw } = await readPlan(io, given.word(0));
  const isJson = given.json() !== false;
  const isDryRun = given.flag('dryRun');
  // A question beside JSON would be answered without having seen what happens.
  if (!isDryRun && !given.flag('yes') && (!prompt.isPossible || isJson))
    throw usageProblem(
      'Starting a campaign needs a confirmation, and nobody can be asked here.',
      'Look at it with --dry-run, then give --yes.',
    );
  const client = await invocation.client();
  const body = { plan: raw };
  const preview = await client.call('applyPlan', { query: { dryRun: 'true' }, body });
  if (!isJson) await showPreview(invocation, shaped, preview);
  if (isDryRun) {
    if (isJson) screen.json(preview);
    else screen.next(`changeguard apply ${given.word(0)}`);
    return exitCodes.done;
  }
  const servers = shaped.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const verb = preview.isShadow ? 'Start the shadow campaign for' : 'Migrate';
  if (!given.flag('yes') && !(await isConfirmed(invocation, `${verb} ${plural(servers, 'server')}?`))) {
    screen.note('Nothing was started.');
    return exitCodes.failed;
  }
  const result = await client.call('applyPlan', { query: { dryRun: 'false' }, body });
  if (isJson) screen.json(result);
  else told(invocation, result, shaped.digest);
  return exitCodes.done;
};

async function showPreview(invocation: Invocation, plan: Plan, preview: ApplyResult): Promise<void> {
  const { screen } = invocation;
  await showPlan(invocation, plan);
  screen.line();
  screen.line(toned('strong', preview.isShadow ? 'What would be sent (read-only connection)' : 'What happens'));
  if (plan.channel === 'portal')
    screen.prose('A task asks a person to start each server in the Defender portal.', '  ');
  for (const request of preview.wouldSend)
    screen.prose(plainText(`${request.method} ${request.path}  ${request.servers.join(', ')}`), '  ');
  if (preview.isShadow)
    screen.prose(
      'The connection is read-only: nothing is sent; our verdicts are scored against what the portal does.',
      '  ',
    );
  else {
    screen.prose('v2.x goes on until v3.x is ready.', '  ');
    screen.line(toned('strong', 'From when it cannot be undone'));
    screen.prose(plainText(irreversible(screen, preview)), '  ');
  }
  for (const warning of preview.warnings) screen.prose(toned('warn', plainText(`! ${warning}`)), '  ');
}

function irreversible(screen: Invocation['screen'], preview: ApplyResult): string {
  const given = preview.irreversible;
  if (given === undefined || given === null)
    return 'After its observation period the service commits each migration by itself; "changeguard status" shows the instant for every server.';
  return given.earliestAt === null
    ? given.sentence
    : `${given.sentence} Earliest: ${screen.times.due(given.earliestAt, given.asOf)}.`;
}

async function isConfirmed({ prompt }: Invocation, question: string): Promise<boolean> {
  const answer = await prompt.ask(`${question} Type yes to start:`);
  return answer.toLowerCase() === 'yes';
}

function told({ screen }: Invocation, result: ApplyResult, digest: string): void {
  const campaign = result.campaign;
  if (campaign === null) return;
  const name = plainText(campaign.name);
  screen.line();
  if (result.isShadow) {
    screen.line(`Shadow campaign ${name} is watching ${plural(campaign.planned, 'server')}; nothing is sent.`);
    screen.next('changeguard connect arm --because REASON', `changeguard status ${campaign.name}`);
    return;
  }
  if (campaign.latePlans.includes(digest)) {
    screen.line(`A late wave joined campaign ${name}; it begins when the gate in front of it has passed.`);
    screen.next(`changeguard status ${campaign.name}`);
    return;
  }
  screen.line(`Campaign ${name} started with ${plural(campaign.planned, 'server')}.`);
  screen.note('To undo: "changeguard rollback SERVER --because REASON" while a server is under observation.');
  screen.next(`changeguard status ${campaign.name} --watch`);
}
