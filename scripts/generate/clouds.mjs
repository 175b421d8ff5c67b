import { code, page, table } from './markdown.mjs';

export const path = 'docs/reference/clouds.md';

export async function render(load) {
  const { clouds } = await load('domain/cloud');
  const { addressSources, featureSources } = await load('domain/cloud-sources');
  const ids = Object.keys(clouds);
  const features = Object.entries(featureSources).map(([feature, { words, sources, note }]) => [
    words,
    ...ids.map((id) => marks[clouds[id].features[feature]]),
    [...sources.map(source), ...(note === undefined ? [] : [note])].join('\n'),
  ]);
  const addresses = ids
    .filter((id) => clouds[id].graphUrl !== '')
    .map((id) => {
      const { title, loginUrl, graphUrl, portalUrl, sensorDomain } = clouds[id];
      const sensors = sensorDomain === '' ? '' : `WORKSPACE${sensorDomain}`;
      return [code(id), title, ...[loginUrl, graphUrl, portalUrl, sensors].map(known)];
    });
  return page(
    'Clouds',
    'src/domain/cloud.ts and src/domain/cloud-sources.ts',
    'What Microsoft Graph has in each cloud, with the page whose table says so and the day it was seen. *yes*: it is asked for. *no*: it is refused ' +
      'here (`cloud-lacks-feature`) and nothing leaves for it; `doctor` says so with the same page. *?*: no page says it; it is asked for, and the ' +
      'answer decides. How a tenant of each is connected: [connect](../operate/connect.md#other-clouds-and-the-portal-channel).',
    ['## Features', table(['Feature', ...ids.map(code), 'Pages'], features)].join('\n\n'),
    [
      '## Addresses',
      table(['Cloud', 'Name', 'Sign-in', 'Graph', 'Portal', 'Sensor v2.x reports to'], addresses),
      `From ${addressSources.map(source).join('; ')}. With \`custom\` a connection brings its own.`,
    ].join('\n\n'),
  );
}

const marks = { yes: 'yes', no: 'no', unverified: '?' };
const known = (address) => (address === '' ? 'no page names it' : code(address));

function source({ title, page: address, datedOn, seenOn }) {
  return `[${title}](${address})${datedOn === undefined ? '' : `, dated ${datedOn}`}, seen ${seenOn}`;
}
