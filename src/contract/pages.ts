/** The addresses of the portal's pages: the server answers them, and the portal finds its screens by them. */
export const pages = {
  overview: '/',
  signIn: '/sign-in',
  servers: '/servers',
  server: '/servers/:id',
  campaigns: '/campaigns',
  campaign: '/campaigns/:id',
  newPlan: '/plans/new',
  plan: '/plans/:id',
  planDifference: '/plans/:id/difference',
  tasks: '/tasks',
  task: '/tasks/:id',
  evidence: '/evidence',
  proof: '/proof',
  log: '/log',
  settings: '/settings',
  tenants: '/tenants',
} as const;
