import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LoggerOptions } from 'pino';

/** Whatever holds a secret, wherever somebody may put it into a log line. */
const secretPaths = ['authorization', 'cookie', 'link', 'secret', 'csrfToken', 'password', 'token'];

/** Options for the one pino logger of the process: requests without query and headers, and nothing that opens a door. */
export function logOptions(level: string): LoggerOptions {
  return {
    level,
    redact: {
      paths: [
        ...secretPaths.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        'headers["x-csrf-token"]',
        '*.headers["x-csrf-token"]',
        '*.headers["set-cookie"]',
      ],
      censor: '[hidden]',
    },
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: request.url.split('?', 1)[0] }),
      res: (reply: FastifyReply) => ({ status: reply.statusCode }),
    },
  };
}
