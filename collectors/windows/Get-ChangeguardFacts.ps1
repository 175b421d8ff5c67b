#Requires -Version 5.1
<#
.SYNOPSIS
Gathers the facts that changeguard needs about this server and writes them as one JSON document.

.DESCRIPTION
Reads the registry, services, file versions, the event log and, unless told otherwise, tests the way to Defender for Endpoint and
Defender for Identity on port 443. It changes nothing and writes nothing but the document. It needs Windows PowerShell 5.1 of 64 bits,
no modules, and an administrator or the system account. Organisation ids, user names and the contents of onboarding packages stay here.
What cannot be told is left out, and listed under "problems".
Exit codes: 0 written; 1 the document could not be written; 2 wrong parameters; 3 a 32-bit PowerShell, which sees another registry.

.PARAMETER OutFile
Where the document goes: a file, a folder (which gets NAME.host-facts.json), or "-" for standard output, the default.

.PARAMETER Geography
us, eu, uk or au: tests the streamlined URLs of this geography. Without it the URL is tested that the sensor itself uses.

.PARAMETER EndpointUrl
URLs of Defender for Endpoint to test instead, joined by commas.

.PARAMETER Workspace
Workspace of Defender for Identity, as in NAMEsensorapi.atp.azure.com, or the whole name of that host: a government cloud has another
one, such as NAMEsensorapi.atp.gcc.azure.com. Without it the settings of sensor v2.x tell.

.PARAMETER IdentityUrl
URLs of Defender for Identity to test instead, joined by commas.

.PARAMETER TimeoutSeconds
How long to wait for each answer: 1 to 120, 10 when nothing is said.

.PARAMETER NoConnectivityTest
Opens no connection at all.

.PARAMETER Version
Prints the version of this collector.

.PARAMETER Help
Prints this text.

.EXAMPLE
powershell.exe -NoProfile -File Get-ChangeguardFacts.ps1 -OutFile C:\Windows\Temp
#>
[CmdletBinding()]
param(
    [string]$OutFile = '-',
    [string]$Geography = '',
    [string]$EndpointUrl = '',
    [string]$Workspace = '',
    [string]$IdentityUrl = '',
    [int]$TimeoutSeconds = 10,
    [switch]$NoConnectivityTest,
    [switch]$Version,
    [switch]$Help
)

$ErrorActionPreference = 'Stop'
$collectorVersion = '1.0.0'
$policyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows Advanced Threat Protection'
$senseKey = 'HKLM:\SOFTWARE\Microsoft\Windows Advanced Threat Protection'
$servicesKey = 'HKLM:\SYSTEM\CurrentControlSet\Services'

$script:facts = @{}
$script:problems = @()
$script:hostName = ''
$script:services = $null
$script:commandUrl = ''
$script:identityHost = ''
$script:endpointProxies = @()
$script:identityProxies = @()
$script:hasProxy = $false
$script:wantsCredentials = $false

# --- What was found, and what went wrong ---

# $null says that it was looked for and is not there; a fact that cannot be told is not added at all.
function Add-Fact([string]$Key, [object]$Value) {
    if ($Value -is [string] -and $Value.Length -gt 1000) { $Value = $Value.Substring(0, 1000) }
    $script:facts[$Key] = $Value
}

# Messages of the system may name users and their folders, so only its codes are kept; our own words are thrown as text.
function Add-Problem([string]$About, [object]$Why) {
    $text = $Why
    if ($Why -isnot [string]) {
        $text = [string]$Why.FullyQualifiedErrorId
        if ([string]$Why.CategoryInfo.Category -ne 'OperationStopped') { $text = "$($Why.CategoryInfo.Category), $text" }
    }
    if ($text.Length -gt 250) { $text = $text.Substring(0, 250) }
    if ($script:problems.Count -lt 100) { $script:problems += "${About}: $text" }
}

# A document in ASCII survives every code page. ConvertTo-Json of 5.1 is not used: it keeps no order and turns some lists into objects.
function ConvertTo-JsonText([object]$Value) {
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { return "$Value".ToLowerInvariant() }
    if ($Value -is [int] -or $Value -is [long]) { return "$Value" }
    if ($Value -is [array]) {
        $items = @()
        foreach ($item in $Value) { $items += ConvertTo-JsonText $item }
        return '[' + ($items -join ',') + ']'
    }
    $text = ''
    foreach ($letter in ([string]$Value).ToCharArray()) {
        $code = [int]$letter
        if ($code -lt 32 -or $code -gt 126) { $text += '\u{0:x4}' -f $code }
        elseif ($code -eq 34 -or $code -eq 92) { $text += '\' + $letter }
        else { $text += $letter }
    }
    return '"' + $text + '"'
}

function ConvertTo-EpochMs([long]$FileTime) {
    return [long](($FileTime - 116444736000000000) / 10000)
}

# --- Reading ---

# $null when the key or the value is not there; everything else that goes wrong is thrown, so that it never looks like absence.
function Get-RegistryValue([string]$Path, [string]$Name) {
    if (-not (Test-Path -LiteralPath $Path)) { return $null }
    $key = Get-Item -LiteralPath $Path
    if (@($key.Property) -notcontains $Name) { return $null }
    return (Get-ItemProperty -LiteralPath $Path -Name $Name).$Name
}

# A value of blanks, of a byte order mark or of nothing is no value.
function Test-IsFilled([string]$Text) {
    return ($Text -replace '[\s\uFEFF\x00]', '') -ne ''
}

function Find-Service([string]$Name) {
    if ($null -eq $script:services) { throw 'the list of services is missing' }
    return $script:services | Where-Object { $_.Name -eq $Name } | Select-Object -First 1
}

# The key is looked at too: a service that may not be listed, or that waits for its deletion, is not absent.
function Test-HasService([string]$Name) {
    if ($null -ne (Find-Service $Name)) { return $true }
    return Test-Path -LiteralPath "$servicesKey\$Name"
}

function Get-ServiceProgram([string]$Name) {
    $command = [string](Get-RegistryValue "$servicesKey\$Name" 'ImagePath')
    if ($command -match '^\s*"([^"]+)"' -or $command -match '^\s*(.+?\.exe)') { return $Matches[1] }
    return ''
}

# From the numbers: the text may carry a name of the build behind it.
function Get-FileVersion([string]$Path) {
    $info = (Get-Item -LiteralPath $Path).VersionInfo
    $text = "$($info.FileMajorPart).$($info.FileMinorPart).$($info.FileBuildPart).$($info.FilePrivatePart)"
    if ($text -notmatch '^[1-9]\d*\.\d+\.\d+\.\d+$') { throw 'a program has no file version' }
    return $text
}

function Get-InstalledPrograms {
    foreach ($root in 'HKLM:\SOFTWARE\Microsoft', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft') {
        $path = "$root\Windows\CurrentVersion\Uninstall"
        if (-not (Test-Path -LiteralPath $path)) { continue }
        foreach ($key in Get-ChildItem -LiteralPath $path) {
            $name = [string](Get-RegistryValue $key.PSPath 'DisplayName')
            @{ name = $name; version = [string](Get-RegistryValue $key.PSPath 'DisplayVersion') }
        }
    }
}

function Get-InstalledNames {
    foreach ($program in Get-InstalledPrograms) { $program.name }
}

# --- The groups of facts ---

function Get-HostFacts {
    $key = "$servicesKey\Tcpip\Parameters"
    $name = ([string](Get-RegistryValue $key 'Hostname')).Trim()
    if ($name -eq '') { throw 'the registry does not name this computer' }
    $script:hostName = $name
    $suffix = ([string](Get-RegistryValue $key 'Domain')).Trim()
    if ($suffix -ne '') {
        $script:hostName = "$name.$suffix".ToLowerInvariant()
        Add-Fact 'host.fqdn' $script:hostName
    }
    $next = [string](Get-RegistryValue $key 'NV Hostname')
    if ($next -ne '' -and $next -ne $name) { Add-Problem 'host' 'the computer was renamed and not restarted since' }
    # SiteName is set by hand and stands above what Netlogon found.
    foreach ($value in 'SiteName', 'DynamicSiteName') {
        $site = ([string](Get-RegistryValue "$servicesKey\Netlogon\Parameters" $value)).Trim([char]0, [char]32)
        if ($site -ne '') { Add-Fact 'site' $site; break }
    }
}

function Get-SystemFacts {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    Add-Fact 'os.family' 'windows'
    $product = Get-RegistryValue $key 'ProductName'
    Add-Fact 'os.productName' $product
    Add-Fact 'os.installationType' (Get-RegistryValue $key 'InstallationType')
    $build = [string](Get-RegistryValue $key 'CurrentBuildNumber')
    if ($build -notmatch '^\d{4,6}$') { throw 'the build number is unreadable' }
    Add-Fact 'os.build' ([int]$build)
    $revision = Get-RegistryValue $key 'UBR'
    if ($null -eq $revision) { Add-Fact 'os.revision' $null } else { Add-Fact 'os.revision' ([int]$revision) }
    # The package that takes a server into hotpatching leaves this key. Without it only releases that have no hotpatches are a plain no.
    $enrolled = [string](Get-RegistryValue "$key\Update\TargetingInfo\DynamicInstalled\Hotpatch.amd64" 'Name')
    if (Test-IsFilled $enrolled) { Add-Fact 'os.hotpatch' $true }
    elseif ([int]$build -lt 20348) { Add-Fact 'os.hotpatch' $false }
    elseif ($build -eq '20348' -and (Test-IsFilled $product) -and $product -notlike '*Azure*') { Add-Fact 'os.hotpatch' $false }
}

function Get-BootFacts {
    $system = Get-CimInstance -ClassName Win32_OperatingSystem -Property LastBootUpTime -OperationTimeoutSec 30
    if ($null -eq $system.LastBootUpTime) { throw 'the last boot is not told' }
    Add-Fact 'os.bootAt' (ConvertTo-EpochMs ($system.LastBootUpTime.ToFileTimeUtc()))
}

# State and StartMode are words of WMI, the same in every language of Windows.
function Get-ServiceFacts {
    $rows = @(Get-CimInstance -ClassName Win32_Service -Property 'Name', 'State', 'StartMode' -OperationTimeoutSec 60)
    if ($rows.Count -eq 0) { throw 'WMI lists no service' }
    $script:services = $rows
    foreach ($name in 'AATPSensorUpdater', 'AATPSensor', 'Sense', 'DiagTrack', 'WinDefend') {
        $row = Find-Service $name
        $state = ''
        if ($null -eq $row) {
            if (-not (Test-HasService $name)) { $state = 'absent' }
        }
        elseif ($row.State -eq 'Running') { $state = 'running' }
        elseif ($row.State -eq 'Start Pending') { $state = 'startPending' }
        elseif ($row.State -eq 'Stopped' -and $row.StartMode -eq 'Disabled') { $state = 'disabled' }
        elseif ($row.State -eq 'Stopped') { $state = 'stopped' }
        if ($state -ne '') { Add-Fact "service.$name" $state }
        else { Add-Problem "service $name" "its state is none that can be told ($($row.State))" }
    }
    $sense = Find-Service 'Sense'
    if ($null -ne $sense) { Add-Fact 'sense.startType' ([string]$sense.StartMode -replace '^Auto$', 'Automatic') }
    elseif (-not (Test-HasService 'Sense')) { Add-Fact 'sense.startType' $null }
}

# The list is only told when each role could be looked for: a role that is missing in it counts as not there.
function Get-RoleFacts {
    $computer = Get-CimInstance -ClassName Win32_ComputerSystem -Property DomainRole -OperationTimeoutSec 30
    $product = [string](Get-RegistryValue 'HKLM:\SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType')
    if ($null -eq $computer.DomainRole -or $product -eq '') { throw 'whether this is a domain controller is not told' }
    $isController = $product -eq 'LanmanNT'
    if ($isController -ne ($computer.DomainRole -ge 4)) { throw 'WMI and the registry disagree about the domain controller' }
    $roles = @()
    if ($isController) { $roles += 'domainController' }
    if (Test-HasService 'adfssrv') { $roles += 'adfs' }
    if (Test-HasService 'CertSvc') { $roles += 'adcs' }
    if (Test-HasService 'ADSync') { $roles += 'entraConnect' }
    Add-Fact 'roles' $roles
}

# Sensor v3.x is part of Defender for Endpoint and shows nothing of its own on the server that is documented, so nothing is said of it.
function Get-SensorFacts {
    $hasEntry = @(Get-InstalledNames | Where-Object {
            $_ -like 'Azure Advanced Threat Protection Sensor*' -or $_ -like '*Defender for Identity Sensor*' }).Count -gt 0
    $hasService = Test-HasService 'AATPSensor'
    $program = Get-ServiceProgram 'AATPSensor'
    $hasProgram = $program -ne '' -and (Test-Path -LiteralPath $program)
    if (-not $hasEntry -and -not $hasService) {
        Add-Fact 'mdi.v2.installed' $false
        Add-Fact 'mdi.v2.version' $null
        return
    }
    if (-not $hasProgram) { throw 'sensor v2.x is installed in part only' }
    Add-Fact 'mdi.v2.installed' $true
    $version = Get-FileVersion $program
    if ($program -match '\\(\d+\.\d+\.\d+\.\d+)\\[^\\]+$' -and $Matches[1] -ne $version) {
        throw 'the file and the folder of sensor v2.x have different versions'
    }
    Add-Fact 'mdi.v2.version' $version
    $settings = ($program -replace '\\[^\\]+$', '') + '\SensorConfiguration.json'
    $configuration = Get-Content -LiteralPath $settings -Raw | ConvertFrom-Json
    $script:identityHost = [string]$configuration.WorkspaceApplicationSensorApiWebClientConfigurationServiceEndpoint.Address
    if ($configuration.SensorProxyConfiguration.IsProxyEnabled -eq $true) {
        $script:identityProxies += Get-BareAddress ([string]$configuration.SensorProxyConfiguration.Url)
    }
}

# InstallLocation names the platform in use; the program of the service can be the older one that Windows brought.
function Get-SenseFacts {
    if (-not (Test-HasService 'Sense')) { Add-Fact 'sense.version' $null; return }
    $folder = [string](Get-RegistryValue $senseKey 'InstallLocation')
    $program = $folder.TrimEnd('\') + '\MsSense.exe'
    if ($folder -eq '' -or -not (Test-Path -LiteralPath $program)) { $program = Get-ServiceProgram 'Sense' }
    if ($program -notlike '*\MsSense.exe') { throw 'the program of Sense is not MsSense.exe' }
    Add-Fact 'sense.version' (Get-FileVersion $program)
}

# Where Sense starts from, by the whole command: another MsSense.exe than these is for a person to look at.
function Get-SensePathFacts {
    if (-not (Test-HasService 'Sense')) { return }
    $command = ([string](Get-RegistryValue "$servicesKey\Sense" 'ImagePath')).Trim() -replace '^"([^"]*)"$', '$1'
    if ($command -eq '') { throw 'the service Sense names no program' }
    $product = 'Windows Defender Advanced Threat Protection'
    $isInstalled = $command -match "^C:\\Program Files\\$product\\MsSense\.exe$"
    $isPlatform = $command -match "^C:\\ProgramData\\Microsoft\\$product\\Platform\\[\d.-]{3,40}\\MsSense\.exe$"
    if ($isInstalled -or $isPlatform) { Add-Fact 'sense.imagePathTampered' $false }
    elseif ($command -notlike '*\MsSense.exe') { Add-Fact 'sense.imagePathTampered' $true }
    else { Add-Problem 'sense' 'Sense starts from a folder that is not known' }
}

# Events of one number in the log of Sense, the newest first. The host is the text in it that is an address, the code of a failure stands last.
function Get-SenseEvents([int]$Id) {
    $filter = @{ LogName = 'Microsoft-Windows-SENSE/Operational'; ProviderName = 'Microsoft-Windows-SENSE'; Id = $Id }
    foreach ($entry in @(Get-WinEvent -FilterHashtable $filter -MaxEvents 1000 -ErrorAction SilentlyContinue)) {
        $values = @($entry.Properties | ForEach-Object { [string]$_.Value })
        $place = ''
        foreach ($value in $values) {
            if ($value -match '^[\s"<]*(https?://)?([a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*)\.?([/:\s">]|$)') { $place = $Matches[2].ToLowerInvariant(); break }
        }
        $code = ''
        if ($values.Count -gt 2 -and $values[-1] -match '^(-?\d{1,20}|0x[0-9a-f]{1,16})$') { $code = $values[-1] }
        # Contacts with nobody are counted too, and a success is never written as a warning or an error.
        $isGood = $values.Count -gt 0 -and $values[0] -ne '0' -and $entry.Level -notin 1, 2, 3
        $at = ConvertTo-EpochMs ($entry.TimeCreated.ToFileTimeUtc())
        @{ number = [long]$entry.RecordId; at = $at; place = $place; code = $code; isGood = $isGood }
    }
}

# The number of a record tells the order, since a clock can be set back.
function Get-SenseEventFacts {
    if (-not (Test-HasService 'Sense')) { return }
    $started = @(Get-SenseEvents 1)
    if ($started.Count -gt 0) { Add-Fact 'sense.startedAt' $started[0].at }
    $onboarded = @(Get-SenseEvents 11)
    if ($onboarded.Count -gt 0) { Add-Fact 'sense.reonboardedAt' $onboarded[0].at }
    $offboarded = @(Get-SenseEvents 44)
    if ($offboarded.Count -gt 0) { Add-Fact 'sense.offboardedAt' $offboarded[0].at }
    $contacts = @(Get-SenseEvents 4 | Where-Object { $_.isGood })
    $failures = @(@(Get-SenseEvents 5) + @(Get-SenseEvents 67) | Sort-Object { 0 - $_.number })
    if ($failures.Count -gt 0) {
        Add-Fact 'sense.failureAt' $failures[0].at
        if ($failures[0].place -ne '') { Add-Fact 'sense.failureHost' $failures[0].place }
        if ($failures[0].code -ne '') { Add-Fact 'sense.failureCode' $failures[0].code }
    }
    if ($contacts.Count -eq 0) { return }
    # Where the clock was set back between the two, their times would tell the wrong order.
    if ($failures.Count -gt 0 -and $failures[0].number -gt $contacts[0].number -and $failures[0].at -le $contacts[0].at) {
        throw 'the clock was set back between a contact and its failure'
    }
    Add-Fact 'sense.contactAt' $contacts[0].at
    if ($contacts[0].place -ne '') { Add-Fact 'sense.contactHost' $contacts[0].place }
    # The oldest failures may lie beyond what was read.
    if ($failures.Count -ge 1000) { throw 'there are too many failures to tell which contact is the last good one' }
    foreach ($contact in $contacts) {
        if ($contact.place -notmatch '\.endpoint\.security\.microsoft\.(com|us)$') { continue }
        $since = @($failures | Where-Object { $_.number -gt $contact.number -and $_.place -in '', $contact.place })
        if ($since.Count -eq 0) { Add-Fact 'sense.streamlinedContactAt' $contact.at; return }
    }
}

# Of an onboarding package only three answers leave this function: whether it is there, its geography, whether both are of one tenant.
function Get-OnboardingFacts {
    Add-Fact 'onboarding.statusKeyPresent' (Test-Path -LiteralPath "$senseKey\Status")
    $state = Get-RegistryValue "$senseKey\Status" 'OnboardingState'
    if ($null -eq $state) { Add-Fact 'onboarding.state' $null } else { Add-Fact 'onboarding.state' ([int]$state) }
    $offboarding = [string](Get-RegistryValue $policyKey '696C1FA1-4030-4FA4-8713-FAF9B2EA7C0A')
    Add-Fact 'onboarding.offboardingPresent' (Test-IsFilled $offboarding)
    $active = [string](Get-RegistryValue $senseKey 'OnboardedInfo')
    Add-Fact 'onboarding.onboardedInfoPresent' (Test-IsFilled $active)
    $policy = [string](Get-RegistryValue $policyKey 'OnboardingInfo')
    if (-not (Test-IsFilled $policy)) { Add-Fact 'onboarding.policyPresent' $false }
    elseif ($policy -match '(?s)^\s*\{.*"body".*\}[\s\x00]*$') { Add-Fact 'onboarding.policyPresent' $true }
    else { Add-Problem 'onboarding' 'OnboardingInfo below Policies holds something that is no whole onboarding package' }

    $bodies = @{}
    foreach ($one in @('policy', $policy), @('active', $active)) {
        if (-not (Test-IsFilled $one[1])) { continue }
        $body = ($one[1] | ConvertFrom-Json).body | ConvertFrom-Json
        $geo = [string]$body.partnerGeoLocation
        if ($geo -eq '') { $geo = [string]$body.vortexGeoLocation }
        if ($geo -eq '') { Add-Fact "onboarding.$($one[0])Geo" $null } else { Add-Fact "onboarding.$($one[0])Geo" $geo }
        Add-Fact "onboarding.$($one[0])Streamlined" ($geo -clike 'GW_*')
        $bodies[$one[0]] = $body
        if ([string]$body.geoLocationUrl -ne '') { $script:commandUrl = ([string]$body.geoLocationUrl).TrimEnd('/') + '/commands/test' }
    }
    if ($bodies.Count -lt 2) { return }
    if ([string]$bodies['policy'].orgId -ne '' -and [string]$bodies['active'].orgId -ne '') {
        Add-Fact 'onboarding.keysAgree' ([string]$bodies['policy'].orgId -eq [string]$bodies['active'].orgId)
    }
    $isNew = $script:facts['onboarding.policyStreamlined']
    $wasNew = $script:facts['onboarding.activeStreamlined']
    $isSameGeo = $script:facts['onboarding.policyGeo'] -ceq $script:facts['onboarding.activeGeo']
    # Another geography may wait for a restart too, and the way back is documented nowhere: then nothing is said.
    if ($isNew -and -not $wasNew) { Add-Fact 'onboarding.restartOutstanding' $true }
    elseif ($isNew -eq $wasNew -and $isSameGeo) { Add-Fact 'onboarding.restartOutstanding' $false }
}

# One page calls the value SenseMachineId, the product writes SenseId. Of two forms the one of 40 digits is what the portal shows.
function Get-DeviceFacts {
    $found = @()
    foreach ($name in 'SenseId', 'SenseMachineId') {
        $id = ([string](Get-RegistryValue $senseKey $name)).Trim().ToLowerInvariant()
        if ($id -ne '' -and $found -notcontains $id) { $found += $id }
    }
    if ($found.Count -eq 0) { Add-Fact 'device.id' $null; return }
    if ($found.Count -eq 2) {
        Add-Problem 'device' 'SenseId and SenseMachineId differ'
        $found = @($found | Where-Object { $_ -match '^[0-9a-f]{40}$' })
        if ($found.Count -ne 1) { return }
    }
    $form = 'other'
    if ($found[0] -match '^[0-9a-f]{40}$') { $form = 'hex40' }
    elseif ($found[0] -match '^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$') { $form = 'guid' }
    Add-Fact 'device.id' $found[0]
    Add-Fact 'device.idForm' $form
}

# Without these values TLS 1.2 is on, from Windows Server 2012 onwards. Off by default only is neither yes nor no.
function Get-TlsFacts {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client'
    $enabled = Get-RegistryValue $key 'Enabled'
    $isOffByDefault = Get-RegistryValue $key 'DisabledByDefault'
    if ($null -ne $enabled -and $enabled -eq 0) { Add-Fact 'tls12.enabled' $false }
    elseif ($null -ne $isOffByDefault -and $isOffByDefault -ne 0) { throw 'TLS 1.2 is allowed and off by default' }
    else { Add-Fact 'tls12.enabled' $true }
}

# That nothing else uses Npcap cannot be seen in a list of programs; that something does, can.
function Get-NpcapFacts {
    $names = @(Get-InstalledNames)
    $isInstalled = (Test-Path -LiteralPath "$servicesKey\npcap") -or @($names | Where-Object { $_ -like 'Npcap*' }).Count -gt 0
    Add-Fact 'npcap.installed' $isInstalled
    if (-not $isInstalled) { Add-Fact 'npcap.usedByOthers' $false }
    elseif (@($names | Where-Object { $_ -match '^(Wireshark|Nmap)\b' }).Count -gt 0) { Add-Fact 'npcap.usedByOthers' $true }
}

# Protection software of other makers; the names are those by which the reader of the Client Analyzer's lists knows it.
function Get-ProtectionFacts {
    $products = '^(symantec endpoint|symantec agent|norton|mcafee (endpoint|agent|virusscan)|trellix'
    $products += '|trend micro (apex|deep|worry|officescan|security|cloud)|sophos (endpoint|anti|intercept|server)'
    $products += '|eset (endpoint|server|file|management)|kaspersky|crowdstrike|sentinel ?one|sentinel agent|cylance'
    $products += '|blackberry protect|(vmware )?carbon black|cb defense|bitdefender|cortex xdr|palo alto networks (traps|cortex)'
    $products += '|webroot|f-secure|withsecure|cisco (amp|secure endpoint)|malwarebytes|forti(client|edr)|check ?point endpoint'
    $products += '|avast|avg |panda (adaptive|endpoint)|watchguard (endpoint|epdr)|elastic (defend|endpoint)|cybereason'
    $products += '|deep instinct|fireeye|harmony endpoint)'
    $others = @(Get-InstalledPrograms | Where-Object { $_.name -match $products } | ForEach-Object { "$($_.name) $($_.version)".Trim() } |
            Select-Object -Unique)
    if ($others.Count -gt 0) { Add-Fact 'antivirus.thirdParty' $others }
}

# What policies allow is not decidable from their texts. What they blocked in the last day stands in the event log.
function Get-PolicyFacts {
    $since = (Get-Date).AddDays(-1)
    $ours = 'Windows Defender Advanced Threat Protection|Azure Advanced Threat Protection|AATPSensor'
    $refused = @{ LogName = 'System'; ProviderName = 'Service Control Manager'; Id = 7000; StartTime = $since }
    $integrity = @{ LogName = 'Microsoft-Windows-CodeIntegrity/Operational'; Id = 3077; StartTime = $since }
    $locker = @{ LogName = 'Microsoft-Windows-AppLocker/EXE and DLL'; Id = 8004; StartTime = $since }
    foreach ($filter in $refused, $integrity, $locker) {
        foreach ($entry in @(Get-WinEvent -FilterHashtable $filter -MaxEvents 500 -ErrorAction SilentlyContinue)) {
            $text = @($entry.Properties | ForEach-Object { [string]$_.Value }) -join ' '
            # 1260: the program is blocked by group policy. Other reasons for which a service does not start are not meant here.
            if ($text -notmatch $ours -or ($entry.Id -eq 7000 -and $text -notmatch '%%1260\b')) { continue }
            Add-Fact 'policy.blocksNewServices' $true
            return
        }
    }
}

function Get-LoadFacts {
    $processors = @(Get-CimInstance -ClassName Win32_Processor -Property LoadPercentage -OperationTimeoutSec 30 |
            Where-Object { $null -ne $_.LoadPercentage })
    if ($processors.Count -eq 0) { throw 'WMI does not tell the load' }
    Add-Fact 'load.cpuPercent' ([int]($processors | Measure-Object -Property LoadPercentage -Average).Average)
}

# --- Proxy and connectivity ---

# host:port; what stands before it can be a name with its password.
function Get-BareAddress([string]$Text) {
    $one = $Text.Trim()
    if ($one -match '(^|[;\s])https=([^;\s]+)') { $one = $Matches[2] }
    $one = @($one -split '[;\s]')[0] -replace '^[a-z0-9]+=', '' -replace '^[a-z]+://', '' -replace '^[^/]*@', ''
    return @($one -split '/')[0]
}

# The value of "netsh winhttp": flags in byte 8 (2: a proxy is named), then length and letters of its address.
function Get-WinHttpProxy([string]$Key) {
    $bytes = @(Get-RegistryValue "$Key\Connections" 'WinHttpSettings')
    if ($bytes.Count -lt 17 -or ($bytes[8] -band 2) -eq 0) { return '' }
    $length = $bytes[12] + 256 * $bytes[13]
    if ($length -lt 1 -or 16 + $length -gt $bytes.Count) { throw 'WinHttpSettings has an unknown form' }
    return -join @($bytes[16..(15 + $length)] | ForEach-Object { [char]$_ })
}

function Get-ProxyFacts {
    $settings = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings'
    $telemetry = [string](Get-RegistryValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\DataCollection' 'TelemetryProxyServer')
    if ($telemetry -ne '') { $script:endpointProxies += Get-BareAddress $telemetry }
    $machine = @()
    $winHttp = Get-WinHttpProxy "HKLM:\$settings"
    if ($winHttp -ne '') { $machine += Get-BareAddress $winHttp }
    # The settings of the system account, and those of the machine where a policy makes them count.
    $places = @("Registry::HKEY_USERS\S-1-5-18\$settings")
    $perUser = Get-RegistryValue 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings' 'ProxySettingsPerUser'
    if ($null -ne $perUser -and $perUser -eq 0) { $places += "HKLM:\$settings" }
    foreach ($place in $places) {
        if ([string](Get-RegistryValue $place 'AutoConfigURL') -ne '') { $script:hasProxy = $true }
        $server = [string](Get-RegistryValue $place 'ProxyServer')
        if ($server -ne '' -and (Get-RegistryValue $place 'ProxyEnable') -eq 1) { $machine += Get-BareAddress $server }
    }
    $script:endpointProxies += $machine
    $script:identityProxies += $machine
    $named = @($script:endpointProxies + $script:identityProxies)
    $script:endpointProxies = @($script:endpointProxies | Select-Object -Unique)
    $script:identityProxies = @($script:identityProxies | Select-Object -Unique)
    if ($named.Count -gt 0) { $script:hasProxy = $true; Add-Fact 'proxy.address' $named[0] }
    elseif (-not $script:hasProxy) { Add-Fact 'proxy.address' $null }
}

# Whose root stands at the end of the chain: 'genuine', 'own' for one that this machine got from its owner, 'unclear' otherwise.
function Get-CertificateOrigin([object]$Certificate, [hashtable]$Result) {
    $chain = [Security.Cryptography.X509Certificates.X509Chain]::new()
    $chain.ChainPolicy.RevocationMode = 'NoCheck'
    $isWhole = $chain.Build([Security.Cryptography.X509Certificates.X509Certificate2]::new($Certificate))
    $root = $chain.ChainElements[$chain.ChainElements.Count - 1].Certificate
    $Result.root = [string]$root.Issuer
    $isExpected = $root.Issuer -match 'O="?(Microsoft Corporation|DigiCert,? Inc\.?|Baltimore)"?(,|$)'
    if ($isWhole -and $isExpected) { return 'genuine' }
    # Windows keeps the roots of public authorities in a store of their own; Microsoft may turn to another one of them.
    $public = "Microsoft.PowerShell.Security\Certificate::LocalMachine\AuthRoot\$($root.Thumbprint)"
    if ($isExpected -or (Test-Path -LiteralPath $public)) { return 'unclear' }
    return 'own'
}

# One try through one proxy, or with the system's settings. Any status is an answer, once the certificate shows who gives it.
function Test-Way([string]$Url, [string]$Through) {
    $result = @{ outcome = 'failed'; code = ''; root = ''; skew = $null }
    $request = [Net.WebRequest]::Create($Url)
    $request.Timeout = 1000 * $TimeoutSeconds
    $request.KeepAlive = $false
    $request.AllowAutoRedirect = $false
    if ($Through -ne '') { $request.Proxy = [Net.WebProxy]::new("http://$Through") }
    $response = $null
    try { $response = $request.GetResponse() }
    catch {
        $cause = $_.Exception
        while ($null -ne $cause -and $cause -isnot [Net.WebException]) { $cause = $cause.InnerException }
        if ($null -eq $cause) { throw }
        $result.code = [string]$cause.Status
        $response = $cause.Response
    }
    $now = (Get-Date).ToUniversalTime()
    $date = ''
    if ($null -ne $response) {
        $result.code = [string][int]$response.StatusCode
        $date = [string]$response.GetResponseHeader('Date')
        $response.Close()
    }
    $certificate = $request.ServicePoint.Certificate
    if ($null -eq $certificate) { return $result }
    $origin = Get-CertificateOrigin $certificate $result
    if ($origin -eq 'own') { $result.outcome = 'inspected' }
    elseif ($origin -eq 'unclear') { $result.outcome = 'unclear' }
    elseif ($null -ne $response) {
        $result.outcome = 'reached'
        if ($date -match '^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$') {
            $result.skew = [int]($now - [datetime]::ParseExact($date, 'r', [cultureinfo]::InvariantCulture)).TotalSeconds
        }
    }
    return $result
}

# The first way that leads anywhere counts: the sensors try their ways one after the other too. When none does, the first failure is told.
function Test-Url([string]$Url, [string]$Purpose, [string[]]$Ways) {
    $result = $null
    $asks = $false
    foreach ($way in $Ways) {
        $next = Test-Way $Url $way
        if ($next.code -eq '407') { $asks = $true }
        if ($null -eq $result -or $next.outcome -ne 'failed') { $result = $next }
        if ($result.outcome -ne 'failed') { break }
    }
    # A proxy that asks is in the way only where no other way leads on.
    if ($asks -and $result.outcome -eq 'failed') { $script:wantsCredentials = $true }
    # The name of the workspace is the tenant's, so it does not leave.
    $result.place = "$Purpose|" + ($Url -replace '//[^./]+sensorapi\.', '//*sensorapi.')
    $result.isStreamlined = $Url -match '^https://[^/]+\.endpoint\.security\.microsoft\.(com|us)/'
    return $result
}

# Yes when all answered as themselves, no when one did not answer; whoever stands between is told by proxy.mode and decides nothing here.
function Add-ReachFact([string]$Key, [object[]]$Results) {
    if ($Results.Count -eq 0) { return }
    if (@($Results | Where-Object { $_.outcome -eq 'failed' }).Count -gt 0) { Add-Fact $Key $false }
    elseif (@($Results | Where-Object { $_.outcome -ne 'reached' }).Count -eq 0) { Add-Fact $Key $true }
    else { Add-Problem 'connectivity' "$Key cannot be told: the certificate is of somebody else" }
}

function Get-TestedUrls {
    $centres = @{ us = 'cus', 'eus'; eu = 'weu', 'neu'; uk = 'uks', 'ukw'; au = 'aus', 'aue' }
    $urls = @{ endpoint = @(); identity = @() }
    if ($EndpointUrl -ne '') { $urls.endpoint = @($EndpointUrl -split '[,;\s]+' | Where-Object { $_ -ne '' }) }
    elseif ($Geography -ne '') {
        foreach ($centre in $centres[$Geography]) {
            $urls.endpoint += "https://edr-$centre.$($Geography.ToLowerInvariant()).endpoint.security.microsoft.com/edr/commands/test"
        }
    }
    elseif ($script:commandUrl -match '^https://[a-z0-9.-]+\.microsoft\.(com|us)/[a-z0-9/]+$') { $urls.endpoint = @($script:commandUrl) }
    else { Add-Problem 'connectivity' 'no URL of Defender for Endpoint is known; give -Geography or -EndpointUrl' }
    $identityHost = $script:identityHost
    if ($Workspace -like '*.*') { $identityHost = $Workspace }
    elseif ($Workspace -ne '') { $identityHost = "${Workspace}sensorapi.atp.azure.com" }
    if ($IdentityUrl -ne '') { $urls.identity = @($IdentityUrl -split '[,;\s]+' | Where-Object { $_ -ne '' }) }
    elseif ($identityHost -match '^[a-z0-9-]+sensorapi\.atp\.((gcc\.)?azure\.com|azure\.us)$') {
        $urls.identity = @("https://$identityHost/tri/sensor/api/ping")
    }
    else { Add-Problem 'connectivity' 'no URL of Defender for Identity is known; give -Workspace or -IdentityUrl' }
    return $urls
}

function Get-ConnectivityFacts {
    if ($NoConnectivityTest) { return }
    if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') { throw 'not tested: PowerShell is not in FullLanguage mode' }
    # For this process alone: what answers only to older versions must not count as reached.
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    $urls = Get-TestedUrls
    $endpoint = @()
    $identity = @()
    # The empty way is that of the system's own settings, which also find a proxy by themselves.
    foreach ($url in $urls.endpoint) { $endpoint += Test-Url $url 'commandAndControl' @($script:endpointProxies + '') }
    foreach ($url in $urls.identity) { $identity += Test-Url $url 'identitySensor' @($script:identityProxies + '') }
    $all = @($endpoint + $identity)
    if ($all.Count -eq 0) { return }
    Add-ReachFact 'connectivity.endpoint443' $endpoint
    Add-ReachFact 'connectivity.identity443' $identity
    Add-Fact 'connectivity.urls' @($all | ForEach-Object { "$($_.outcome)|$($_.code)|$($_.place)" })
    # Who stands between is told by proxy.mode. That nothing is blocked is not said: most functions of the service are not tested here.
    $failed = @($all | Where-Object { $_.outcome -eq 'failed' })
    if ($failed.Count -gt 0) { Add-Fact 'connectivity.blocked' @($failed | ForEach-Object { "$($_.code)|$($_.place)" }) }
    # One that did not answer is a no. That those answer which are tested here is no yes: the streamlined connection has more of them.
    $refused = @($endpoint | Where-Object { $_.isStreamlined -and $_.outcome -eq 'failed' })
    if ($refused.Count -gt 0) { Add-Fact 'connectivity.streamlined' $false }
    $sets = @($endpoint | ForEach-Object { if ($_.isStreamlined) { 'streamlined' } else { 'standard' } } | Select-Object -Unique)
    if ($sets.Count -eq 1) { Add-Fact 'connectivity.urlSet' $sets[0] }
    elseif ($sets.Count -gt 1) { Add-Fact 'connectivity.urlSet' 'mixed' }
    Add-WayFacts $all
}

function Add-WayFacts([object[]]$All) {
    $inspected = @($All | Where-Object { $_.outcome -eq 'inspected' })
    $reached = @($All | Where-Object { $_.outcome -eq 'reached' })
    $unclear = @($All | Where-Object { $_.outcome -eq 'unclear' })
    # That nobody inspects is only said where a certificate was seen, and every certificate that was seen is the service's own.
    if ($inspected.Count -gt 0) { Add-Fact 'proxy.mode' 'inspecting' }
    elseif ($reached.Count -gt 0 -and $unclear.Count -eq 0 -and $script:hasProxy) { Add-Fact 'proxy.mode' 'configured' }
    elseif ($reached.Count -gt 0 -and $unclear.Count -eq 0) { Add-Fact 'proxy.mode' 'none' }
    $withRoot = @($inspected + $unclear + $reached | Where-Object { $_.root -ne '' })
    if ($withRoot.Count -gt 0) { Add-Fact 'tls.rootIssuer' $withRoot[0].root }
    if ($script:wantsCredentials) { Add-Fact 'proxy.needsCredentials' $true }
    # Behind a proxy nobody needs these names resolved.
    $unnamed = @($All | Where-Object { $_.code -eq 'NameResolutionFailure' })
    if ($unnamed.Count -gt 0 -and -not $script:hasProxy) { Add-Fact 'connectivity.nameResolution' $false }
    # A cache on the way can only make the date older, so the answer that is nearest to our clock is the best one.
    $skews = @($reached | ForEach-Object { $_.skew } | Where-Object { $null -ne $_ } | Sort-Object { if ($_ -lt 0) { 0 - $_ } else { $_ } })
    if ($skews.Count -gt 0) { Add-Fact 'clock.skewSeconds' $skews[0] }
}

# --- The run ---

if ($Help) { Get-Help -Name $PSCommandPath -Detailed; exit 0 }
if ($Version) { Write-Output $collectorVersion; exit 0 }
if ($Geography -notin '', 'us', 'eu', 'uk', 'au' -or $TimeoutSeconds -lt 1 -or $TimeoutSeconds -gt 120 -or $OutFile -eq '') {
    Write-Error -Message 'Wrong parameters: see -Help.' -ErrorAction Continue
    exit 2
}
# Only set in a 32-bit process on a 64-bit Windows, where Sense would look as if it were not onboarded.
if ($env:PROCESSOR_ARCHITEW6432) {
    Write-Error -Message 'This is a 32-bit PowerShell. Run the collector in the 64-bit one.' -ErrorAction Continue
    exit 3
}

$collectedAt = (Get-Date).ToUniversalTime().ToString('s') + 'Z'
try { Get-HostFacts } catch { Add-Problem 'host' $_ }
try { Get-SystemFacts } catch { Add-Problem 'system' $_ }
try { Get-BootFacts } catch { Add-Problem 'boot' $_ }
try { Get-ServiceFacts } catch { Add-Problem 'services' $_ }
try { Get-RoleFacts } catch { Add-Problem 'roles' $_ }
try { Get-SensorFacts } catch { Add-Problem 'sensor' $_ }
try { Get-SenseFacts } catch { Add-Problem 'sense' $_ }
try { Get-SensePathFacts } catch { Add-Problem 'sense' $_ }
try { Get-SenseEventFacts } catch { Add-Problem 'events' $_ }
try { Get-OnboardingFacts } catch { Add-Problem 'onboarding' $_ }
try { Get-DeviceFacts } catch { Add-Problem 'device' $_ }
try { Get-TlsFacts } catch { Add-Problem 'tls' $_ }
try { Get-NpcapFacts } catch { Add-Problem 'npcap' $_ }
try { Get-ProtectionFacts } catch { Add-Problem 'programs' $_ }
try { Get-PolicyFacts } catch { Add-Problem 'policy' $_ }
try { Get-LoadFacts } catch { Add-Problem 'load' $_ }
try { Get-ProxyFacts } catch { Add-Problem 'proxy' $_ }
try { Get-ConnectivityFacts } catch { Add-Problem 'connectivity' $_ }

if ($script:hostName -eq '') { $script:hostName = $env:COMPUTERNAME }
$members = @()
foreach ($key in ($script:facts.Keys | Sort-Object)) {
    $members += (ConvertTo-JsonText $key) + ':' + (ConvertTo-JsonText $script:facts[$key])
}
$document = '{"schema":"changeguard.host-facts/1"' +
    ',"collector":{"name":"Get-ChangeguardFacts.ps1","version":' + (ConvertTo-JsonText $collectorVersion) + '}' +
    ',"host":' + (ConvertTo-JsonText $script:hostName) +
    ',"collectedAt":' + (ConvertTo-JsonText $collectedAt) +
    ',"problems":' + (ConvertTo-JsonText $script:problems) +
    ',"facts":{' + ($members -join ',') + '}}'

if ($OutFile -eq '-') { Write-Output $document; exit 0 }
try {
    $path = $OutFile
    if (Test-Path -LiteralPath $path -PathType Container) { $path = $path.TrimEnd('\') + "\$env:COMPUTERNAME.host-facts.json" }
    Set-Content -LiteralPath $path -Value $document -Encoding ASCII
}
catch {
    Write-Error -Message "The document could not be written: $($_.FullyQualifiedErrorId)" -ErrorAction Continue
    exit 1
}
Write-Output "Written: $path ($($script:facts.Count) facts, $($script:problems.Count) problems)"
exit 0
