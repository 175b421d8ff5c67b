import { type CloudId, clouds } from './cloud.ts';
import type { PageRef } from './rulebook.ts';

/** Where the data of a tenant lies, as Microsoft abbreviates it in host names. */
export const geographies = ['us', 'eu', 'uk', 'au'] as const;
type Geography = (typeof geographies)[number];

/** Which list of Microsoft's a URL stands on. */
type UrlSet = 'standard' | 'streamlined' | 'identity';

/** What a URL is for, in the words of Microsoft's pages. `own`: somebody gave it, and no list has it. */
type UrlFunction =
  | 'command and control'
  | 'cyber data'
  | 'automated investigation'
  | 'sample storage'
  | 'antivirus cloud'
  | 'updates'
  | 'packages'
  | 'identity sensor'
  | 'own';

/**
 * How firm a value is. `stated`: a Microsoft page says it. `known`: the program that tests it says it, or a real output of it.
 * `reported`: copies and readers by others say it. `guessed`: put together by us from what is stated.
 */
type Firmness = 'stated' | 'known' | 'reported' | 'guessed';

/** One URL that somebody's sensor asks for, and by what answer it counts as reached. */
export interface ServiceUrl {
  readonly url: string;
  readonly function: UrlFunction;
  /** null for a URL that belongs to no single list. */
  readonly set: UrlSet | null;
  /** null where all geographies share it. */
  readonly geo: Geography | null;
  /** The usual answer comes first. */
  readonly statuses: readonly number[];
  /** False: tried all the same, and it decides nothing, because some never need it (`onlyFor`) or its name is a guess of ours. */
  readonly isNeeded: boolean;
  readonly onlyFor: string | undefined;
  readonly hostIs: Firmness;
  readonly statusIs: Firmness;
  readonly sources: readonly PageRef[];
}

/**
 * The hosts that a list names one by one, with those that updates need beside either list. Wildcards (`*.wdcp.microsoft.com`,
 * `*.update.microsoft.com`) cannot be asked, and no source that we hold names a host of settings management.
 */
export function serviceUrls(set: 'standard' | 'streamlined', geo: Geography): readonly ServiceUrl[] {
  return [...(set === 'standard' ? standardUrls(geo) : streamlinedUrls(geo)), ...updateUrls];
}

/** Sensor v2.x: 200 of the ping proves that the way is open, and so does the 503 that some older workspaces give. */
export function identityUrl(workspace: string, cloud: CloudId = 'global'): ServiceUrl {
  return {
    url: `https://${workspace.toLowerCase()}${clouds[cloud].sensorDomain}/tri/sensor/api/ping`,
    function: 'identity sensor',
    set: 'identity',
    geo: null,
    statuses: [200, 503],
    ...needed,
    hostIs: 'stated',
    statusIs: 'stated',
    sources: [pages.identity],
  };
}

/** A URL that somebody asked for by name: as a list has it, else one of which nobody knows the usual answer. It is written as URLs are when parsed. */
export function givenUrl(url: string): ServiceUrl {
  const listed = geographies
    .flatMap((geo) => [...serviceUrls('standard', geo), ...serviceUrls('streamlined', geo)])
    .find((one) => one.url === url);
  return { ...(listed ?? unlisted), url, ...needed };
}

const pages = {
  standard: {
    page: 'https://learn.microsoft.com/defender-endpoint/standard-device-connectivity-urls-commercial',
    datedOn: '2026-07-03',
    seenOn: '2026-11-21',
  },
  streamlined: {
    page: 'https://learn.microsoft.com/defender-endpoint/streamlined-device-connectivity-urls-commercial',
    datedOn: '2026-09-03',
    seenOn: '2026-11-21',
  },
  identity: {
    page: 'https://learn.microsoft.com/defender-for-identity/deploy/test-connectivity',
    seenOn: '2026-11-21',
  },
  analyzer: { page: 'Client Analyzer for Windows, script of 2024-05-08 with its list of URLs', seenOn: '2026-11-21' },
  analyzerUnix: { page: 'Client Analyzer for Linux and macOS, public copies of its modules', seenOn: '2026-11-21' },
  mdatp: { page: 'A real output of "mdatp connectivity test" on Linux', seenOn: '2026-11-21' },
} as const satisfies Readonly<Record<string, PageRef>>;

interface Places {
  /** Data centres of command and control. */
  readonly centres: readonly string[];
  /** Data centres of which the standard page alone speaks: what else stands there is a guess. */
  readonly newCentres: readonly string[];
  readonly stores: readonly string[];
  /** Part of the antivirus hosts of Linux and macOS. */
  readonly antivirus: string;
}

const places: Readonly<Record<Geography, Places>> = {
  us: {
    centres: ['cus', 'eus', 'cus3', 'eus3'],
    newCentres: [],
    stores: ['ussus1eastprod', 'ussus1westprod'],
    antivirus: 'unitedstates',
  },
  eu: {
    centres: ['weu', 'neu'],
    newCentres: ['weu3', 'neu3'],
    stores: ['usseu1northprod', 'usseu1westprod'],
    antivirus: 'europe',
  },
  uk: {
    centres: ['uks', 'ukw'],
    newCentres: [],
    stores: ['ussuk1southprod', 'ussuk1westprod'],
    antivirus: 'unitedkingdom',
  },
  au: {
    centres: ['aus', 'aue'],
    newCentres: [],
    stores: ['ussau1eastprod', 'ussau1southeastprod'],
    antivirus: 'australia',
  },
};

const needed = { isNeeded: true, onlyFor: undefined } as const;
const unixOnly = { isNeeded: false, onlyFor: 'Linux and macOS' } as const;
const guess = { isNeeded: false, onlyFor: undefined, hostIs: 'guessed' } as const;

/** The Client Analyzer counts these as reached, whatever the URL. */
const analyzerReaches = [200, 400, 404, 405];

function usually(status: number): readonly number[] {
  return [status, ...analyzerReaches.filter((one) => one !== status)];
}

/** Nobody says what some answer to a bare GET: anything but a proxy's demand and a fault of the server proves that the way is open. */
const anyAnswer = Array.from({ length: 300 }, (_, at) => 200 + at).filter((status) => status !== 407);

const unlisted = {
  function: 'own',
  set: null,
  geo: null,
  statuses: anyAnswer,
  hostIs: 'guessed',
  statusIs: 'guessed',
  sources: [],
} as const;

/** What is asked of a data centre, under a host name that is firm or not. */
type Centre = readonly [name: string, firmness: Partial<ServiceUrl>];

function centresOf(geo: Geography): readonly Centre[] {
  const { centres, newCentres } = places[geo];
  return [...centres.map((name): Centre => [name, needed]), ...newCentres.map((name): Centre => [name, guess])];
}

function standardUrls(geo: Geography): readonly ServiceUrl[] {
  const { centres, newCentres, stores, antivirus } = places[geo];
  const row = {
    set: 'standard',
    geo,
    statuses: usually(200),
    ...needed,
    hostIs: 'stated',
    statusIs: 'known',
    sources: [pages.standard, pages.analyzer],
  } as const;
  const unix = { ...row, ...unixOnly, function: 'antivirus cloud', sources: [pages.standard, pages.mdatp] } as const;
  return [
    ...[...centres, ...newCentres].map((centre) => ({
      ...row,
      url: `https://winatp-gw-${centre}.microsoft.com/commands/test`,
      function: 'command and control' as const,
    })),
    { ...row, url: `https://${geo}-v20.events.data.microsoft.com/ping`, function: 'cyber data' },
    // The page gives the pattern of the storage hosts; which there are is from the analyzers.
    ...centresOf(geo).map(([centre, firmness]) => ({
      ...row,
      url: `https://automatedirstrprd${centre}.blob.core.windows.net/`,
      function: 'automated investigation' as const,
      statuses: usually(400),
      hostIs: 'known' as const,
      ...firmness,
    })),
    ...stores.map((store) => ({
      ...row,
      url: `https://${store}.blob.core.windows.net/`,
      function: 'sample storage' as const,
      statuses: usually(400),
      hostIs: 'reported' as const,
      statusIs: 'guessed' as const,
      sources: [pages.standard, pages.analyzerUnix],
    })),
    { ...unix, url: 'https://x.cp.wd.microsoft.com/api/report', geo: null },
    { ...unix, url: 'https://cdn.x.cp.wd.microsoft.com/ping', geo: null },
    { ...unix, url: `https://${antivirus}.x.cp.wd.microsoft.com/api/report`, statusIs: 'guessed' },
  ];
}

/** The page has one wildcard, `*.endpoint.security.microsoft.com`; the hosts below it are from the analyzers. */
function streamlinedUrls(geo: Geography): readonly ServiceUrl[] {
  const domain = `${geo}.endpoint.security.microsoft.com`;
  const row = {
    set: 'streamlined',
    geo,
    ...needed,
    hostIs: 'reported',
    statusIs: 'reported',
    sources: [pages.streamlined, pages.analyzerUnix],
  } as const;
  return [
    ...centresOf(geo).map(([centre, firmness]) => ({
      ...row,
      url: `https://edr-${centre}.${domain}/edr/commands/test`,
      function: 'command and control' as const,
      statuses: usually(200),
      ...firmness,
    })),
    ...centresOf(geo).map(([centre, firmness]) => ({
      ...row,
      url: `https://edr-${centre}.${domain}/storage/automatedirstrprd${centre}/`,
      function: 'automated investigation' as const,
      statuses: usually(400),
      ...firmness,
    })),
    ...places[geo].stores.map((store) => ({
      ...row,
      url: `https://mdav.${domain}/storage/${store}/`,
      function: 'sample storage' as const,
      statuses: usually(400),
    })),
    { ...row, url: `https://mdav.${domain}/mdav/test`, function: 'antivirus cloud', statuses: usually(404) },
    {
      ...row,
      ...unixOnly,
      url: `https://mdav.${domain}/xplat/api/report`,
      function: 'antivirus cloud',
      statuses: usually(200),
    },
    {
      ...row,
      ...unixOnly,
      url: `https://mdav.${domain}/packages/?ostype=linux`,
      function: 'packages',
      statuses: usually(200),
    },
  ];
}

const update = {
  set: null,
  geo: null,
  function: 'updates',
  statuses: anyAnswer,
  isNeeded: false,
  onlyFor: 'updates that do not come from inside',
  hostIs: 'stated',
  statusIs: 'guessed',
  sources: [pages.streamlined],
} as const;

/** Still needed beside the wildcard of the streamlined list, and by nobody whose updates come from inside. */
const updateUrls: readonly ServiceUrl[] = [
  { ...update, url: 'https://go.microsoft.com/' },
  { ...update, url: 'https://definitionupdates.microsoft.com/' },
  { ...update, url: 'https://packages.microsoft.com/', function: 'packages', onlyFor: 'Linux' },
];
