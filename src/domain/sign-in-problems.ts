import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong when people sign in, and with their accounts. */
export const signInProblems = {
  // One answer for a wrong name, a wrong password, a disabled account and a lock: it tells nobody which accounts there are.
  'sign-in-refused': {
    title: 'That signs nobody in',
    status: 401,
    remedy:
      'Check name and password. After several failures nothing is taken for up to 15 minutes: wait, or ask an administrator.',
  },
  'setup-link-used': {
    title: 'The setup link was used or has expired',
    status: 401,
    remedy: 'Ask an administrator for a new one: "changeguard people password NAME".',
  },
  'password-weak': {
    title: 'The password is not long enough',
    status: 422,
    remedy: 'Take at least 12 characters: a few words in a row are easy to keep and hard to guess.',
  },
  'name-taken': {
    title: 'Somebody has this name',
    status: 409,
    remedy: 'Take another name, or look at the account with "changeguard people list".',
  },
  'origin-refused': {
    title: 'The request comes from a page of somebody else',
    status: 403,
    remedy: 'Open the portal at its own address. Behind a proxy, start the server with --public-url of that address.',
  },
  'hosts-restricted': {
    title: 'Your account sees a part of the hosts, and this is about all',
    status: 403,
    remedy:
      'Servers, moves and tasks of your hosts can be read. Ask somebody whose account sees all hosts for the rest.',
  },
  'entra-not-set-up': {
    title: 'Sign-in with Microsoft Entra ID is not set up here',
    status: 404,
    remedy: 'Sign in with a name and a password, or start the server with --sign-in FILE.',
  },
  'entra-unreachable': {
    title: 'Microsoft Entra ID does not answer as it should',
    status: 502,
    remedy: 'Try again. If it stays, check the issuer, the client id and the secret in the file of --sign-in.',
  },
  'entra-refused': {
    title: 'The sign-in with Microsoft Entra ID does not hold',
    status: 401,
    remedy: 'Begin again on the sign-in page, in the same window. If it stays, an administrator finds why in the log.',
  },
  'entra-no-role': {
    title: 'Nothing gives you a role here',
    status: 403,
    remedy: 'Ask an administrator for a group or an app role that the file of --sign-in names.',
  },
  'entra-groups-overage': {
    title: 'You are in more groups than Microsoft Entra ID puts into a token',
    status: 403,
    remedy:
      'In the app registration, send only "Groups assigned to the application", or give app roles and name those in the file of --sign-in.',
  },
} as const satisfies Record<string, ProblemEntry>;
