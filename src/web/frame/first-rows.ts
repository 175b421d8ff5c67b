import type { QueryClient } from '@tanstack/react-query';
import { answerQuery } from '../api/answers.ts';
import type { Told } from '../api/call.ts';
import { credentials } from '../api/credentials.ts';
import { remembered } from './remembered.ts';
import { loadServers } from './screens.tsx';
import { tenantOf } from './session.tsx';

/** What is not there by then comes when it comes, into a page that is drawn already. */
const longestWaitMs = 400;

/**
 * Waits for what the list of servers shows first: who asks, in which tenant, and the rows. They were asked for before the program was there, and are mostly
 * there now; drawn with them the page is drawn once, and not four times with a part more each time. What fails is asked for again, and told, by the page.
 */
export function firstRows(answers: QueryClient): Promise<void> {
  const soon = new Promise<void>((resolve) => setTimeout(resolve, longestWaitMs));
  return Promise.race([gather(answers).catch(() => undefined), soon]);
}

async function gather(answers: QueryClient): Promise<void> {
  const me = answerQuery('whoAmI');
  const tenants = answerQuery('listTenants');
  const [screen] = await Promise.all([loadServers(), answers.prefetchQuery(me), answers.prefetchQuery(tenants)]);
  const tenantId = tenantOf(
    answers.getQueryData<Told<'listTenants'>>(tenants.queryKey)?.body.value,
    remembered('tenant'),
  );
  if (tenantId === undefined || answers.getQueryData(me.queryKey) === undefined) return;
  credentials.hold({ tenantId });
  await screen.askFirst(answers, location.search);
}
