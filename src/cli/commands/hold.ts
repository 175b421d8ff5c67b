import type { HoldResult } from '../../contract/campaigns.ts';
import { stateWords } from '../../contract/state-words.ts';
import type { Handler, Invocation } from '../command.ts';
import { type ExitCode, exitCodes } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import type { Client } from '../transport.ts';
import { plural, stateCell } from '../words.ts';

/** `hold pause`. */
export const pause: Handler = (invocation) =>
  hold(invocation, (client, asked, because) => client.call('pauseCampaign', { ...asked, body: { because } }));

/** `hold resume`. */
export const resume: Handler = (invocation) =>
  hold(invocation, (client, asked, because) =>
    client.call('resumeCampaign', { ...asked, body: { because, accept: [...invocation.given.list('accept')] } }),
  );

/** `hold stop`. */
export const stop: Handler = (invocation) =>
  hold(invocation, (client, asked, because) => client.call('stopCampaign', { ...asked, body: { because } }));

/** `hold abort`. */
export const abort: Handler = (invocation) =>
  hold(invocation, (client, asked, because) =>
    client.call('abortCampaign', { ...asked, body: { because, rollBack: invocation.given.flag('rollBack') } }),
  );

interface Asked {
  readonly params: { readonly id: string };
  readonly query: { readonly dryRun: 'true' | 'false' };
  readonly ifMatch: string;
}

/** Steers what was just looked at, or is refused. */
async function hold(
  invocation: Invocation,
  order: (client: Client, asked: Asked, because: string) => Promise<HoldResult>,
): Promise<ExitCode> {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const params = { id: given.word(0) };
  const { etag } = await client.exchange('showCampaign', { params });
  const query = { dryRun: given.flag('dryRun') ? 'true' : 'false' } as const;
  const result = await order(client, { params, query, ifMatch: etag ?? '' }, given.text('because') ?? '');
  if (given.json() !== false) screen.json(result);
  else tell(invocation, result);
  return exitCodes.done;
}

/** Names of servers that are told on the terminal; --json has all. */
const namesTold = 12;

function tell({ screen }: Invocation, result: HoldResult): void {
  const { campaign, isDryRun } = result;
  const cell = stateCell(stateWords.campaign, campaign.state);
  const lead = isDryRun ? '  would be ' : '  ';
  screen.line(`${toned('strong', plainText(campaign.name))}${lead}${toned(cell.tone, cell.text)}`);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['that it goes on without', result.accepted],
    ['never started', result.abandons],
    ['asked back, a task each', result.rollsBack],
    ['under way, finished in any case', result.finishes],
  ];
  for (const [title, names] of lists) {
    if (names.length === 0) continue;
    const more = names.length > namesTold ? `, and ${names.length - namesTold} more` : '';
    screen.prose(
      plainText(`${plural(names.length, 'server')} ${title}: ${names.slice(0, namesTold).join(', ')}${more}`),
      '  ',
    );
  }
  if (isDryRun) screen.note('Nothing was changed.');
  else screen.next(`changeguard status "${campaign.name}"`);
}
