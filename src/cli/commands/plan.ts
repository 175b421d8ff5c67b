import type { Plan } from '../../contract/campaigns.ts';
import type { Handler } from '../command.ts';
import { exitCodes } from '../problem.ts';
import type { Screen } from '../screen.ts';
import { resolve } from '../settings.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

/** `plan [selector...] -o FILE`. The file holds the server's document to the byte, since its digest covers every member. */
export const plan: Handler = async (invocation) => {
  const { given, io, screen } = invocation;
  const output = given.text('output');
  const name = given.text('name');
  const channel = given.text('channel') as Plan['channel'] | undefined;
  const client = await invocation.client();
  const { answer, raw } = await client.exchange('makePlan', {
    body: {
      selector: given.words.join(' ') || 'all',
      rules: { caps: { inFlight: given.whole('cap', 1, 1_000) ?? 10 } },
      demand: (given.text('demand') as Plan['demand'] | undefined) ?? 'service',
      ...(name === undefined ? {} : { name }),
      ...(channel === undefined ? {} : { channel }),
    },
  });
  if (output !== undefined) await io.writeFile(resolve(io, output), `${JSON.stringify(raw, null, 2)}\n`);
  if (given.json() !== false) {
    screen.json(raw);
    return exitCodes.done;
  }
  showPlan(screen, answer, true);
  if (output === undefined) {
    screen.note('The plan was not saved: give -o FILE.');
    return exitCodes.done;
  }
  screen.note(`Saved to ${plainText(output)}. Nothing has started; to undo, delete the file.`);
  screen.next(`changeguard apply ${output} --dry-run`, `changeguard apply ${output}`);
  return exitCodes.done;
};

const maxShownExcluded = 20;

/** @param listsExcluded whether each server that is left out is named, or only their number. */
export function showPlan(screen: Screen, plan: Plan, listsExcluded: boolean): void {
  const servers = plan.waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  screen.line(
    `${toned('strong', plainText(plan.name))}  ${plural(servers, 'server')} in ${plural(plan.waves.length, 'wave')}`,
  );
  screen.prose(
    plainText(
      `journey ${plan.journey} · edition ${plan.edition} · at most ${plan.rules.caps.inFlight} in flight · started by ${plan.channel === 'graph' ? 'Graph' : 'a task in the portal'} · evidence of ${plan.demand === 'host' ? 'the host itself' : 'the service or the host'}`,
    ),
    '  ',
  );
  screen.prose(
    plainText(
      `made by ${plan.author}, ${screen.times.at(new Date(plan.createdAt).toISOString())} · digest ${plan.digest.slice(0, 12)}`,
    ),
    '  ',
  );
  plan.waves.forEach((wave, index) => {
    screen.prose(
      plainText(
        `wave ${index + 1}${wave.name === `wave ${index + 1}` ? '' : `  ${wave.name}`}  ${wave.hosts.map((host) => host.name).join(', ')}`,
      ),
      '  ',
    );
  });
  if (plan.excluded.length === 0) return;
  if (!listsExcluded) {
    screen.line(`  ${plural(plan.excluded.length, 'server')} left out`);
    return;
  }
  screen.line(`  ${plural(plan.excluded.length, 'server')} left out:`);
  for (const host of plan.excluded.slice(0, maxShownExcluded))
    screen.prose(plainText(`${host.name}  ${host.detail} (${host.reason})`), '    ');
  if (plan.excluded.length > maxShownExcluded)
    screen.line(`    and ${plan.excluded.length - maxShownExcluded} more (--json shows all)`);
}
