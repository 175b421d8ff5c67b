import { machineNow } from '../clock.ts';
import { apiBase } from './api-address.ts';

/*
 * What the first screen will ask for is asked before the portal itself is there: the server answers while the browser still reads the program.
 * Whoever asks for the same takes that answer, once. One that is no success, or of another tenant, is left: it is asked for again and told as ever.
 */

interface Ahead {
  readonly tenantId: string | undefined;
  readonly askedAt: number;
  readonly response: Promise<Response | undefined>;
}

const asked = new Map<string, Ahead>();
/** Nobody is shown an answer that lay here for longer. */
const keptMs = 10_000;

export function askAhead(paths: readonly string[], tenantId: string | undefined): void {
  for (const path of paths) {
    const headers: HeadersInit = tenantId === undefined ? {} : { 'changeguard-tenant': tenantId };
    const response = fetch(`${apiBase}${path}`, { headers, credentials: 'same-origin' }).catch(() => undefined);
    asked.set(`${apiBase}${path}`, { tenantId, askedAt: machineNow(), response });
  }
}

/** The answer that was asked for ahead, where it is one for this tenant. A credential that opens one tenant need not have named it. */
export async function takeAhead(address: string, tenantId: string | undefined): Promise<Response | undefined> {
  const ahead = asked.get(address);
  asked.delete(address);
  if (ahead === undefined || machineNow() - ahead.askedAt > keptMs) return undefined;
  if (ahead.tenantId !== undefined && ahead.tenantId !== tenantId) return undefined;
  const response = await ahead.response;
  return response?.ok === true ? response : undefined;
}
