/** Which of Microsoft's clouds a tenant lives in; `custom` brings its own addresses. */
export type CloudId = 'global' | 'gcc' | 'gcc-high' | 'dod' | 'china' | 'custom';

/** What a cloud's Graph can do for us. */
export type CloudFeature = 'migration' | 'sensors' | 'candidates' | 'health' | 'auditing' | 'hunting';

/** `unverified`: no page says it; the service is asked and its answer decides. */
type FeatureState = 'yes' | 'no' | 'unverified';

interface Cloud {
  readonly title: string;
  /** Addresses without a trailing slash; empty for `custom`, where the connection brings its own. */
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly portalUrl: string;
  /** Where sensors v2.x report, behind the name of the workspace; empty where no page names it. */
  readonly sensorDomain: string;
  readonly features: Readonly<Record<CloudFeature, FeatureState>>;
}

/** What a cloud lacks by Microsoft's own pages is not asked for; what no page tells is. */
export function isLacking(cloud: CloudId, feature: CloudFeature): boolean {
  return clouds[cloud].features[feature] === 'no';
}

const everything: Cloud['features'] = {
  migration: 'yes',
  sensors: 'yes',
  candidates: 'yes',
  health: 'yes',
  auditing: 'yes',
  hunting: 'yes',
};
const watchOnly: Cloud['features'] = { ...everything, migration: 'no', candidates: 'no', auditing: 'no' };
const nothing: Cloud['features'] = { ...watchOnly, sensors: 'no', health: 'no', hunting: 'no' };
const askAndSee: Cloud['features'] = {
  migration: 'unverified',
  sensors: 'unverified',
  candidates: 'unverified',
  health: 'unverified',
  auditing: 'unverified',
  hunting: 'unverified',
};

/**
 * The national clouds; which page says what, and when it was seen, is in cloud-sources.ts. GCC uses the global addresses; no page says whether the
 * preview calls work for its tenants.
 */
export const clouds: Readonly<Record<CloudId, Cloud>> = {
  global: {
    title: 'Global',
    loginUrl: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
    portalUrl: 'https://security.microsoft.com',
    sensorDomain: 'sensorapi.atp.azure.com',
    features: everything,
  },
  gcc: {
    title: 'US Government GCC',
    loginUrl: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
    portalUrl: 'https://security.microsoft.com',
    sensorDomain: 'sensorapi.atp.gcc.azure.com',
    features: { ...everything, migration: 'unverified', candidates: 'unverified', auditing: 'unverified' },
  },
  'gcc-high': {
    title: 'US Government GCC High',
    loginUrl: 'https://login.microsoftonline.us',
    graphUrl: 'https://graph.microsoft.us',
    portalUrl: 'https://security.microsoft.us',
    sensorDomain: 'sensorapi.atp.azure.us',
    features: watchOnly,
  },
  dod: {
    title: 'US Government DoD',
    loginUrl: 'https://login.microsoftonline.us',
    graphUrl: 'https://dod-graph.microsoft.us',
    // The Defender for Endpoint page of 2026-01-05 says security.apps.mil, the Defender for Identity page this; sensors are the latter's.
    portalUrl: 'https://security.microsoft.us',
    sensorDomain: 'sensorapi.atp.azure.us',
    features: watchOnly,
  },
  china: {
    title: 'China (21Vianet)',
    loginUrl: 'https://login.chinacloudapi.cn',
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
    portalUrl: '',
    sensorDomain: '',
    features: nothing,
  },
  custom: { title: 'Own address', loginUrl: '', graphUrl: '', portalUrl: '', sensorDomain: '', features: askAndSee },
};
