import { expect, test } from 'vitest';
import { readText } from '../support/modules.ts';
import { faultsOf, nodesOfKind } from '../support/powershell.ts';

/* No PowerShell runs here. The script is parsed with a real grammar, and held to what it may do. */

const script = readText('collectors/windows/Get-ChangeguardFacts.ps1');

const aVariable = '\\$\\w+';
const aPath = new RegExp(`^-LiteralPath (${aVariable}|"\\$\\w+(\\\\\\$?\\w+)+")$`);

/**
 * Commands that read, compute in memory, or print, and what may stand behind each: another computer, another class of WMI (to list
 * Win32_Product repairs what it lists) and a member known only by its name would make writing or networking of them.
 */
const commands = {
  'Get-ChildItem': aPath,
  'Get-CimInstance':
    /^-ClassName Win32_(ComputerSystem|OperatingSystem|Processor|Service) -Property ('?\w+'?(, )?)+ -OperationTimeoutSec \d+$/,
  'Get-Content': /^-LiteralPath \$settings -Raw$/,
  'Get-Date': /^$/,
  'Get-Help': /^-Name \$PSCommandPath -Detailed$/,
  'Get-Item': aPath,
  'Get-ItemProperty': /^-LiteralPath \$Path -Name \$Name$/,
  'Get-WinEvent': /^-FilterHashtable \$filter -MaxEvents \d+ -ErrorAction SilentlyContinue$/,
  'Test-Path': new RegExp(`${aPath.source}|^-LiteralPath \\$path -PathType Container$`),
  'ConvertFrom-Json': /^$/,
  'ForEach-Object': 'block',
  'Measure-Object': /^-Property \w+ -Average$/,
  'Select-Object': /^-(First 1|Unique)$/,
  'Sort-Object': /^(\{[^{}]*(\{[^{}]*\}[^{}]*)*\})?$/,
  'Where-Object': 'block',
  'Write-Error': /^-Message ('[^']*'|"[^"]*") -ErrorAction Continue$/,
  'Write-Output': /^(\$\w+|"[^"]*")$/,
} as const;

/** Methods that return something and change nothing; `GetResponse` is the connectivity test. */
const methods = [
  'AddDays',
  'Build',
  'Close',
  'GetResponse',
  'GetResponseHeader',
  'Substring',
  'ToCharArray',
  'ToFileTimeUtc',
  'ToLowerInvariant',
  'ToString',
  'ToUniversalTime',
  'Trim',
  'TrimEnd',
];

const types = [
  ...['array', 'bool', 'char', 'cultureinfo', 'datetime', 'hashtable', 'int', 'long', 'object', 'object[]'],
  ...['string', 'string[]', 'switch'],
  'Net.SecurityProtocolType',
  'Net.ServicePointManager',
  'Net.WebException',
  'Net.WebProxy',
  'Net.WebRequest',
  'Security.Cryptography.X509Certificates.X509Certificate2',
  'Security.Cryptography.X509Certificates.X509Chain',
];

/** The request, its proxy, and the chain of a certificate are of the connectivity test. */
const statics = [
  '[cultureinfo]::InvariantCulture',
  "[datetime]::ParseExact($date, 'r', [cultureinfo]::InvariantCulture)",
  '[Net.SecurityProtocolType]::Tls12',
  '[Net.ServicePointManager]::SecurityProtocol',
  '[Net.WebProxy]::new("http://$Through")',
  '[Net.WebRequest]::Create($Url)',
  '[Security.Cryptography.X509Certificates.X509Certificate2]::new($Certificate)',
  '[Security.Cryptography.X509Certificates.X509Chain]::new()',
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

const allowed = { commands, methods, types, statics, targets };

test('the collector for Windows reads only: its one writing command writes the document', () => {
  const writing = /^-LiteralPath \$path -Value \$document -Encoding ASCII$/;
  expect(faultsOf(script, { ...allowed, commands: { ...commands, 'Set-Content': writing } })).toEqual([]);
  expect(faultsOf(script, allowed)).toEqual([expect.stringMatching(/ calls Set-Content$/)]);
  expect(nodesOfKind(script, 'command').filter((node) => node.text.startsWith('Set-Content'))).toHaveLength(1);
});

test('the connectivity test alone opens connections, and only when nobody forbade it', () => {
  const bodies = new Map(
    nodesOfKind(script, 'function_statement').map((node) => [/^function ([\w-]+)/.exec(node.text)?.[1], node.text]),
  );
  const whoever = (uses: RegExp) => [...bodies].filter(([, body]) => uses.test(body)).map(([name]) => name);
  const count = (text: string) => script.split(text).length - 1;
  expect([count('[Net.WebRequest]::Create('), count('.GetResponse()')]).toEqual([1, 1]);
  expect(whoever(/\[Net\.WebRequest\]::|\.GetResponse\(/)).toEqual(['Test-Way']);
  expect(whoever(/(?<!function )\bTest-Way\b/)).toEqual(['Test-Url']);
  expect(whoever(/(?<!function )\bTest-Url\b/)).toEqual(['Get-ConnectivityFacts']);
  expect([count('Test-Way'), count('Test-Url')]).toEqual([2, 3]);
  expect(bodies.get('Get-ConnectivityFacts')).toMatch(/^function \S+ \{\n +if \(\$NoConnectivityTest\) \{ return \}\n/);
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
  // Writing.
  ['a file that a type makes', '[IO.File]::Create("x")'],
  ['a writer', '[IO.StreamWriter]::new("x")'],
  ['a stream that writes', '[IO.FileStream]::new("x", "Create")'],
  ['a stream by a cast', '$x = [IO.FileStream]"x"'],
  ['a stream by -as', '$x = "x" -as "IO.FileStream"'],
  ['a type from text', '([type]"IO.File")::Create("x")'],
  ['a type in a variable', '$x::Create("x")'],
  ['a method of a type that is not called at once', '$x = [IO.File]::Delete'],
  ['a method of an allowed type that is not named', '[Net.WebRequest]::RegisterPrefix("x", $y)'],
  ['a new object', 'New-Object IO.StreamWriter "x"'],
  ['a new web client', '(New-Object Net.WebClient).DownloadString("http://a.example")'],
  ['a web client of .NET', '[Net.WebClient]::new()'],
  ['a socket', '[Net.Sockets.TcpClient]::new("a.example", 443)'],
  ['a file object that makes its file', '(Get-Item -LiteralPath $path).Create()'],
  ['a file object that opens its file', '(Get-Item -LiteralPath $path).OpenWrite()'],
  ['a file object that deletes its file', '$file.Delete()'],
  ['a registry key that opens for writing', '$key.OpenSubKey("x", $true)'],
  ['a service object that stops its service', '$service.Stop()'],
  ['a text that becomes a script', '$x = [scriptblock]::Create("rm x")'],
  ['a block that invokes itself', '{ Get-Date }.Invoke()'],
  ['a script by way of the engine', '$ExecutionContext.InvokeCommand.InvokeScript("rm x")'],
  ['a command in text', '"$(Remove-Item x)"'],
  ['a method by its name', 'Get-Item -LiteralPath $path | ForEach-Object Delete'],
  ['a method by its named name', 'Get-Item -LiteralPath $path | ForEach-Object -MemberName Delete'],
  ['a method by a short name of the parameter', '$x | ForEach-Object -m Delete'],
  ['a method by a name in quotes', "$x | ForEach-Object 'Delete'"],
  ['a method by a name in a variable', '$x | ForEach-Object $name'],
  ['a second block that is not looked for', '$x | ForEach-Object { $_ } -End $y'],
  ['a member that filters', '$x | Where-Object Delete'],
  ['a collection that calls a method by its name', '$x.ForEach("Delete")'],
  ['a program that is started', 'Start-Process x.exe'],
  ['a program by its path', 'C:\\x.exe'],
  ['a program by a path in text', '& "C:\\x.exe"'],
  ['a script beside this one', '.\\x.ps1'],
  ['a block that is called', '& { Get-Date }'],
  ['a method of WMI', 'Invoke-CimMethod -InputObject $x -MethodName Delete'],
  ['an older method of WMI', '([wmiclass]"Win32_Process").Create("x.exe")'],
  [
    'a class of WMI that repairs what it lists',
    'Get-CimInstance -ClassName Win32_Product -Property Name -OperationTimeoutSec 60',
  ],
  ['a class of WMI by position', 'Get-CimInstance Win32_Product'],
  ['a copy to a file', 'Get-Date | Tee-Object -FilePath y'],
  ['an export', '$x | Export-Csv y'],
  ['a redirection without blanks', 'Get-Date>y'],
  ['a redirection of every stream', 'Get-Date *> y'],
  ['a redirection of errors', 'Get-Date 2> y'],
  ['a variable of the environment', '$env:Path = "x"'],
  ['a variable of the environment in braces', `$\{env:Path} = "x"`],
  ['a variable of the environment that counts', 'foreach ($env:Path in "x") { Get-Date }'],
  ['a function that is replaced', `$\{function:Get-Item} = { 1 }`],
  ['a second target', '$x, $env:Path = 1, 2'],
  ['a reference that is written through', '$y = [ref]$x'],
  ['a variable that is written by a parameter', 'Get-Date -OutVariable env:Path'],
  ['a number that is counted', '++$x'],
  ['defaults for every command', '$PSDefaultParameterValues = @{ "*:ComputerName" = "other" }'],
  ['a class', 'class A : IO.FileStream { A() : base("x") { } }'],
  ['a workflow', 'workflow x { Get-Date }'],
  ['a module that is required', '#Requires -Modules Other'],
  ['a module that is used', 'using module Other'],
  ['a module that is loaded', 'Import-Module Other'],
  ['code in another language', 'Add-Type -TypeDefinition $x'],
  ['parameters in a table', 'Get-Item @more'],
  ['a parameter for a function of its own', 'function Get-X { 1 }; Get-X -ComputerName other'],
  // Network.
  ['a request to somebody else', '[Net.WebRequest]::Create("http://a.example")'],
  ['a proxy that somebody else names', '[Net.WebProxy]::new("http://a.example")'],
  ['WMI of another computer', 'Get-CimInstance -ClassName Win32_Service -ComputerName other'],
  ['WMI of another computer, behind a colon', 'Get-CimInstance -ComputerName:other -ClassName Win32_Service'],
  ['WMI of another computer, in short', 'Get-CimInstance -ClassName Win32_Service -Comp other'],
  ['WMI of another computer, behind a longer dash', 'Get-CimInstance Win32_Service \u2013ComputerName other'],
  ['WMI through a session', 'Get-CimInstance -ClassName Win32_Service -CimSession $x'],
  ['WMI by a query', 'Get-CimInstance -Query "select * from Win32_Product"'],
  ['WMI of another namespace', 'Get-CimInstance -Namespace "root/other" -ClassName Win32_Service'],
  ['older WMI', 'Get-WmiObject Win32_Service -ComputerName other'],
  ['the event log of another computer', 'Get-WinEvent -LogName System -ComputerName other'],
  ['a share', 'Get-Content \\\\server\\share'],
  ['a share in quotes', "$path = '\\\\server\\share'"],
  ['a share in text', '$path = "\\\\$server\\share"'],
  ['a share with slashes', "$path = '//server/share'"],
  ['a share behind a provider', "$path = 'FileSystem::\\\\server\\share'"],
  ['a share in a text of several lines', "$path = @'\n\\\\server\\share\n'@"],
  ['a share as a device', "$path = '\\\\?\\UNC\\server\\share'"],
  ['help from the network', 'Get-Help -Name $PSCommandPath -Online'],
  ['a ping', 'Test-Connection other'],
  ['a session', 'Invoke-Command -ComputerName other { Get-Date }'],
])('%s would be refused', (_, text) => {
  expect(faultsOf(text, allowed)).not.toEqual([]);
});

test('the script is ASCII, so that 5.1 reads it alike under every code page', () => {
  expect(/^[\n\x20-\x7e]*$/.test(script)).toBe(true);
});

test('no function hides a command of PowerShell, and none is left over', () => {
  const own = nodesOfKind(script, 'function_name').map((node) => node.text);
  const called = nodesOfKind(script, 'command_name').map((node) => node.text);
  expect(own.filter((name) => name in commands || name === 'Set-Content')).toEqual([]);
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
