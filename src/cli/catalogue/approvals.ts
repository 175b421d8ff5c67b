import type { CommandSpec } from '../command.ts';

export const approvalCommands: readonly CommandSpec[] = [
  {
    path: 'approve',
    args: [{ name: '[plan]', about: 'the file of the plan, or its digest (eight signs or more)' }],
    summary: 'Approve a plan, refuse it, or take that back',
    more: 'Shows what is approved, and asks. The approval holds for this very plan and no other; nobody approves a plan of their own. Needs the role approver.',
    options: [
      { flags: '--list', about: 'show the saved plans and who approved them' },
      { flags: '--limit <n>', about: 'with --list: at most this many (default 50)' },
      { flags: '--wave <n>', about: 'one wave, where each wave is approved by itself' },
      { flags: '--comment <text>', about: 'why it is approved, or under which conditions; kept in the log' },
      { flags: '--ticket <number>', about: 'number of the change ticket: CHG0001' },
      { flags: '--valid <duration>', about: 'how long it is good: 12h, 3d; never longer than the plan says' },
      { flags: '--refuse', about: 'refuse the plan: nothing of it starts until you take that back' },
      { flags: '--withdraw', about: 'take back what you decided' },
      { flags: '--because <reason>', about: 'the reason to refuse or to take back; kept in the log' },
      { flags: '--hand-in', about: 'save a plan that was made elsewhere, so that others can approve it' },
      { flags: '-y, --yes', about: 'do not ask' },
      { flags: '--dry-run', about: 'show what would happen; change nothing' },
      { flags: '--json [fields]', about: 'the answer as JSON; with --list also fields: digest,name,standings' },
    ],
    examples: [
      'approve --list',
      'approve berlin.plan.json --ticket CHG0001 --comment "Seen with the domain team"',
      'approve 0f3c9a1b2d4e --wave 2 --valid 3d',
      'approve 0f3c9a1b2d4e --withdraw --because "The maintenance was moved"',
    ],
    exits: [
      '0  decided, or shown',
      '1  you said no',
      '2  no terminal and no --yes',
      '4  your role does not approve',
      '5  it is your own plan, or somebody refused it',
    ],
    load: async () => (await import('../commands/approve.ts')).approve,
  },
];
