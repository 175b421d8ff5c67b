import { type CloudFeature, type CloudId, clouds } from './cloud.ts';
import type { RulePage } from './rulebook.ts';

/** What a feature is in words, and the pages that say which cloud has it. */
interface FeatureSource {
  readonly words: string;
  /** The page that decides stands first. */
  readonly sources: readonly [RulePage, ...RulePage[]];
  readonly note?: string;
}

/** The day on which the availability table of each page was read; a page that carries a date has it. */
const seenOn = '2026-11-28';
const api = (title: string, name: string): RulePage => ({
  title,
  page: `https://learn.microsoft.com/graph/api/${name}`,
  seenOn,
});

/**
 * Where the features of `clouds` come from: the availability table of each call's own reference page (Global, US Government L4, L5, China). None has a
 * column for GCC, which uses the global addresses: what is a preview is `unverified` there.
 */
export const featureSources: Readonly<Record<CloudFeature, FeatureSource>> = {
  migration: {
    words: 'sensor migration',
    sources: [
      api('sensorMigration: migrate', 'security-sensormigration-migrate'),
      {
        ...api('List sensorMigration', 'security-identitycontainer-list-sensormigration'),
        datedOn: '2026-03-23',
        seenOn: '2026-11-21',
      },
    ],
  },
  sensors: {
    words: 'sensors',
    sources: [{ ...api('List sensors', 'security-identitycontainer-list-sensors'), datedOn: '2024-10-29' }],
  },
  candidates: {
    words: 'sensor candidates',
    sources: [
      api('sensorCandidate: activate', 'security-sensorcandidate-activate'),
      api('List sensorCandidates', 'security-identitycontainer-list-sensorcandidates'),
    ],
    note: 'The page of the released version gives the government clouds none, as does the metadata of their Graph (v1.0, August 2026); the pages of the beta version list them. Until a tenant there shows it, it counts as lacking.',
  },
  health: {
    words: 'health issues',
    sources: [
      api('Get healthIssue', 'security-healthissue-get'),
      { ...api('List healthIssues', 'security-identitycontainer-list-healthissues'), seenOn: '2026-11-21' },
    ],
  },
  auditing: {
    words: 'the auditing switch',
    sources: [
      api('Get autoAuditingConfiguration', 'security-autoauditingconfiguration-get'),
      {
        ...api('Update autoAuditingConfiguration', 'security-autoauditingconfiguration-update'),
        datedOn: '2026-05-12',
        seenOn: '2026-11-21',
      },
    ],
  },
  hunting: {
    words: 'hunting queries',
    sources: [{ ...api('security: runHuntingQuery', 'security-security-runhuntingquery'), seenOn: '2026-11-21' }],
  },
};

/** Where the addresses of `clouds` come from. */
export const addressSources: readonly RulePage[] = [
  {
    title: 'Microsoft Graph national cloud deployments',
    page: 'https://learn.microsoft.com/graph/deployments',
    seenOn: '2026-11-21',
  },
  {
    title: 'Microsoft Defender for Endpoint for US Government customers',
    page: 'https://learn.microsoft.com/defender-endpoint/gov',
    datedOn: '2026-01-05',
    seenOn: '2026-11-21',
  },
  {
    title: 'Microsoft Defender for Identity for US Government offerings',
    page: 'https://learn.microsoft.com/defender-for-identity/us-govt-gcc-high',
    seenOn: '2026-11-21',
  },
];

/** That a cloud lacks a feature, with the page that says so: whoever reads it can look whether it still does. */
export function lackInWords(cloud: CloudId, feature: CloudFeature): string {
  const { words, sources } = featureSources[feature];
  const [{ page, seenOn: day }] = sources;
  return `The cloud ${clouds[cloud].title} has no call for ${words} (${page}, seen ${day}).`;
}
