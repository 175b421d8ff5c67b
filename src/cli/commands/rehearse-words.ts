import type { RehearsalResult } from '../../contract/rehearsals.ts';
import type { Invocation } from '../command.ts';
import type { Screen } from '../screen.ts';
import { plainText, toned } from '../tone.ts';
import { plural } from '../words.ts';

const sitesTold = 5;

/** What came of a rehearsal, what matters to whoever decides first. */
export function showRehearsal({ screen }: Pick<Invocation, 'screen'>, rehearsal: RehearsalResult): void {
  const { summary, estate, planName, digest, runs } = rehearsal;
  const { seeds, finished } = summary;
  const where =
    estate.kind !== 'mine'
      ? `on the sample estate (${estate.kind})`
      : estate.isAnonymous
        ? 'without names'
        : 'on this estate';
  screen.line(
    `${toned('strong', plainText(planName))}  rehearsed ${where}: ${plural(estate.moving, 'server')} of ${estate.servers}, ${plural(seeds, 'seed')}`,
  );
  screen.line(`  digest ${digest.slice(0, 12)} · plan ${rehearsal.planDigest.slice(0, 12)} · nothing real was touched`);
  const isClean = finished === seeds;
  screen.line(
    `  ${toned(isClean ? 'good' : 'bad', isClean ? '✓' : '✗')} the campaign ends in ${finished} of ${plural(seeds, 'seed')}`,
  );
  for (const run of runs.filter((one) => one.outcome !== 'finished'))
    screen.prose(
      plainText(`seed ${run.seed} ${run.outcome === 'open' ? 'does not end' : 'is stopped'}: ${run.because}`),
      '    ',
    );
  showTimes(screen, rehearsal);
  showCoverage(screen, rehearsal);
  showFaults(screen, rehearsal);
  showDecisions(screen, rehearsal);
  showAssumptions(screen, rehearsal);
  screen.next(`changeguard approve ${rehearsal.planDigest.slice(0, 12)}`);
}

function showTimes(screen: Screen, { summary, startAt }: RehearsalResult): void {
  const told = (range: RehearsalResult['summary']['startedAt']) => {
    if (range === null) return 'never';
    const at = (instant: string) => screen.times.at(instant, startAt);
    const isOne = range.least === range.most;
    return isOne ? at(range.least) : `${at(range.least)} to ${at(range.most)}, mostly ${at(range.median)}`;
  };
  screen.line();
  screen.line('When');
  for (const { wave, startedAt, switchedAt } of summary.waves)
    screen.prose(`wave ${wave} starts ${told(startedAt)}; its servers have switched ${told(switchedAt)}`, '  ');
  screen.prose(`the campaign ends ${told(summary.finishedAt)}`, '  ');
}

function showCoverage(screen: Screen, { summary }: RehearsalResult): void {
  screen.line();
  screen.line('Coverage, by the ledger of the twin');
  for (const site of summary.sites.slice(0, sitesTold))
    screen.prose(
      plainText(
        `${site.name || 'no site'}: ${site.undisturbed} of ${site.servers} protected and not in a migration at the lowest, ${site.protected} protected`,
      ),
      '  ',
    );
  if (summary.sites.length > sitesTold)
    screen.line(`  and ${plural(summary.sites.length - sitesTold, 'site')} not lower`);
  const { least, most } = summary.unprotectedSeconds;
  screen.prose(`without a protecting sensor: ${least === most ? most : `${least} to ${most}`} s in all`, '  ');
  for (const { cause, seconds } of summary.causes)
    screen.prose(plainText(`by ${cause}: ${seconds.least} to ${seconds.most} s`), '    ');
}

function showFaults(screen: Screen, { summary, faults }: RehearsalResult): void {
  if (faults.length === 0) return;
  screen.line();
  screen.line('Faults');
  for (const fault of summary.faults) {
    const wish = faults.find(({ kind }) => kind === fault.kind);
    const rate = wish ? ` (${Number((wish.rate * 100).toFixed(2))} %)` : '';
    const stopped = fault.stoppedBy.map(({ brake, seeds }) => `${brake} in ${plural(seeds, 'seed')}`).join(', ');
    const said = fault.fired === 0 ? 'never fired, which proves nothing' : `fired ${plural(fault.fired, 'time')}; `;
    const rest = fault.fired === 0 ? '' : stopped === '' ? 'nothing had to stop it' : `stopped by ${stopped}`;
    screen.prose(plainText(`${fault.kind}${rate} ${said}${rest}`), '  ');
  }
}

function showDecisions(screen: Screen, { summary, policy }: RehearsalResult): void {
  screen.line();
  screen.line('What people are asked');
  if (summary.decisions.length === 0) screen.line('  nothing');
  for (const { task, asked, choices } of summary.decisions) {
    const many = asked.least === asked.most ? `${asked.most}` : `${asked.least} to ${asked.most}`;
    screen.prose(plainText(`${task} (${many}): ${answersInWords(choices)}`), '  ');
  }
  screen.line('The answers are those of stand-ins');
  for (const rule of policy) screen.prose(plainText(rule), '  ');
}

function showAssumptions(screen: Screen, { assumptions }: RehearsalResult): void {
  if (assumptions.length === 0) return;
  screen.line();
  screen.line('Assumed, because nobody told it');
  for (const { fact, value, why, servers } of assumptions)
    screen.prose(
      plainText(
        `${fact} is ${value} on ${plural(servers, 'server')}${why === 'outdated' ? ' (known, and out of date)' : ''}`,
      ),
      '  ',
    );
}

function answersInWords(choices: readonly string[]): string {
  const made = choices.filter((choice) => choice !== 'moot');
  const moot = choices.includes('moot') ? ['needs no answer once the evidence is there'] : [];
  const answers = made.length === 0 ? [] : [`answered with ${made.join(' or ')}`];
  return [...answers, ...moot].join('; ') || 'left open';
}
