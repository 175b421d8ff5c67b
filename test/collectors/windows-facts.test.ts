import { expect, test } from 'vitest';
import { clouds } from '../../src/domain/cloud.ts';
import { isKnownFactKey } from '../../src/domain/fact-keys.ts';
import { protection } from '../../src/evidence/client-analyzer-windows/programs.ts';
import { inReachWords } from '../../src/evidence/host-facts/reach-words.ts';
import { serviceHostOf } from '../../src/evidence/sense-events/service-host.ts';
import { connectionChecks } from '../../src/journeys/connection/checks.ts';
import { checks } from '../../src/journeys/sensor-v3/checks/all.ts';
import { readText } from '../support/modules.ts';
import { nodesOfKind } from '../support/powershell.ts';

/* What the script tells. No PowerShell runs here: its patterns and its parts are held to what the readers do. */

const script = readText('collectors/windows/Get-ChangeguardFacts.ps1');

/** The keys that the script writes, those with a variable part spelled out. */
function collectedKeys(): readonly string[] {
  const services = /foreach \(\$name in ('AATPSensorUpdater'[^)]*)\)/.exec(script)?.[1] ?? '';
  return [...script.matchAll(/Add-(?:Reach)?Fact ["']([^"']+)["']/g)].flatMap(([, key = '']) => {
    if (key === 'service.$name') return [...services.matchAll(/'(\w+)'/g)].map((one) => `service.${one[1]}`);
    if (key.includes('$(')) return ['policy', 'active'].map((one) => key.replace(/\$\(\$one\[0\]\)/, one));
    return [key];
  });
}

test('every fact that the collector writes is one that rules or people read', () => {
  expect(collectedKeys().filter((key) => !isKnownFactKey(key))).toEqual([]);
});

test('S3-02 S3-14 SC-05 the collector gathers every fact that the checks read and a server can tell', () => {
  // Only the service, and what Defender for Endpoint keeps in its cloud, can tell these.
  const ofTheCloud = [
    'device.fqdn',
    'device.onboardingStatus',
    'device.records',
    'mdi.delayedUpdate',
    'mdi.deploymentStatus',
    'mdi.migrationState',
    'mdi.sensorType',
    'mdi.v3.version',
  ];
  const collected = collectedKeys();
  const read = [...new Set(checks.flatMap((check) => check.reads))].toSorted();
  expect(read.filter((key) => !collected.includes(key))).toEqual(ofTheCloud);
  // Only mdatp has it.
  const readOfConnections = [...new Set(connectionChecks.flatMap((check) => check.reads))].toSorted();
  expect(readOfConnections.filter((key) => !collected.includes(key))).toEqual(['edr.partnerGeo']);
  const ofTheDiagnosis = [
    'sense.imagePathTampered',
    'antivirus.thirdParty',
    'connectivity.endpoint443',
    'connectivity.identity443',
    'tls12.enabled',
    'proxy.mode',
    'policy.blocksNewServices',
    'load.cpuPercent',
    'clock.skewSeconds',
  ];
  expect(ofTheDiagnosis.filter((key) => !collected.includes(key))).toEqual([]);
});

test('S3-14 the sensor endpoint of every cloud that has one is tested, by the whole name of the host where it is not the global one', () => {
  const pattern = /\$identityHost -match '([^']+)'/.exec(script)?.[1] ?? '';
  const isTested = (host: string) => new RegExp(pattern, 'i').test(host);
  const domains = Object.values(clouds).flatMap(({ sensorDomain }) => (sensorDomain === '' ? [] : [sensorDomain]));
  expect(domains).toContain('sensorapi.atp.gcc.azure.com');
  expect(domains.filter((domain) => !isTested(`bank${domain}`))).toEqual([]);
  const strangers = [
    'sensorapi.atp.azure.com',
    'banksensorapi.atp.azure.com.example',
    'bank.example',
    'banksensorapi.atp.azure.cn',
  ];
  expect(strangers.filter(isTested)).toEqual([]);
  expect(script).toContain("if ($Workspace -like '*.*') { $identityHost = $Workspace }");
});

test('SC-05 the host of an event of SENSE is found as the reader of its log finds it', () => {
  const pattern = new RegExp(/\$value -match '([^']+)'\) \{ \$place/.exec(script)?.[1] ?? 'nothing', 'i');
  const hosts = [
    'https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test',
    'https://edr-neu.eu.endpoint.security.microsoft.com>',
    'winatp-gw-neu.microsoft.com',
    'https://winatp-gw-neu.microsoft.com:443/commands',
    '"https://WINATP-GW-NEU.microsoft.com"',
  ];
  for (const text of hosts) expect(pattern.exec(text)?.[2]?.toLowerCase(), text).toBe(serviceHostOf(text));
  for (const text of ['1', '-2147012889', '0x80072ee7', '10.0.0.1', '', 'no address'])
    expect(pattern.test(text), text).toBe(false);
});

test.each([
  ['C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe', false],
  [
    'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Platform\\10.8804.27858.1000\\MsSense.exe',
    false,
  ],
  ['D:\\Elsewhere\\MsSense.exe', undefined],
  ['C:\\Windows\\System32\\cmd.exe', true],
  ['C:\\Windows\\System32\\cmd.exe /c start \\MsSense.exe', undefined],
])('S3-12 the image path of Sense %s is judged as the reader of the registry judges it', (command, tampered) => {
  const product = /\$product = '([^']+)'/.exec(script)?.[1] ?? '';
  const known = [...script.matchAll(/\$command -match "([^"]+)"/g)].map(
    ([, pattern = '']) => new RegExp(pattern.replace('$product', product), 'i'),
  );
  expect(known).toHaveLength(2);
  expect(script).toContain("elseif ($command -notlike '*\\MsSense.exe') { Add-Fact 'sense.imagePathTampered' $true }");
  const isSense = command.toLowerCase().endsWith('\\mssense.exe');
  expect(known.some((one) => one.test(command)) ? false : isSense ? undefined : true).toBe(tampered);
});

test('S3-13 protection software of others has the names by which the reader of the analyzer knows it', () => {
  const pattern = [...script.matchAll(/\$products \+?= '([^']+)'/g)].map(([, part]) => part).join('');
  expect(pattern).toBe(protection.source);
});

test('S3-14 only what was not answered is told as blocked, and that nothing is blocked is not told', () => {
  const told = script.split('\n').filter((line) => line.includes("'connectivity.blocked'"));
  expect(told.map((line) => line.trim())).toEqual([
    `if ($failed.Count -gt 0) { Add-Fact 'connectivity.blocked' @($failed | ForEach-Object { "$($_.code)|$($_.place)" }) }`,
  ]);
  expect(script).toContain("$failed = @($all | Where-Object { $_.outcome -eq 'failed' })");
});

test('S3-14 the codes and functions of the collector are words that rules know', () => {
  const functions = [...script.matchAll(/Test-Url \$url '(\w+)'/g)].map(([, name = '']) => name);
  expect(functions).toEqual(['commandAndControl', 'identitySensor']);
  const lines = functions.map((name) => `NameResolutionFailure|${name}|https://x.example/`);
  expect(inReachWords('connectivity.blocked', lines)).toEqual([
    'name|command and control|https://x.example/',
    'name|identity sensor|https://x.example/',
  ]);
});

test('S3-14 a proxy that wants credentials counts only for a URL to which no way leads', () => {
  const told = script.split('\n').filter((line) => line.includes('$script:wantsCredentials = $true'));
  expect(told.map((line) => line.trim())).toEqual([
    "if ($asks -and $result.outcome -eq 'failed') { $script:wantsCredentials = $true }",
  ]);
});

test('SC-02 that no restart is outstanding is only said of two packages of one kind and one geography', () => {
  const said = nodesOfKind(script, 'function_statement').find(({ text }) =>
    text.startsWith('function Get-OnboardingFacts'),
  );
  const lines = (said?.text ?? '').split('\n').filter((line) => line.includes("'onboarding.restartOutstanding'"));
  expect(lines.map((line) => line.trim())).toEqual([
    "if ($isNew -and -not $wasNew) { Add-Fact 'onboarding.restartOutstanding' $true }",
    "elseif ($isNew -eq $wasNew -and $isSameGeo) { Add-Fact 'onboarding.restartOutstanding' $false }",
  ]);
  expect(said?.text).toContain(
    "$isSameGeo = $script:facts['onboarding.policyGeo'] -ceq $script:facts['onboarding.activeGeo']",
  );
});

test('S3-02 what an onboarding package holds never becomes a fact', () => {
  const told = nodesOfKind(script, 'command')
    .map((node) => node.text)
    .filter((text) => /^Add-Fact/.test(text));
  const secret = /\$(policy|active|offboarding|body|configuration)\b(?!\))|OrgID/;
  expect(told.filter((text) => secret.test(text))).toEqual([]);
  expect(told.filter((text) => text.includes('orgId'))).toEqual([
    "Add-Fact 'onboarding.keysAgree' ([string]$bodies['policy'].orgId -eq [string]$bodies['active'].orgId)",
  ]);
});
