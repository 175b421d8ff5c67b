import { receiver, receiverChange, receiverRequest, receiverTest } from './receivers.ts';
import { route } from './route.ts';
import { page } from './words.ts';

export const receiverRoutes = {
  listReceivers: route({
    method: 'GET',
    path: '/receivers',
    summary: 'Who is told what happens, and whether it gets through',
    role: 'viewer',
    response: page(receiver),
  }),
  addReceiver: route({
    method: 'POST',
    path: '/receivers',
    summary: 'A new receiver of notifications; it is told of what happens from now on',
    role: 'administrator',
    effect: true,
    body: receiverRequest,
    response: receiver,
  }),
  changeReceiver: route({
    method: 'PATCH',
    path: '/receivers/{id}',
    summary: 'Switch a receiver off or on, or change what it is told and when; the id or name',
    role: 'administrator',
    effect: true,
    body: receiverChange,
    response: receiver,
  }),
  removeReceiver: route({
    method: 'DELETE',
    path: '/receivers/{id}',
    summary: 'Remove a receiver with everything that waits for it; the id or name',
    role: 'administrator',
  }),
  testReceiver: route({
    method: 'POST',
    path: '/receivers/{id}/test',
    summary: 'Send one message now and say what came of it; the id or name',
    role: 'administrator',
    effect: true,
    response: receiverTest,
  }),
} as const;
