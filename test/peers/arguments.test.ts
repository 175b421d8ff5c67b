import { expect, test } from 'vitest';
import { help, readArguments } from '../../bench/peers/arguments.ts';

/* What "npm run peers" is asked for is read before anything is installed. */

test.each([
  [['--servers', 'many'], '--servers is a whole number from 1 to 100,000, not "many".'],
  [['--servers', '0'], '--servers is a whole number from 1 to 100,000, not "0".'],
  [['--servers', '1e3'], '--servers is a whole number from 1 to 100,000, not "1e3".'],
  [['--hosts', '10001'], '--hosts is a whole number from 1 to 10,000, not "10001".'],
  [['--rounds', '-1'], "'--rounds'"],
  [['--rounds', '2.5'], '--rounds is a whole number from 1 to 100, not "2.5".'],
  [['--hosts', '10', '--waves', '3'], '10 hosts cannot be cut into 3 waves of one size.'],
  [['--into', ''], '--into needs the name of a folder.'],
  [['--fast'], "'--fast'"],
  [['dbos'], "'dbos'"],
  [['--write', '--quick'], 'Only a whole run is written down'],
  [['--write', '--servers', '10'], 'Only a whole run is written down'],
  [['--write', '--dark-host'], 'Only a whole run is written down'],
])('%j is refused with what is wrong', (args, why) => {
  expect(readArguments(args)).toEqual({ kind: 'refused', why: expect.stringContaining(why) });
});

test('nothing said is a whole run in a folder that is removed, without fetching Ansible', () => {
  expect(readArguments([])).toEqual({
    kind: 'order',
    order: {
      ...{ servers: 2_000, hosts: 1_000, waves: 5, rounds: 3, into: undefined },
      ...{ isKept: false, isQuick: false, isJson: false, isChecked: false, isWritten: false },
      ...{ isAnsibleAsked: false, isDarkHostOnly: false },
    },
  });
});

test.each([
  ['a quick look is small', ['--quick'], { servers: 300, hosts: 100, waves: 5, rounds: 1, isQuick: true }],
  ['what is said counts more than quick', ['--quick', '--servers', '40'], { servers: 40, hosts: 100 }],
  ['a folder that is named is kept', ['--into', 'there'], { into: 'there', isKept: true }],
  ['a folder of ours is kept where that is asked', ['--keep'], { into: undefined, isKept: true }],
  ['the dark host brings Ansible with it', ['--dark-host'], { isDarkHostOnly: true, isAnsibleAsked: true }],
  ['a record is whole, so that it brings Ansible with it', ['--write'], { isWritten: true, isAnsibleAsked: true }],
])('%s', (_rule, args, order) => {
  expect(readArguments(args)).toMatchObject({ kind: 'order', order });
});

test('every option is in the help, and help is asked for by its name', () => {
  const names = ['servers', 'hosts', 'waves', 'rounds', 'into', 'keep', 'quick', 'json', 'check', 'write', 'ansible'];
  for (const name of [...names, 'dark-host', 'help']) expect(help).toContain(`--${name}`);
  expect(readArguments(['--help'])).toEqual({ kind: 'help' });
  expect(readArguments(['--help', '--servers', 'many'])).toEqual({ kind: 'help' });
});
