import { z } from 'zod';
import {
  passwordOfLink,
  passwordRequest,
  person,
  personRequest,
  personWithLink,
  roleRequest,
  signInWays,
} from './people.ts';
import { route } from './route.ts';
import { page } from './words.ts';

/** Accounts are the installation's; an administrator of one tenant looks after those that have no role elsewhere. */
const forAdministrators = { role: 'administrator', scope: 'installation', effect: true } as const;

export const peopleRoutes = {
  showSignInWays: route({
    method: 'GET',
    path: '/sign-in-ways',
    summary: 'How people can sign in here',
    role: 'public',
    scope: 'installation',
    response: signInWays,
  }),
  beginSignIn: route({
    method: 'POST',
    path: '/sign-ins',
    summary: 'Begin to sign in with Microsoft Entra ID; gives the address to go to',
    role: 'public',
    scope: 'installation',
    response: z.object({ url: z.string() }),
  }),
  choosePassword: route({
    method: 'POST',
    path: '/passwords',
    summary: 'Set the password of an account with its one-time setup link',
    role: 'public',
    scope: 'installation',
    body: passwordOfLink,
  }),
  listPeople: route({
    method: 'GET',
    path: '/people',
    summary: 'Accounts of people, with their roles',
    role: 'administrator',
    scope: 'installation',
    response: page(person),
  }),
  addPerson: route({
    method: 'POST',
    path: '/people',
    summary: 'A new local account; for administrators of the installation',
    ...forAdministrators,
    body: personRequest,
    response: personWithLink,
  }),
  changeRole: route({
    method: 'POST',
    path: '/people/{id}/roles',
    summary: 'Give, change or take away the role of an account in a tenant; holds at once',
    ...forAdministrators,
    body: roleRequest,
    response: person,
  }),
  disablePerson: route({
    method: 'POST',
    path: '/people/{id}/disable',
    summary: 'Let an account in no more; its sessions end',
    ...forAdministrators,
    response: person,
  }),
  enablePerson: route({
    method: 'POST',
    path: '/people/{id}/enable',
    summary: 'Let a disabled account in again',
    ...forAdministrators,
    response: person,
  }),
  resetPassword: route({
    method: 'POST',
    path: '/people/{id}/password',
    summary: 'Set the password of a local account, or make a setup link for it; its sessions end',
    ...forAdministrators,
    body: passwordRequest,
    response: personWithLink,
  }),
  removePerson: route({
    method: 'DELETE',
    path: '/people/{id}',
    summary: 'Remove an account; what it did stays in the log',
    role: 'administrator',
    scope: 'installation',
  }),
} as const;
