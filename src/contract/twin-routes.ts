import { twinAct, twinActResult, twinClock, twinClockRequest, twinFault, twinFaultRequest } from './installation.ts';
import { route } from './route.ts';
import { page } from './words.ts';

export const twinRoutes = {
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
