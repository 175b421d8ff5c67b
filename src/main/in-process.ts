import type { FastifyInstance } from 'fastify';
import type { Target } from '../cli/io.ts';
import type { Transport } from '../cli/transport.ts';
import { type Application, openApplication } from './application.ts';
import { dataDirectory, makePrivate } from './data-directory.ts';
import { defaultServer } from './default-server.ts';
import { logLevelOf } from './log-level.ts';
import { placeOf } from './place.ts';
import { openSample } from './sample.ts';
import { wishOf } from './store-wish.ts';

/** Builds the application for one command: the owner of the data directory needs no server to work with it. */
export async function inProcess(
  target: Target,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Transport> {
  const data = dataDirectory(target.dataDirectory);
  await makePrivate(data.path);
  const place = placeOf(data, wishOf(environment, environment.CHANGEGUARD_STORE));
  const app = await openApplication({
    data,
    place,
    publicUrl: defaultServer,
    logLevel: logLevelOf(environment.CHANGEGUARD_LOG, 'error'),
    environment,
  });
  // A sample that was made before is brought up, so that its tenant can be read; a new one only comes with "serve".
  const hasTenants = (await app.store.tenants()).length > 0;
  const sample = await openSample(app, data, hasTenants ? undefined : false);
  const api = await app.api(sample?.door);
  return injected(app, api, async () => {
    await sample?.close();
    await app.close();
  });
}

function injected(app: Application, api: FastifyInstance, close: () => Promise<void>): Transport {
  return {
    where: 'in this process',
    request: async ({ method, path, headers, body }) => {
      const answer = await api.inject({
        method: method as 'GET',
        url: path,
        headers: { ...headers, host: '127.0.0.1', authorization: `Bearer door_${app.doorSecret}` },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
      });
      const flat = Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : String(value ?? ''),
      ]);
      return { status: answer.statusCode, headers: Object.fromEntries(flat), body: answer.rawPayload };
    },
    close,
  };
}
