import { z } from 'zod';
import { route } from './route.ts';
import { id, instant, page } from './words.ts';

export const worker = z
  .object({
    id,
    kind: z.enum(['serve', 'worker']).describe('`serve` answers people too'),
    host: z.string().describe('Name of the machine'),
    process: z.number().int(),
    version: z.string(),
    startedAt: instant,
    seenAt: instant.describe('When it last said that it is alive, by its own clock'),
    state: z.enum(['alive', 'silent']).describe('`silent`: others have taken over what it had'),
    isClockAhead: z.boolean().describe('Its clock shows a time that has not come here'),
  })
  .meta({ id: 'Worker' });

export const workerRoutes = {
  listWorkers: route({
    method: 'GET',
    path: '/workers',
    summary: 'The processes that work on this store, where it is a server; oldest first',
    role: 'viewer',
    scope: 'installation',
    response: page(worker),
  }),
} as const;
