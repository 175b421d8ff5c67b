import { request } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { codeOf, StageFault, withinTime } from './stage.ts';

interface AnswerBound {
  readonly limitMs: number;
  readonly headBytes: number;
  readonly signal: AbortSignal;
}

/** Asks with a bare GET. No redirect is followed and no body is read. @throws StageFault */
export function statusOf(socket: TLSSocket, url: URL, bound: AnswerBound): Promise<number> {
  const late = new StageFault('timed-out', 'http-timed-out');
  return withinTime({ ...bound, late }, () => {
    return new Promise((resolve, reject) => {
      const asking = request({
        createConnection: () => socket,
        method: 'GET',
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, 'user-agent': 'changeguard', accept: '*/*', connection: 'close' },
        setHost: false,
        maxHeaderSize: bound.headBytes,
      });
      asking.once('response', (answer) => resolve(answer.statusCode ?? 0));
      // "101 Switching Protocols" comes as neither an answer nor an error.
      asking.once('upgrade', (answer) => resolve(answer.statusCode ?? 0));
      asking.on('error', (error) => {
        const code = codeOf(error);
        reject(new StageFault(code.startsWith('HPE_') ? 'answer-garbled' : 'connection-broken', code));
      });
      asking.end();
    });
  });
}
