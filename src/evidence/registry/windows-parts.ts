import { numberOf, type PartInput, type RegistryPart, textOf } from './part.ts';

const dataCollection = 'software\\policies\\microsoft\\windows\\datacollection';
const windows = 'software\\microsoft\\windows nt\\currentversion';
const tls12 = 'system\\currentcontrolset\\control\\securityproviders\\schannel\\protocols\\tls 1.2\\client';
const services = 'system\\currentcontrolset\\services';
const uninstall = 'microsoft\\windows\\currentversion\\uninstall\\npcapinst';

const proxyPart: RegistryPart = {
  part: 'datacollection',
  paths: [dataCollection],
  ignored: ['*'],
  read(input) {
    const proxy = textOf(input, dataCollection, 'TelemetryProxyServer');
    // Without the value another proxy may still be in use, so its absence says nothing.
    if (proxy?.kind !== 'found' || proxy.value.trim() === '') return;
    const place = { line: proxy.line };
    input.sheet.put('proxy.mode', 'configured', place);
    // A name and a password may stand before the address.
    const address = proxy.value.trim().replace(/^.*@/s, '');
    if (/^[\w.:/[\]-]{1,255}$/.test(address)) input.sheet.put('proxy.address', address, place);
  },
};

/** `CurrentBuild` and `UBR` are what `winver` shows: build and revision. */
const windowsPart: RegistryPart = {
  part: 'windows',
  paths: [windows],
  ignored: ['*'],
  read(input) {
    const { sheet } = input;
    for (const name of ['CurrentBuild', 'CurrentBuildNumber']) {
      const build = textOf(input, windows, name);
      if (build?.kind === 'found' && /^\d{4,6}$/.test(build.value))
        sheet.put('os.build', Number(build.value), { line: build.line });
    }
    const revision = numberOf(input, windows, 'UBR');
    if (revision?.kind === 'found') sheet.put('os.revision', Number(revision.value), { line: revision.line });
    else if (revision?.isProven === true) sheet.put('os.revision', null, { line: revision.line });
    const product = textOf(input, windows, 'ProductName');
    if (product?.kind === 'found' && isTitle(product.value))
      sheet.put('os.productName', product.value, { line: product.line });
    const type = textOf(input, windows, 'InstallationType');
    if (type?.kind === 'found' && isTitle(type.value))
      sheet.put('os.installationType', type.value, { line: type.line });
    if (sheet.size > 0) sheet.put('os.family', 'windows');
  },
};

/** Where quotes were lost, a text may be a piece of something else. */
function isTitle(text: string): boolean {
  return /^[\p{L}\p{N} .,()-]{1,128}$/u.test(text);
}

/**
 * Only what is written counts: without either value the system's own default holds, which differs between releases
 * (learn.microsoft.com/windows-server/security/tls/tls-registry-settings, seen 2026-11).
 */
const tlsPart: RegistryPart = {
  part: 'tls12',
  paths: [tls12],
  ignored: ['*'],
  read(input) {
    const enabled = numberOf(input, tls12, 'Enabled');
    const disabled = numberOf(input, tls12, 'DisabledByDefault');
    const place = { line: enabled?.line ?? disabled?.line };
    const isOff = enabled?.kind === 'found' && enabled.value === 0n;
    const isNotOffered = disabled?.kind === 'found' && disabled.value !== 0n;
    const isOffered = disabled?.kind === 'found' ? disabled.value === 0n : disabled?.isProven === true;
    if (isOff || isNotOffered) input.sheet.put('tls12.enabled', false, place);
    else if (enabled?.kind === 'found' && isOffered) input.sheet.put('tls12.enabled', true, place);
  },
};

/** Where the program of Sense lies: with Windows, or below the folder of its platform updates (learn.microsoft.com/defender-endpoint, seen 2026-11). */
const sensePrograms = [
  /^(?:%programfiles%|c:\\program files)\\windows defender advanced threat protection\\mssense\.exe$/,
  /^(?:%programdata%|c:\\programdata)\\microsoft\\windows defender advanced threat protection\\platform\\[\d.-]{3,40}\\mssense\.exe$/,
];

const sensePart: RegistryPart = {
  part: 'service-Sense',
  paths: [`${services}\\sense`],
  ignored: ['*'],
  read(input) {
    putStartType(input, 'sense.startType', 'sense');
    const path = textOf(input, `${services}\\sense`, 'ImagePath');
    if (path?.kind !== 'found') return;
    const program = path.value
      .trim()
      .toLowerCase()
      .replace(/^"([^"]*)"$/, '$1');
    if (sensePrograms.some((known) => known.test(program)))
      input.sheet.put('sense.imagePathTampered', false, { line: path.line });
    else if (!program.endsWith('\\mssense.exe')) input.sheet.put('sense.imagePathTampered', true, { line: path.line });
    else {
      const detail =
        'Sense starts from a folder that is not known; whether somebody changed it is for a person to see.';
      input.problems.add('value-unknown', detail, path.line);
    }
  },
};

/** The version of sensor v2.x is the name of the folder that its service starts from. */
const sensorPart: RegistryPart = {
  part: 'service-AATPSensor',
  paths: [`${services}\\aatpsensor`],
  ignored: ['*'],
  read(input) {
    const path = textOf(input, `${services}\\aatpsensor`, 'ImagePath');
    if (path?.kind !== 'found') return;
    const version = /\\azure advanced threat protection sensor\\(2(?:\.\d{1,6}){2,3})\\[^\\]{1,100}\.exe"?$/i.exec(
      path.value.trim().slice(0, 1_024),
    )?.[1];
    if (version !== undefined) input.sheet.put('mdi.v2.version', version, { line: path.line });
  },
};

const startTypes = ['Boot', 'System', 'Automatic', 'Manual', 'Disabled'];

function putStartType(input: PartInput, key: string, service: string): void {
  const start = numberOf(input, `${services}\\${service}`, 'Start');
  const word = start?.kind === 'found' && start.value < 5n ? startTypes[Number(start.value)] : undefined;
  if (word !== undefined) input.sheet.put(key, word, { line: start?.line });
}

/** Any of these is there when Npcap is; that one of them is missing does not say that it is not. */
const npcapKeys = [
  'software\\npcap',
  'software\\wow6432node\\npcap',
  `${services}\\npcap`,
  `software\\${uninstall}`,
  `software\\wow6432node\\${uninstall}`,
];

const npcapPart: RegistryPart = {
  part: 'npcap',
  paths: npcapKeys,
  ignored: ['*'],
  read({ findings, sheet }) {
    const found = npcapKeys.map((path) => findings.key(path)).find((key) => key?.kind === 'found');
    if (found !== undefined) sheet.put('npcap.installed', true, { line: found.line });
  },
};

export const windowsParts: readonly RegistryPart[] = [
  proxyPart,
  windowsPart,
  tlsPart,
  sensePart,
  sensorPart,
  npcapPart,
];

/** Where Windows keeps the name of the computer: short name and DNS domain, and the short name once more. */
export const nameKeys = {
  dns: `${services}\\tcpip\\parameters`,
  active: 'system\\currentcontrolset\\control\\computername\\activecomputername',
} as const;
