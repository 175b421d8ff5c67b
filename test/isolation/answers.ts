import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import yauzl from 'yauzl';
import { apiBase, tenantHeader } from '../../src/contract/routes.ts';
import type { Request } from './requests.ts';

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  /** Headers and body, unpacked. */
  readonly text: string;
  /** Without what is different in every answer. */
  readonly comparable: string;
}

interface Sent extends Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tenant: string | undefined;
  readonly ifMatch: string | undefined;
}

let keys = 0;

export async function send(
  app: FastifyInstance,
  { method, path, body, headers, tenant, ifMatch }: Sent,
): Promise<Answer> {
  keys += 1;
  const answer = await app.inject({
    method: method as 'GET',
    url: path.startsWith('/metrics') ? path : `${apiBase}${path}`,
    headers: {
      ...headers,
      ...(tenant === undefined
        ? {}
        : { [tenantHeader]: encodeURIComponent(tenant) === tenant ? tenant : toLatin(tenant) }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(method === 'GET' ? {} : { 'idempotency-key': `isolation-${keys}` }),
      ...(body instanceof Uint8Array ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(body === undefined ? {} : { payload: body instanceof Uint8Array ? Buffer.from(body) : (body as object) }),
  });
  const type = String(answer.headers['content-type'] ?? '');
  const unpacked = await unpack(type, answer.rawPayload);
  const code = type.includes('problem') ? (JSON.parse(unpacked) as { code: string }).code : undefined;
  const { date, 'x-request-id': _id, 'content-length': _length, ...lasting } = answer.headers;
  return {
    status: answer.statusCode,
    code,
    text: `${JSON.stringify(answer.headers)}\n${unpacked}`,
    comparable: `${answer.statusCode} ${JSON.stringify(lasting)}\n${unpacked}`
      .replace(/urn:uuid:[0-9a-f-]{36}/g, 'urn:uuid')
      // What a plan comes to is another digest for every other selector.
      .replace(/[0-9a-f]{64}/g, 'digest'),
  };
}

/** Headers hold no more than Latin-1. */
function toLatin(text: string): string {
  return [...text].filter((sign) => sign >= ' ' && sign <= 'ÿ').join('');
}

async function unpack(type: string, bytes: Buffer): Promise<string> {
  if (type.startsWith('application/gzip')) return gunzipSync(bytes).toString();
  if (type.startsWith('application/zip')) return unzipped(bytes);
  return bytes.toString();
}

/** Names and contents of every member. */
async function unzipped(bytes: Buffer): Promise<string> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const parts: string[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', reject);
        stream.on('end', () => {
          const content = Buffer.concat(chunks);
          const isPacked = content[0] === 0x1f && content[1] === 0x8b;
          parts.push(entry.fileName, isPacked ? gunzipSync(content).toString() : content.toString());
          zip.readEntry();
        });
      });
    });
    zip.on('end', () => resolve(parts.join('\n')));
    zip.on('error', reject);
    zip.readEntry();
  });
}
