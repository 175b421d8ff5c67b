import { expect, test } from 'vitest';
import { encodings } from './support/encodings.ts';
import { codesOf, factsOf, processorMs, read, sample } from './support/readings.ts';
import {
  anExport,
  blob,
  device,
  expandable,
  guid,
  hex40,
  lastConnectedAt,
  offboarding,
  orgId,
  policies,
  services,
  standard,
  streamlined,
  text,
  tls,
  windows,
} from './support/registry.ts';

test('S3-02 the sample export: onboarded, policy there and standard, device id of 40 digits, a file time of 64 bits', async () => {
  const reading = await read(sample('synthetic/wdatp-standard.reg'));
  expect(reading.format).toBe('registry-export');
  expect(reading.rows.map(({ source, name, facts }) => [source, name, facts])).toEqual([
    [
      'registry/policies',
      undefined,
      { 'onboarding.policyPresent': true, 'onboarding.policyStreamlined': false, 'onboarding.policyGeo': 'US' },
    ],
    [
      'registry/device',
      undefined,
      { 'device.id': hex40, 'device.idForm': 'hex40', 'onboarding.onboardedInfoPresent': false },
    ],
    [
      'registry/status',
      undefined,
      {
        'onboarding.statusKeyPresent': true,
        'onboarding.state': 1,
        'onboarding.lastConnectedAt': lastConnectedAt,
      },
    ],
  ]);
  // Its last key is not closed, so nothing is said about what that key lacks.
  expect(codesOf(reading)).toEqual(['text-unread']);
  expect(JSON.stringify(reading)).not.toContain(orgId);
});

test.each(encodings)('an export in %s reads the same', async (_, encode) => {
  const reading = await read(encode(anExport({ [policies]: [text('OnboardingInfo', standard), text('Größe', 'x')] })));
  expect(factsOf(reading)).toMatchObject({ 'onboarding.policyPresent': true, 'onboarding.offboardingPresent': false });
});

test.each([
  ['empty', ''],
  ['blanks', '   '],
  ['line ends', '\r\n\r\n'],
  ['a byte order mark', '\uFEFF'],
  ['a mark, blanks and line ends', '\uFEFF \r\n\t'],
])('decision 5: an onboarding policy of %s is missing', async (_, value) => {
  const reading = await read(`\uFEFF${anExport({ [policies]: [text('OnboardingInfo', value)] })}`);
  expect(factsOf(reading)).toEqual({ 'onboarding.policyPresent': false, 'onboarding.offboardingPresent': false });
});

test('decision 5: an onboarding policy that is absent from the whole key is missing', async () => {
  expect(factsOf(await read(anExport({ [policies]: [] })))['onboarding.policyPresent']).toBe(false);
});

test('S3-19 OnboardedInfo without Policies never counts as the policy', async () => {
  const facts = factsOf(await read(anExport({ [device]: [text('OnboardedInfo', streamlined)] })));
  expect(facts).toEqual({
    'device.id': null,
    'onboarding.onboardedInfoPresent': true,
    'onboarding.activeStreamlined': true,
    'onboarding.activeGeo': 'GW_EU',
  });
  const swapped = anExport({
    [device]: [text('OnboardingInfo', streamlined)],
    [policies]: [text('OnboardedInfo', streamlined)],
  });
  expect(factsOf(await read(swapped))).toMatchObject({
    'onboarding.policyPresent': false,
    'onboarding.onboardedInfoPresent': false,
  });
});

test('S3-19 an export without the key proves nothing about the policy', async () => {
  const above = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft';
  const reading = await read(anExport({ [above]: [], [`${policies}\\DeviceTagging`]: [] }));
  expect(factsOf(reading)).toEqual({ 'onboarding.vdi': false });
});

test.each([
  ['GW_US', true, 'GW_US'],
  ['GW_FFL4', true, 'GW_FFL4'],
  ['FFL4', false, 'FFL4'],
  ['gw_us', false, 'gw_us'],
  ['', false, 'US'],
])('the partner geography %j makes the package streamlined: %s', async (partner, isStreamlined, geo) => {
  const value = blob({ vortexGeoLocation: 'US', partnerGeoLocation: partner });
  expect(factsOf(await read(anExport({ [policies]: [text('OnboardingInfo', value)] })))).toMatchObject({
    'onboarding.policyStreamlined': isStreamlined,
    'onboarding.policyGeo': geo,
  });
});

test.each([
  ['policy new, active old: a restart is outstanding', streamlined, standard, true],
  ['both new', streamlined, streamlined, false],
  ['both old', standard, standard, false],
  ['policy old, active new: nothing is documented', standard, streamlined, undefined],
])('SC-02 %s', async (_, policy, active, expected) => {
  const keys = { [device]: [text('OnboardedInfo', active)], [policies]: [text('OnboardingInfo', policy)] };
  const facts = factsOf(await read(anExport(keys)));
  expect(facts['onboarding.restartOutstanding']).toBe(expected);
  expect(facts['onboarding.keysAgree']).toBe(true);
});

test('policies of two tenants do not agree, and neither id is kept', async () => {
  const other = '00000000-0000-4000-8000-0000000000b2';
  const keys = {
    [device]: [text('OnboardedInfo', blob({ orgId: other }))],
    [policies]: [text('OnboardingInfo', standard)],
  };
  const reading = await read(anExport(keys));
  expect(factsOf(reading)['onboarding.keysAgree']).toBe(false);
  expect(JSON.stringify(reading)).not.toMatch(/0000000000[ab]/);
});

test.each([
  ['no JSON', '{"body":"{\\"orgId'],
  ['another JSON', '{"hello":1}'],
  ['a body that is no text', '{"body":[1]}'],
  ['a list', '[]'],
])('an onboarding value that is %s is neither a policy nor the lack of one', async (_, value) => {
  const reading = await read(anExport({ [policies]: [text('OnboardingInfo', value)] }));
  expect(factsOf(reading)).toEqual({ 'onboarding.offboardingPresent': false });
  expect(reading.problems).toEqual([{ code: 'value-unknown', detail: expect.not.stringContaining('hello'), line: 4 }]);
});

test('an onboarding policy of another type than text is not read', async () => {
  const reading = await read(anExport({ [policies]: ['"OnboardingInfo"=dword:00000001'] }));
  expect(factsOf(reading)).toEqual({ 'onboarding.offboardingPresent': false });
  expect(codesOf(reading)).toEqual(['value-unknown']);
});

test('the order to offboard is seen', async () => {
  const keys = { [policies]: [text('OnboardingInfo', standard), text(offboarding, '{"body":"x"}')] };
  expect(factsOf(await read(anExport(keys)))['onboarding.offboardingPresent']).toBe(true);
});

test.each([
  ['SenseId', hex40, hex40, 'hex40'],
  ['senseid', hex40.toUpperCase(), hex40, 'hex40'],
  ['SenseMachineId', guid, guid, 'guid'],
  ['SenseMachineId', `{${guid.toUpperCase()}}`, guid, 'guid'],
  ['SenseId', 'not-an-id', 'not-an-id', 'other'],
])('decision 6: %s with %s is the device id, and its form is told', async (name, value, id, form) => {
  const reading = await read(anExport({ [device]: [text(name, value)] }));
  expect(factsOf(reading)).toMatchObject({ 'device.id': id, 'device.idForm': form });
});

test('decision 6: senseGuid has the form of a GUID and is not the device id', async () => {
  expect(factsOf(await read(anExport({ [device]: [text('senseGuid', guid)] })))).toEqual({
    'device.id': null,
    'onboarding.onboardedInfoPresent': false,
  });
});

test('decision 6: both names with one id are one id; two ids are a contradiction that stays visible', async () => {
  const both = (a: string, b: string) => read(anExport({ [device]: [text('SenseId', a), text('SenseMachineId', b)] }));
  expect(await both(hex40, hex40.toUpperCase())).toMatchObject({ problems: [] });
  const differing = await both(hex40, hex40.replace('1f', '2f'));
  expect(factsOf(differing)).not.toHaveProperty('device.id');
  expect(codesOf(differing)).toEqual(['evidence-contradictory']);
  const forms = await both(guid, hex40);
  expect(factsOf(forms)).toMatchObject({ 'device.id': hex40, 'device.idForm': 'hex40' });
  expect(codesOf(forms)).toEqual(['evidence-contradictory']);
});

test('decision 6: a text that can be no id is told and not kept', async () => {
  const reading = await read(anExport({ [device]: [text('SenseId', `${hex40}\r\nmore of it`)] }));
  expect(factsOf(reading)).toEqual({ 'onboarding.onboardedInfoPresent': false });
  expect(codesOf(reading)).toEqual(['value-unknown']);
});

test('a device id that is empty under both names is none', async () => {
  const reading = await read(anExport({ [device]: [text('SenseId', ''), text('SenseMachineId', ' ')] }));
  expect(factsOf(reading)['device.id']).toBeNull();
});

test.each([
  ['64 bits', '"LastConnected"=hex(b):00,80,3e,d5,de,b1,dc,01', true],
  ['bytes', '"LastConnected"=hex:00,80,3e,d5,de,b1,dc,01', true],
  ['digits', '"LastConnected"="134177659532771328"', true],
  ['32 bits', '"LastConnected"=dword:00000001', false],
  ['the year 1601', '"LastConnected"=hex(b):00,00,00,00,00,00,00,00', false],
  ['nonsense', '"LastConnected"="yesterday"', false],
  ['a time after the export', '"LastConnected"=hex(b):00,80,3e,d5,de,b1,ee,01', false],
])('LastConnected as %s', async (_, line, isRead) => {
  const reading = await read(anExport({ [`${device}\\Status`]: [line] }));
  expect(factsOf(reading)['onboarding.lastConnectedAt']).toBe(isRead ? lastConnectedAt : undefined);
  expect(reading.problems).toHaveLength(isRead ? 0 : 1);
});

test('decision 7: CurrentBuild and UBR give build and revision, with the words that tell a server', async () => {
  const lines = [text('CurrentBuild', '20348'), text('CurrentBuildNumber', '20348'), '"UBR"=dword:0000131d'];
  lines.push(text('ProductName', 'Windows Server 2022 Standard'), text('InstallationType', 'Server Core'));
  const reading = await read(anExport({ [windows]: [...lines, text('RegisteredOwner', 'Anna')] }));
  expect(reading.rows[0]?.source).toBe('registry/windows');
  expect(factsOf(reading)).toEqual({
    'os.family': 'windows',
    'os.build': 20348,
    'os.revision': 4893,
    'os.productName': 'Windows Server 2022 Standard',
    'os.installationType': 'Server Core',
  });
  expect(JSON.stringify(reading)).not.toContain('Anna');
});

test('X-01 two builds in one key are none', async () => {
  const reading = await read(
    anExport({ [windows]: [text('CurrentBuild', '20348'), text('CurrentBuildNumber', '17763')] }),
  );
  expect(factsOf(reading)).not.toHaveProperty('os.build');
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test.each([
  ['on and offered', ['"Enabled"=dword:00000001', '"DisabledByDefault"=dword:00000000'], true],
  ['on', ['"Enabled"=dword:ffffffff'], true],
  ['off', ['"Enabled"=dword:00000000', '"DisabledByDefault"=dword:00000000'], false],
  ['on and not offered', ['"Enabled"=dword:00000001', '"DisabledByDefault"=dword:00000001'], false],
  ['nothing', [], undefined],
  ['a word', ['"Enabled"="1"'], undefined],
])('S3-14 TLS 1.2 for clients with %s', async (_, lines, expected) => {
  expect(factsOf(await read(anExport({ [tls]: lines })))['tls12.enabled']).toBe(expected);
});

test('S3-14 the proxy of a policy is kept without its credentials; that there is none is not concluded', async () => {
  const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\DataCollection';
  const proxied = await read(
    anExport({ [key]: [text('TelemetryProxyServer', 'bank\\anna:hunter2@proxy.bank.example:8080')] }),
  );
  expect(factsOf(proxied)).toEqual({ 'proxy.mode': 'configured', 'proxy.address': 'proxy.bank.example:8080' });
  expect(JSON.stringify(proxied)).not.toContain('hunter2');
  expect((await read(anExport({ [key]: [] }))).rows).toEqual([]);
});

test.each([
  ['NonPersistent', true],
  ['Persistent', undefined],
])('the tag VDI "%s"', async (value, expected) => {
  const reading = await read(
    anExport({ [`${policies}\\DeviceTagging`]: [text('VDI', value), text('Group', 'Wave1')] }),
  );
  expect(factsOf(reading)['onboarding.vdi']).toBe(expected);
});

test.each([
  ['%ProgramFiles%\\Windows Defender Advanced Threat Protection\\MsSense.exe', false],
  [
    'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Platform\\10.8804.27858.1000\\MsSense.exe',
    false,
  ],
  ['D:\\Elsewhere\\MsSense.exe', undefined],
  ['C:\\Windows\\System32\\cmd.exe', true],
  ['C:\\Windows\\System32\\cmd.exe /c start \\MsSense.exe', undefined],
])('the image path of Sense %s', async (path, tampered) => {
  const reading = await read(
    anExport({ [`${services}\\Sense`]: [expandable('ImagePath', `"${path}"`), '"Start"=dword:00000002'] }),
  );
  expect(factsOf(reading)['sense.imagePathTampered']).toBe(tampered);
  expect(factsOf(reading)['sense.startType']).toBe('Automatic');
  expect(JSON.stringify(reading)).not.toMatch(/Elsewhere|cmd\.exe/);
});

test('the version of sensor v2.x is the folder of its service; Npcap is there when its key is', async () => {
  const path = 'C:\\Program Files\\Azure Advanced Threat Protection Sensor\\2.254.19112.470\\Microsoft.Tri.Sensor.exe';
  const keys = { [`${services}\\AATPSensor`]: [expandable('ImagePath', `"${path}"`)], [`${services}\\npcap`]: [] };
  expect(factsOf(await read(anExport(keys)))).toEqual({ 'mdi.v2.version': '2.254.19112.470', 'npcap.installed': true });
});

test('an export that holds the name of its computer is of that one', async () => {
  const keys = {
    [`${services}\\Tcpip\\Parameters`]: [text('Hostname', 'DC01'), text('Domain', 'bank.example')],
    [policies]: [text('OnboardingInfo', standard)],
  };
  const reading = await read(anExport(keys), { host: 'dc02.bank.example' });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['host-mismatch']);
  expect((await read(anExport(keys))).rows[0]).toMatchObject({ name: 'DC01', fqdn: 'dc01.bank.example' });
});

test('decision 10: unknown values and keys of Defender are kept or told; what they hold is not', async () => {
  const keys = {
    [device]: [text('SenseId', hex40), '"NewSwitch"=dword:00000007', text('NewText', 'secret'), text('OrgId', orgId)],
    [`${device}\\NewKey`]: [text('a', 'secret')],
  };
  const reading = await read(anExport(keys));
  expect(factsOf(reading)).toMatchObject({ 'registry.device.NewSwitch': 7, 'registry.device.NewText': 'present' });
  expect(codesOf(reading)).toEqual(['fact-unknown', 'fact-unknown', 'fact-unknown']);
  expect(JSON.stringify(reading)).not.toMatch(/secret|0000000000a1/);
});

test('a script that changes the registry is no export', async () => {
  for (const lines of [`[-${device}]`, `[${device}]\r\n"SenseId"=-`]) {
    const reading = await read(
      `Windows Registry Editor Version 5.00\r\n\r\n[${policies}]\r\n${text('OnboardingInfo', standard)}\r\n\r\n${lines}\r\n\r\n`,
    );
    expect(reading.rows).toEqual([]);
    expect(codesOf(reading)).toEqual(['text-unread']);
  }
});

test('X-01 a line that is not understood leaves open what the key lacks', async () => {
  const reading = await read(anExport({ [policies]: ['garbage'] }));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['text-unread']);
});

test('an older export, with narrow texts, is read', async () => {
  const old = `REGEDIT4\r\n\r\n[${windows}]\r\n"ProductName"=hex(2):41,42,00\r\n"CurrentBuild"="17763"\r\n\r\n`;
  expect(factsOf(await read(old))).toMatchObject({ 'os.productName': 'AB', 'os.build': 17763 });
});

test('a text may go on over lines; one that never ends takes nothing else for its own', async () => {
  const open = `[${policies}]\r\n"OnboardingInfo"="never closed\r\nmore\r\n\r\n[${device}]\r\n${text('SenseId', hex40)}\r\n\r\n`;
  const reading = await read(`Windows Registry Editor Version 5.00\r\n\r\n${open}`);
  expect(factsOf(reading)).toEqual({
    'device.id': hex40,
    'device.idForm': 'hex40',
    'onboarding.onboardedInfoPresent': false,
  });
});

test('X-01 an export that was cut off anywhere says nothing that the whole one does not say', async () => {
  const keys = {
    [device]: [text('SenseId', hex40), text('OnboardedInfo', standard)],
    [`${device}\\Status`]: ['"OnboardingState"=dword:00000001', '"LastConnected"=hex(b):00,80,3e,d5,de,b1,dc,01'],
    [policies]: [text('OnboardingInfo', standard), text(offboarding, 'x')],
    [tls]: ['"Enabled"=dword:00000001', '"DisabledByDefault"=dword:00000001'],
  };
  const whole = anExport(keys);
  const known = factsOf(await read(whole));
  expect(known['onboarding.offboardingPresent']).toBe(true);
  for (let length = 0; length < whole.length; length++)
    expect(known).toEqual(expect.objectContaining(factsOf(await read(whole.slice(0, length)))));
});

test.each([
  ['quotes without end', `[${policies}]\r\n${'"a"="\r\n'.repeat(50_000)}`],
  ['digits without end', `[${policies}]\r\n"a"=hex:${'00,\\\r\n  '.repeat(50_000)}`],
  ['backslashes', `[${policies}]\r\n"${'\\'.repeat(500_000)}`],
  ['brackets', '[\r\n'.repeat(100_000)],
  ['keys without end', `[${policies}]\r\n`.repeat(50_000)],
  ['nested JSON', `[${policies}]\r\n"OnboardingInfo"="${'['.repeat(500_000)}"\r\n\r\n`],
])('%s are a problem, not a crash or a hang', async (_, body) => {
  const text = `Windows Registry Editor Version 5.00\r\n\r\n${body}`;
  expect(await processorMs(() => read(text))).toBeLessThan(2_000);
  expect((await read(text)).problems.length).toBeGreaterThan(0);
});

test('an export without the time of its making gives no row', async () => {
  const reading = await read(anExport({ [policies]: [] }), { observedAt: undefined });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['time-missing']);
});
