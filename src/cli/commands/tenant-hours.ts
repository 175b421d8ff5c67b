import type { z } from 'zod';
import type { tenant } from '../../contract/installation.ts';
import type { Handler, Invocation } from '../command.ts';
import { exitCodes, usageProblem } from '../problem.ts';
import { plainText, toned } from '../tone.ts';
import { calendarsGiven, calendarsOver } from './plan-calendars.ts';

type Hours = Pick<z.infer<typeof tenant>, 'calendars' | 'openings'>;

/** `admin tenant hours`: the windows and freezes of the tenant, and when they let anything start next. */
export const showHours: Handler = async (invocation) => {
  const { given, screen } = invocation;
  const client = await invocation.client();
  const { calendars, openings } = await client.call('showTenant');
  if (given.json() !== false) {
    screen.json({ calendars, openings });
    return exitCodes.done;
  }
  for (const { name, zone, open, closed } of calendars) {
    screen.line(`${toned('strong', plainText(name))}  ${toned('dim', plainText(zone))}`);
    if (open.length === 0) screen.line(plainText('  open at any hour'));
    for (const { days, from, to } of open) screen.prose(plainText(`open ${days.join(', ')} ${from} to ${to}`), '  ');
    for (const { from, to, because } of closed) screen.prose(plainText(`closed ${from} to ${to}: ${because}`), '  ');
  }
  openingsTold(invocation, { calendars, openings });
  screen.next('changeguard admin tenant set --calendar FILE --because REASON');
  return exitCodes.done;
};

/** When something may start next, or that nothing of the tenant keeps it. */
export function openingsTold({ screen }: Invocation, { calendars, openings }: Hours): void {
  if (calendars.length === 0) {
    screen.line(plainText('The tenant has no windows and no freezes: its plans alone say when starts are allowed.'));
    return;
  }
  screen.line(plainText('Starts are allowed, where their plan allows them as well:'));
  for (const { text } of openings) screen.prose(plainText(text), '  ');
}

/** The calendars of the files in place of those of the same names, and after `--clear-calendars` of all; nothing where nothing was said of them. */
export async function calendarsChanged(
  { given, io }: Invocation,
  { calendars }: Pick<Hours, 'calendars'>,
): Promise<Partial<Pick<Hours, 'calendars'>>> {
  const files = await calendarsGiven({ given, io });
  const isCleared = given.flag('clearCalendars');
  if (files.length === 0 && !isCleared) return {};
  if (given.text('because') === undefined) throw usageProblem('Windows and freezes need a reason.', 'Give --because.');
  return { calendars: calendarsOver(isCleared ? [] : calendars, files) ?? [] };
}
