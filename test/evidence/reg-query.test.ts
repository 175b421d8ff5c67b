import { expect, test } from 'vitest';
import { encodings } from './support/encodings.ts';
import { codesOf, factsOf, read, sample } from './support/readings.ts';
import { device, lastConnectedAt, offboarding, policies, standard, streamlined } from './support/registry.ts';

test('the sample of reg query: onboarding state 1, and nothing about values that were not printed', async () => {
  const reading = await read(sample('synthetic/reg-query-status.txt'));
  expect(reading.format).toBe('reg-query');
  expect(reading.rows.map(({ source, facts, origin }) => [source, facts, origin.places?.['onboarding.state']])).toEqual(
    [['registry/status', { 'onboarding.statusKeyPresent': true, 'onboarding.state': 1 }, { line: 3 }]],
  );
  expect(reading.problems).toEqual([]);
});

const query = (key: string, ...lines: readonly string[]) =>
  `\r\n${key}\r\n${lines.map((line) => `    ${line}\r\n`).join('')}\r\n`;

test('reg query: texts, numbers, 64 bits and bytes', async () => {
  const output = query(
    `${device}\\Status`,
    'OnboardingState    REG_DWORD    0x1',
    'LastConnected    REG_QWORD    0x1dcb1ded53e8000',
    'ConfigurationVersion    REG_SZ    32.1',
  );
  expect(factsOf(await read(output))).toEqual({
    'onboarding.statusKeyPresent': true,
    'onboarding.state': 1,
    'sense.configVersion': '32.1',
    'onboarding.lastConnectedAt': lastConnectedAt,
  });
});

test.each(['ERRORLEVEL=1', 'exit status 1', 'Exit code: 1', 'errorlevel 1'])(
  'S3-02 the exit status decides, never the words of the error: %s',
  async (status) => {
    for (const [, encode] of encodings) {
      const text = `C:\\>reg query "${policies}" /v OnboardingInfo\r\n\r\nFEHLER: Der angegebene Schlüssel wurde nicht gefunden.\r\n${status}\r\n`;
      const reading = await read(encode(text));
      expect(factsOf(reading)).toEqual({ 'onboarding.policyPresent': false });
      expect(reading.problems).toEqual([]);
    }
  },
);

test('X-01 without an exit status an error says nothing, and other failures never do', async () => {
  const error = `reg query "${policies}" /v OnboardingInfo\r\nERROR: The system was unable to find the specified registry key or value.\r\n`;
  for (const text of [error, `${error}ERRORLEVEL=5\r\n`]) {
    const reading = await read(text);
    expect(reading.rows).toEqual([]);
    expect(codesOf(reading)).toEqual(['tool-failed']);
  }
});

test('X-01 a refused access has the exit status of a missing value, so it never proves that nothing orders offboarding', async () => {
  const asked = (key: string, value: string) =>
    `reg query "${key}" /v ${value}\r\nERROR: Access is denied.\r\nERRORLEVEL=1\r\n`;
  const reading = await read(`${asked(policies, offboarding)}${asked(`${policies}\\DeviceTagging`, 'VDI')}`);
  expect(reading.rows).toEqual([]);
  const ids = await read(`${asked(device, 'SenseId')}${asked(device, 'SenseMachineId')}`);
  expect(factsOf(ids)).toEqual({ 'device.id': null });
  expect((await read(asked(device, 'SenseId'))).rows).toEqual([]);
});

test('a whole listing with exit status 0 proves what a key lacks; one without, or of the key above, does not', async () => {
  const listing = query(policies, 'GroupIds    REG_SZ    x');
  const whole = await read(
    `reg query "HKLM\\Software\\Policies\\Microsoft\\Windows Advanced Threat Protection"\r\n${listing}exit status 0\r\n`,
  );
  expect(factsOf(whole)).toEqual({ 'onboarding.policyPresent': false, 'onboarding.offboardingPresent': false });
  expect((await read(listing)).rows).toEqual([]);
  const above = query('HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft').trimEnd();
  const parent = await read(
    `reg query HKLM\\Software\\Policies\\Microsoft\r\n${above}\r\n${policies}\r\n\r\nexit status 0\r\n`,
  );
  expect(parent.rows).toEqual([]);
  const tree = await read(
    `reg query HKLM\\Software\\Policies\\Microsoft /s\r\n${above}\r\n\r\n${listing}exit status 0\r\n`,
  );
  expect(factsOf(tree)['onboarding.policyPresent']).toBe(false);
});

test('X-01 what is listed in two ways, or found once and not found once, is not used', async () => {
  const one = query(policies, `OnboardingInfo    REG_SZ    ${standard}`);
  const other = query(policies, `OnboardingInfo    REG_SZ    ${streamlined}`);
  expect(factsOf(await read(`${one}${other}`))).toEqual({});
  const command = `reg query "${policies}"`;
  const lacking = `${command}\r\n${query(policies, 'GroupIds    REG_SZ    x')}exit status 0\r\n`;
  expect(factsOf(await read(`${one}${lacking}`))).not.toHaveProperty('onboarding.policyPresent');
  expect(factsOf(await read(`${lacking}${one}`))).not.toHaveProperty('onboarding.policyPresent');
  const refused = `${command} /v OnboardingInfo\r\nexit status 1\r\n`;
  expect(factsOf(await read(`${refused}${one}`))).not.toHaveProperty('onboarding.policyPresent');
});

test('the view of 32-bit programs is another registry', async () => {
  const reading = await read(
    `reg query "${policies}" /reg:32\r\n${query(policies, `OnboardingInfo    REG_SZ    ${standard}`)}exit status 0\r\n`,
  );
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['text-unread']);
});

test('a query of another computer is evidence of that one', async () => {
  const listing = query(policies, `OnboardingInfo    REG_SZ    ${standard}`);
  const commanded = await read(`reg query "\\\\DC02\\HKLM\\Software\\X"\r\n${listing}`);
  expect(commanded.rows[0]?.name).toBe('DC02');
  expect((await read(listing.replace('HKEY', '\\\\DC03\\HKEY'))).rows[0]?.name).toBe('DC03');
});

test('X-01 an output that was cut off anywhere says nothing that the whole one does not say', async () => {
  const values = [`OnboardingInfo    REG_SZ    ${standard}`, `${offboarding}    REG_SZ    x`];
  const whole = `reg query "${policies}"\r\n${query(policies, ...values)}exit status 0\r\n`;
  const known = factsOf(await read(whole));
  expect(known['onboarding.offboardingPresent']).toBe(true);
  for (let length = 0; length < whole.length; length++)
    expect(known).toEqual(expect.objectContaining(factsOf(await read(whole.slice(0, length)))));
});
