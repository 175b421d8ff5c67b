import { expect, test } from 'vitest';
import { isKnownFactKey } from '../../src/domain/fact-keys.ts';
import { checks } from '../../src/journeys/sensor-v3/checks/all.ts';
import { readText } from '../support/modules.ts';
import { faultsOf, nodesOfKind } from '../support/powershell.ts';

/* No PowerShell runs here. The script is parsed with a real grammar, and held to what it may do. */

const script = readText('collectors/windows/Get-ChangeguardFacts.ps1');

/** Commands that read, compute in memory, or print; and the one that writes the document. */
const commands = [
  'Get-ChildItem',
  'Get-CimInstance',
  'Get-Content',
  'Get-Date',
  'Get-Help',
  'Get-Item',
  'Get-ItemProperty',
  'Get-WinEvent',
  'Test-Path',
  'ConvertFrom-Json',
  'ForEach-Object',
  'Measure-Object',
  'Select-Object',
  'Sort-Object',
  'Where-Object',
  'Write-Error',
  'Write-Output',
];

/** Methods that return something and change nothing; `GetResponse` is the connectivity test. */
const methods = [
  'AddDays',
  'Build',
  'Close',
  'Create',
  'GetResponse',
  'GetResponseHeader',
  'new',
  'ParseExact',
  'Substring',
  'ToCharArray',
  'ToFileTimeUtc',
  'ToLowerInvariant',
  'ToString',
  'ToUniversalTime',
  'Trim',
  'TrimEnd',
];

/** Tables of the script's own, the request of the connectivity test, and the TLS version of this process. */
const targets = [
  /^\$script:facts\[\$Key\]$/,
  /^\$bodies\[\$one\[0\]\]$/,
  /^\$urls\.(endpoint|identity)$/,
  /^\$result\.\w+$/i,
  /^\$request\.(Timeout|KeepAlive|AllowAutoRedirect|Proxy)$/,
  /^\$chain\.ChainPolicy\.RevocationMode$/,
  /^\[Net\.ServicePointManager\]::SecurityProtocol$/,
];

const allowed = { commands, methods, targets };

test('the collector for Windows reads only: its one writing command writes the document', () => {
  expect(faultsOf(script, { ...allowed, commands: [...commands, 'Set-Content'] })).toEqual([]);
  expect(faultsOf(script, allowed)).toEqual([expect.stringMatching(/ calls Set-Content$/)]);
  const [writing] = nodesOfKind(script, 'command').filter((node) => node.text.startsWith('Set-Content'));
  expect(writing?.text).toBe('Set-Content -LiteralPath $path -Value $document -Encoding ASCII');
});

test.each([
  ['a removing command', 'Remove-Item x'],
  ['a setting command', 'Set-ItemProperty -Path x -Name y -Value 1'],
  ['an alias', 'Get-Item x | % { rm $_ }'],
  ['a program', 'reg.exe delete HKLM\\x'],
  ['a service that is stopped', 'Stop-Service Sense'],
  ['a download', 'Invoke-WebRequest https://a.example'],
  ['text that is run', 'Invoke-Expression $x'],
  ['a variable that is run', '& $x'],
  ['another script that is run', '. .\\x.ps1'],
  ['a redirection of an expression', '"x" > y'],
  ['a redirection of a command', 'Get-Date > y'],
  ['an appending redirection', 'Get-Date >> y'],
  ['a pipe into a file', '$x | Out-File y'],
  ['a writing method of .NET', '[IO.File]::WriteAllText("a", "b")'],
  ['a writing method of a registry key', '$key.SetValue("a", 1)'],
  ['a method known only when it runs', '$x.$name(1)'],
  ['a property of another object', '$service.StartMode = "Disabled"'],
  ['a static property', '[Environment]::ExitCode = 1'],
  ['a choice of PowerShell 7', '$x = $a ? 1 : 2'],
  ['a default of PowerShell 7', '$x = $a ?? 2'],
  ['a chain of PowerShell 7', 'Get-Date && Get-Date'],
  ['a careful member of PowerShell 7', '$x = $a?.b'],
  ['parallel runs of PowerShell 7', '1..3 | ForEach-Object -Parallel { $_ }'],
  ['a brace that is missing', 'if ($x) { $y = 1'],
])('%s would be refused', (_, text) => {
  expect(faultsOf(text, allowed)).not.toEqual([]);
});

test('the script is ASCII, so that 5.1 reads it alike under every code page', () => {
  expect(/^[\n\x20-\x7e]*$/.test(script)).toBe(true);
});

test('no function hides a command of PowerShell, and none is left over', () => {
  const own = nodesOfKind(script, 'function_name').map((node) => node.text);
  const called = nodesOfKind(script, 'command_name').map((node) => node.text);
  expect(own.filter((name) => commands.includes(name) || name === 'Set-Content')).toEqual([]);
  expect(own.filter((name) => !called.includes(name))).toEqual([]);
  expect(new Set(own).size).toBe(own.length);
});

test('every group of facts is wrapped, so that its failure is a problem and stops nothing', () => {
  const groups = nodesOfKind(script, 'function_name')
    .map((node) => node.text)
    .filter((name) => /^Get-\w+Facts$/.test(name));
  const run = script.slice(script.indexOf('$collectedAt ='));
  const wrapped = [...run.matchAll(/^try \{ (Get-\w+Facts) \} catch \{ Add-Problem '\w+' \$_ \}$/gm)].map(
    (one) => one[1],
  );
  expect(wrapped.toSorted()).toEqual(groups.toSorted());
});

test('no variable of PowerShell itself is assigned', () => {
  const automatic = [
    'args',
    'error',
    'event',
    'home',
    'host',
    'input',
    'matches',
    'pid',
    'profile',
    'pwd',
    'sender',
    'this',
  ];
  const assigned = nodesOfKind(script, 'assignment_expression').map((node) => node.firstNamedChild?.text.toLowerCase());
  const counted = nodesOfKind(script, 'foreach_statement').map((node) => node.firstNamedChild?.text.toLowerCase());
  expect([...assigned, ...counted].filter((name) => automatic.includes((name ?? '').replace(/^\$/, '')))).toEqual([]);
});

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

test('S3-02 S3-14 the collector gathers every fact that the checks read and a server can tell', () => {
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
  const ofTheDiagnosis = [
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
