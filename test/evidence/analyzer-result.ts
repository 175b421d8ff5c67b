import yazl from 'yazl';

/** A field of the report: place, display name, value. */
export type Field = readonly [place: string, displayName: string, value: string];
export type Finding = readonly [id: string, severity: string, text: string];

/** A domain controller that needs nothing. */
export const healthyFields: readonly Field[] = [
  ['general/scriptVersion', 'Script Version: ', '08May2024'],
  ['general/scriptRunTime', 'Script RunTime: ', '14/09/2026 8:11:52 AM +02:00'],
  ['devInfo/deviceName', 'Device name', 'DC01'],
  ['devInfo/OSName', 'Device Operating System', 'Windows Server 2022 Standard'],
  ['devInfo/OSBuild', 'OS build number', 'Microsoft Windows NT 10.0.20348.0.4893'],
  ['devInfo/Edition', 'OS Edition', 'Server'],
  ['devInfo/SystemBootTime', 'SystemBootTime', '09/10/2026 03:14:07'],
  ['EDRCompInfo/DeviceId', 'Device ID', '1f0a9c3b5d7e2468ace013579bdf02468ace1357'],
  ['EDRCompInfo/OrgId', 'Organization Id', orgId('a')],
  ['EDRCompInfo/SenseVersion', 'Sense version', '10.8804.27858.1000'],
  ['EDRCompInfo/SenseServiceStatus', 'Sense service Status', 'Running'],
  ['EDRCompInfo/SenseStartType', 'Sense service StartType', 'Automatic'],
  ['EDRCompInfo/SimplifiedConnectivity', 'Device Onboarded via Streamlined Connectivity', 'NO'],
];

export function orgId(letter: string): string {
  return `00000000-0000-4000-8000-00000000000${letter}`;
}

/** The healthy fields with some of them changed; a field with no such place is added. */
export function fieldsBut(...changes: readonly Field[]): readonly Field[] {
  const isChanged = ([place, name]: Field) => changes.some((one) => one[0] === place && one[1] === name);
  return [...healthyFields.filter((field) => !isChanged(field)), ...changes];
}

export function xmlOf(fields: readonly Field[] = healthyFields, findings: readonly Finding[] = []): string {
  const sections = ['general', 'devInfo', 'EDRCompInfo', 'MDEDevConfig', 'AVCompInfo'];
  const others = fields.map(([place]) => place.split('/')[0] ?? '').filter((name) => !sections.includes(name));
  const body = [...sections, ...new Set(others)].map((section) => {
    const own = fields.filter(([place]) => place.startsWith(`${section}/`));
    return `<${section}>${own.map(fieldXml).join('')}</${section}>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><MDEResults>${body.join('')}<events>${findings.map(findingXml).join('')}</events></MDEResults>`;
}

function fieldXml([place, displayName, value]: Field): string {
  const tag = place.split('/')[1];
  return `<${tag} displayName="${escaped(displayName)}">\n<value>${escaped(value)}</value></${tag}>`;
}

function findingXml([id, severity, text]: Finding): string {
  return `<event id="${id}"><severity>${severity}</severity><category>Connectivity</category><check>Check of ${id}</check><checkresult>${escaped(text)}</checkresult><guidance>N/A</guidance></event>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** One URL of the connectivity log, with what each way out gave: default, WPAD, no proxy, named proxy. */
export type UrlLine = readonly [url: string, ...results: readonly string[]];

/** A text report. `isCut`: the tool, or a disk, stopped after the last URL. */
export function textOf(
  given: {
    readonly fields?: readonly Field[];
    readonly proxy?: string;
    readonly urls?: readonly UrlLine[];
    readonly isCut?: boolean;
    readonly after?: readonly string[];
  } = {},
): string {
  const {
    fields = healthyFields,
    proxy = 'Method=Direct, address=',
    urls = standardUrls,
    isCut = false,
    after = [],
  } = given;
  const ways = [
    '1 - Default proxy',
    '2 - Proxy auto discovery (WPAD)',
    '3 - Proxy disabled',
    '4 - Named proxy (proxy.bank.example:8080)',
  ];
  const tests = urls.flatMap(([url, ...results]) => [
    `Testing URL : ${url}`,
    ...results.map((result, way) => (result === '' ? "4 - Named proxy: Doesn't exist" : `${ways[way]}: ${result}`)),
    "5 - Command line proxy: Doesn't exist",
    ...(isCut ? [] : ['']),
  ]);
  return [
    ...fields.map(([, name, value]) => `${name}: ${value}`),
    '',
    'Connectivity output, using psexec -s:',
    `Proxy config: ${proxy}`,
    '****************',
    ...tests,
    ...(isCut
      ? []
      : ['', '#################### Defender for Endpoint cloud service check #####################', ...after]),
    '',
  ].join('\r\n');
}

export const reached = ['Succeeded (200)', 'Succeeded (200)', 'Succeeded (200)', ''] as const;
const reachedBlob = ['Succeeded (400)', 'Succeeded (400)', 'Succeeded (400)', ''] as const;
export const blocked = ['Failed (12029)', 'Failed (12180)', 'Failed (12029)', ''] as const;

export const standardUrls: readonly UrlLine[] = [
  ['https://winatp-gw-weu.microsoft.com/commands/test', ...reached],
  ['https://winatp-gw-neu.microsoft.com/commands/test', ...reached],
  ['https://eu-v20.events.data.microsoft.com/ping', ...reached],
  ['https://automatedirstrprdweu.blob.core.windows.net', ...reachedBlob],
];

export const streamlinedUrls: readonly UrlLine[] = [
  ['https://edr-weu.eu.endpoint.security.microsoft.com/edr/commands/test', ...reached],
  ['https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test', ...reached],
  [
    'https://mdav.eu.endpoint.security.microsoft.com/mdav/test',
    'Succeeded (404)',
    'Failed (12180)',
    'Succeeded (404)',
    '',
  ],
  ['https://edr-weu.eu.endpoint.security.microsoft.com/storage/automatedirstrprdweu/', ...reachedBlob],
];

/** The body of an onboarding package. */
export function bodyOf(but: Readonly<Record<string, unknown>> = {}): string {
  const geoLocationUrl = 'https://winatp-gw-weu.microsoft.com/';
  return `${JSON.stringify({ previousOrgIds: [], orgId: orgId('a'), geoLocationUrl, datacenter: 'WestEurope', vortexGeoLocation: 'EU', version: '1.7', ...but })}\r\n`;
}

/** UTF-16 with its mark, as Windows PowerShell writes texts. */
export function wide(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}

type Content = string | Buffer | undefined;

/** The files of a result of 2024, by their path; a test changes some or takes them away with undefined. */
export function filesBut(changes: Readonly<Record<string, Content>> = {}): Readonly<Record<string, Content>> {
  return {
    'MDEClientAnalyzer.htm': '<html></html>',
    'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(),
    'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf()),
    'SystemInfoLogs/RegOnboardingInfoPolicy.Json': wide(bodyOf()),
    'SystemInfoLogs/RegOnboardedInfoCurrent.Json': wide(bodyOf()),
    'SystemInfoLogs/RegOffboardingInfo.Json': wide(''),
    ...changes,
  };
}

/** When the files were written, in the host's own time: year, month, day, hour, minute. */
export type LocalTime = readonly [number, number, number, number, number];
const written: LocalTime = [2026, 9, 14, 8, 20];

/** An archive in any layout: with `\` as the tool makes it, with a folder on top as people do. */
export async function zipOf(
  files: Readonly<Record<string, Content>>,
  layout: {
    readonly top?: string;
    readonly hasBackslashes?: boolean;
    readonly writtenAt?: LocalTime;
    readonly writtenAtOf?: Readonly<Record<string, LocalTime>>;
  } = {},
): Promise<Buffer> {
  const { top = '', hasBackslashes = false, writtenAt = written, writtenAtOf = {} } = layout;
  const zip = new yazl.ZipFile();
  const names = Object.keys(files).filter((name) => files[name] !== undefined);
  for (const name of names) {
    const [year, month, day, hour, minute] = writtenAtOf[name] ?? writtenAt;
    // The archive keeps the time as the clock on the wall showed it.
    const mtime = new Date(year, month - 1, day, hour, minute);
    zip.addBuffer(Buffer.from(files[name] ?? ''), top + name, { mtime, compress: true });
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  const bytes = Buffer.concat(pieces);
  if (hasBackslashes) for (const name of names) replaceAll(bytes, top + name, (top + name).replaceAll('/', '\\'));
  return bytes;
}

/** Writers of archives refuse backslashes; the old .NET Framework does not. */
function replaceAll(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1');
}
