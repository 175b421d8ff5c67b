import { z } from 'zod';
import { twinAct, twinActResult, twinClock, twinClockRequest, twinFault, twinFaultRequest } from './installation.ts';
import { route } from './route.ts';
import { sampleEstates } from './sample-estates.ts';
import { id, page } from './words.ts';

const openedSample = z
  .object({
    tenantId: id,
    name: z.string().describe('Of its tenant'),
    isNew: z.boolean().describe('false: it was there before'),
  })
  .meta({ id: 'OpenedSample' });

export const twinRoutes = {
  openSample: route({
    method: 'POST',
    path: '/sample',
    summary: 'Bring up a sample estate on the twin, as a tenant of its own; nothing real is touched',
    role: 'administrator',
    scope: 'installation',
    effect: true,
    body: z.object({ estate: z.enum(sampleEstates).default('bank') }),
    response: openedSample,
  }),
  showTwinClock: route({
    method: 'GET',
    path: '/twin/clock',
    summary: "The twin's clock",
    role: 'viewer',
    response: twinClock,
  }),
  turnTwinClock: route({
    method: 'POST',
    path: '/twin/clock',
    summary: "Turn the twin's clock through every due instant, or set its speed",
    role: 'operator',
    effect: true,
    body: twinClockRequest,
    response: twinClock,
  }),
  listTwinFaults: route({
    method: 'GET',
    path: '/twin/faults',
    summary: 'What can go wrong in the twin',
    role: 'viewer',
    response: page(twinFault),
  }),
  injectTwinFault: route({
    method: 'POST',
    path: '/twin/faults',
    summary: 'Make something go wrong',
    role: 'operator',
    effect: true,
    body: twinFaultRequest,
    response: page(twinFault),
  }),
  actInTwin: route({
    method: 'POST',
    path: '/twin/acts',
    summary: 'Do by hand what a person does in the portal or on a server',
    role: 'operator',
    effect: true,
    body: twinAct,
    response: twinActResult,
  }),
} as const;
