import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostOf, uuidOf } from './estate.ts';

/* A server of ready-made pages in the form of Graph: `node graph-pages.js SENSORS ISSUES` sends its address to the parent. */

const pageSize = 100;
const [sensors = 0, issues = 0] = process.argv.slice(2).map(Number);
const identities = '/v1.0/security/identities';
const pages = new Map<string, Buffer>();

const server = createServer((request, response) => {
  request.resume();
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = url.pathname.endsWith('/oauth2/v2.0/token')
    ? token
    : pages.get(`${url.pathname}#${url.searchParams.get('$skiptoken') ?? 0}`);
  const head = { 'content-type': 'application/json', 'content-length': body?.length ?? 0 };
  response.writeHead(body === undefined ? 404 : 200, { ...head, 'request-id': 'bench' });
  response.end(body);
});

const token = Buffer.from(JSON.stringify({ token_type: 'Bearer', expires_in: 3_599, access_token: 'bench.e30.bench' }));

server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  addPages(origin, `${identities}/sensors`, sensors, sensorOf);
  addPages(origin, `${identities}/healthIssues`, issues, issueOf);
  process.send?.(origin);
});
process.on('disconnect', () => process.exit());

function addPages(origin: string, path: string, rows: number, row: (index: number) => object): void {
  for (let begin = 0; begin < rows; begin += pageSize) {
    const next = begin + pageSize;
    const page = {
      '@odata.context': `${origin}/v1.0/$metadata#security/identities`,
      ...(next < rows ? { '@odata.nextLink': `${origin}${path}?$skiptoken=${next}` } : {}),
      value: Array.from({ length: Math.min(pageSize, rows - begin) }, (_, at) => row(begin + at)),
    };
    pages.set(`${path}#${begin}`, Buffer.from(JSON.stringify(page)));
  }
}

function sensorOf(index: number): object {
  const { name, domain, fqdn, sensorId } = hostOf(index);
  return {
    id: sensorId,
    displayName: name,
    sensorType: 'domainControllerIntegrated',
    deploymentStatus: 'upToDate',
    domainName: domain,
    version: '2.254.19112.470',
    createdDateTime: '2025-04-07T09:12:00Z',
    openHealthIssuesCount: 10,
    healthStatus: 'notHealthyLow',
    serviceStatus: 'running',
    settings: {
      description: 'first floor',
      domainControllerDnsNames: [fqdn],
      isDelayedDeploymentEnabled: false,
      networkAdapters: [{ id: uuidOf(`adapter ${index}`), name: 'Ethernet0', isEnabled: true }],
    },
  };
}

function issueOf(index: number): object {
  const { domain, fqdn } = hostOf(index % sensors);
  return {
    id: uuidOf(`issue ${index}`),
    displayName: 'Some network traffic could not be analyzed',
    healthIssueType: 'sensor',
    issueTypeId: '1005',
    severity: 'medium',
    status: 'open',
    createdDateTime: '2026-05-30T07:04:11.2213Z',
    lastModifiedDateTime: '2026-05-31T19:22:40.0123Z',
    domainNames: [domain],
    sensorDNSNames: [fqdn],
    description: 'The sensor received more network traffic than it can process, so that part of it was not analyzed.',
    additionalInformation: ['Since 2026-05-30.'],
    recommendations: ['Give the domain controller more processors and memory as its load demands.'],
    recommendedActionCommands: [],
  };
}
