import { pages } from '../../contract/pages.ts';

/** Ways to one thing; names and ids may hold any sign. */
export const to = {
  server: (id: string) => pages.server.replace(':id', encodeURIComponent(id)),
  campaign: (id: string) => pages.campaign.replace(':id', encodeURIComponent(id)),
  newPlan: (selector = '') => withQuery(pages.newPlan, selector === '' ? {} : { selector }),
  plan: (digest: string) => pages.plan.replace(':id', encodeURIComponent(digest)),
  planDifference: (digest: string, from?: string) =>
    withQuery(
      pages.planDifference.replace(':id', encodeURIComponent(digest)),
      from === undefined ? {} : { with: from },
    ),
  rehearsal: (digest: string) => pages.rehearsal.replace(':id', encodeURIComponent(digest)),
  task: (id: string) => pages.task.replace(':id', encodeURIComponent(id)),
  needs: `${pages.tasks}?state=needs-you`,
  servers: (filter: Readonly<Record<string, string>> = {}) => withQuery(pages.servers, filter),
  moves: (id: string, state: string, wave?: number) =>
    withQuery(to.campaign(id), { step: state, ...(wave === undefined ? {} : { wave: String(wave) }) }),
  wave: (id: string, wave: number) => withQuery(to.campaign(id), { wave: String(wave) }),
  waiting: (id: string, reason: string) => withQuery(to.campaign(id), { waiting: reason }),
  inFlight: (id: string) => withQuery(to.campaign(id), { inFlight: 'true' }),
  since: (id: string, which: 'joined' | 'gone' | 'ready') => to.servers({ since: `${which}/${id}` }),
  proof: (filter: Readonly<Record<string, string>> = {}) => withQuery(pages.proof, filter),
  query: (id: string) => `${to.proof({ view: 'queries' })}#${id}`,
  log: (filter: Readonly<Record<string, string>>) => withQuery(pages.log, filter),
};

/** The campaign that an address keeps to, for the links that stay within it. */
export function campaignIn(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const campaign = parameters.get('campaign');
  return campaign === null ? {} : { campaign };
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
