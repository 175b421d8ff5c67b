import { z } from 'zod';
import { route } from './route.ts';

const named = z.object({ id: z.string(), title: z.string() });

const huntingQuery = z
  .object({
    id: z.string(),
    title: z.string(),
    kql: z.string().describe('As changeguard sends it; runs as it is in advanced hunting'),
    proves: z.string(),
    provesNot: z.array(z.string()).describe('What must not be read out of its answer'),
    proofs: z.array(named).describe('Kinds of proof that are judged by it'),
    gates: z.array(named).describe('Conditions of gates that are measured by it'),
  })
  .meta({ id: 'HuntingQuery' });
export type HuntingQuery = z.infer<typeof huntingQuery>;

export const huntingRoutes = {
  listHuntingQueries: route({
    method: 'GET',
    path: '/hunting-queries',
    summary: 'The hunting queries that changeguard runs, to be run by oneself, and the proofs that no query gives',
    role: 'viewer',
    hosts: true,
    response: z.object({
      value: z.array(huntingQuery),
      proofsWithout: z
        .array(named.extend({ howToGet: z.string().describe('Where its evidence comes from instead') }))
        .describe('Kinds of proof that no hunting query shows'),
    }),
  }),
} as const;
