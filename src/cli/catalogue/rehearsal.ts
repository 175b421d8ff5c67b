import { sampleEstates } from '../../contract/sample-estates.ts';
import type { CommandSpec } from '../command.ts';

export const rehearsalCommands: readonly CommandSpec[] = [
  {
    path: 'rehearse',
    args: [{ name: '<plan>', about: 'the file of a saved plan, or its digest (eight signs or more)' }],
    summary: 'Play a plan on a twin of the estate, with faults and a turned clock',
    more: 'The twin is made of what is known now; nothing real is touched. What comes of it is kept with the plan, and whoever approves it sees it. Leaving does not stop it: --show waits for it.',
    options: [
      { flags: '--seed <n>', about: 'play this seed, to see again what it did (default: from 1)' },
      { flags: '--seeds <n>', about: 'how many seeds, one after the other (default 20; 1 with --seed)' },
      {
        flags: '--fault <kind>',
        about:
          'lay this on: host-dark, or with a share of the servers or calls: host-dark=5%; may be given several times',
        isList: true,
      },
      {
        flags: '--estate <estate>',
        about: 'your servers as they are known (default), or the rules of the plan on a sample',
        choices: ['mine', ...sampleEstates],
      },
      {
        flags: '--anonymise',
        about: 'invented names of servers, sites and domains, so that the result can be shown to others',
      },
      { flags: '--show', about: 'show the newest that is kept, or wait for the one that runs; play none' },
      {
        flags: '--course',
        about:
          'how the campaign goes on in the first seed, change by change of the turned clock, instead of the result',
      },
      { flags: '--exit-code', about: 'exit 3 when the campaign does not come to its end in every seed' },
      { flags: '--json', about: 'the answer as JSON, every seed with all that held it' },
    ],
    examples: [
      'rehearse berlin.plan.json',
      'rehearse berlin.plan.json --fault host-dark --fault throttle-with-retry-after=20%',
      'rehearse 0f3c9a1b2d4e --seed 7 --fault high-load --json',
      'rehearse berlin.plan.json --show --course',
      'rehearse berlin.plan.json --anonymise --seeds 5 --exit-code',
    ],
    exits: [
      '0  rehearsed, or shown',
      '1  it broke off, or the plan is outdated',
      '2  there is no such fault',
      '3  with --exit-code: a seed did not come to its end',
      '5  another rehearsal runs',
    ],
    load: async () => (await import('../commands/rehearse.ts')).rehearse,
  },
];
